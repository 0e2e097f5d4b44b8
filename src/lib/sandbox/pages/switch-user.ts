import {html} from 'hono/html'
import {hiddenFields, type Html} from './page.js'
import type {World} from '../world.js'

/** The small form below a card that signs the browser out and comes back. */
export function switchUser(world: World, returnTo: string): Html {
  return html`<form class="switch" method="post" action="/signout">
    ${hiddenFields(world, {return_to: returnTo})} Not you?
    <button class="link">Sign in as somebody else</button>
  </form>`
}

import {html} from 'hono/html'
import {hiddenFields, mark, type Html} from './page.js'
import type {World} from '../world.js'

export type AdminPlace =
  'people' | 'identity' | 'access' | 'sessions' | 'log' | 'hooks' | 'flows' | 'requests'

/** The frame of the admin pages: where one is, and the way to the others. */
export function adminFrame(world: World, here: AdminPlace, content: Html): Html {
  const places: readonly (readonly [AdminPlace, string, number])[] = [
    ['people', 'People', world.company.users.length],
    ['identity', 'Identity Center', world.company.aws.written.groups.size],
    ['access', 'Access', world.company.accounts.length],
    ['sessions', 'Sign-ins', world.sessions.all.length],
    ['log', 'System Log', world.okta.log.events.length],
    ['hooks', 'Event hooks', world.okta.hooks.all.length],
    ['flows', 'Flows', world.okta.flows.all.length],
    ['requests', 'Requests', world.log.entries.length],
  ]
  return html`<header class="topbar">
      ${mark(28)}<strong>${world.company.name}</strong
      ><span class="chip wait">sandbox on ${new URL(world.origin).host}</span>
    </header>
    <div class="bench">
      <nav class="rail" aria-label="Parts of the sandbox">
        ${places.map(
          ([place, label, count]) =>
            html`<a href="/sandbox/admin/${place}" ${place === here ? html`aria-current="page"` : ''}
              >${label}<small>${count}</small></a
            >`,
        )}
      </nav>
      <main class="work">${content}</main>
    </div>`
}

/** A button that acts in the words of `sandbox do` and comes back to `place`. */
export function actButton(
  world: World,
  place: AdminPlace,
  {
    label,
    action,
    danger = false,
  }: {readonly label: string; readonly action: string; readonly danger?: boolean},
): Html {
  return html`<form method="post" action="/sandbox/admin/${place}">
    ${hiddenFields(world, {action})}<button class="link${danger ? ' danger' : ''}" title="${action}">
      ${label}
    </button>
  </form>`
}

/** A table in a frame, or a word when there is nothing to show. */
export function sheet(headings: readonly string[], rows: readonly Html[], empty: string): Html {
  if (rows.length === 0) return html`<div class="sheet"><p class="empty">${empty}</p></div>`
  return html`<div class="sheet">
    <table>
      <thead>
        <tr>
          ${headings.map((heading) => html`<th scope="col">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}

/** `11:04:09`, in UTC. */
export function clockTime(date: Date): string {
  return date.toISOString().slice(11, 19)
}

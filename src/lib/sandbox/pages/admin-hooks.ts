import {html} from 'hono/html'
import {actButton, clockTime, sheet} from './admin-frame.js'
import {hiddenFields, type Html} from './page.js'
import type {Delivery, EventHook} from '../okta/hooks/event-hooks.js'
import type {World} from '../world.js'

/** The event hooks and how their newest deliveries ended. Their secrets are never shown. */
export function hooksView(world: World): Html {
  const {all, deliveries} = world.okta.hooks
  return html`<h1>Event hooks</h1>
    <p>
      An active and verified hook gets the events it asked for, on this machine only: within three seconds,
      with one retry after a 5xx or silence. Nothing is sent again later.
    </p>
    <form class="row" method="post" action="/sandbox/admin/hooks">
      ${hiddenFields(world)}
      <input
        name="action"
        value="hook.create "
        aria-label="An action"
        placeholder="hook.create http://127.0.0.1:8080/hook group.user_membership.add"
        autocomplete="off"
        spellcheck="false"
      />
      <button class="primary">Do</button>
    </form>
    ${sheet(
      ['Hook', 'Status', 'Events', ''],
      all.map((hook) => hookRow(world, hook)),
      'There are no event hooks.',
    )}
    <h2>Deliveries</h2>
    ${sheet(
      ['Time', 'Hook', 'Events', 'Answer', 'Tries'],
      [...deliveries].reverse().map(deliveryRow),
      'Nothing was delivered yet.',
    )}`
}

function hookRow(world: World, {id, name, uri, status, verificationStatus, items}: EventHook): Html {
  const active = status === 'ACTIVE'
  return html`<tr>
    <td>${name}<small>${uri}</small></td>
    <td>
      <span class="chip ${active ? 'good' : 'bad'}">${status}</span
      ><span class="chip ${verificationStatus === 'VERIFIED' ? 'good' : 'wait'}">${verificationStatus}</span>
    </td>
    <td>${items.map((item) => html`<span class="chip">${item}</span>`)}</td>
    <td class="act">
      ${actButton(world, 'hooks', {
        label: active ? 'Deactivate' : 'Activate',
        action: `hook.${active ? 'deactivate' : 'activate'} ${id}`,
        danger: active,
      })}
      ${actButton(world, 'hooks', {label: 'Delete', action: `hook.delete ${id}`, danger: true})}
    </td>
  </tr>`
}

function deliveryRow({at, hook, eventTypes, attempts, outcome, delivered}: Delivery): Html {
  return html`<tr>
    <td class="num">${clockTime(at)}</td>
    <td>${hook}</td>
    <td>${eventTypes.map((type) => html`<span class="chip">${type}</span>`)}</td>
    <td><span class="chip ${delivered ? 'good' : 'bad'}">${outcome}</span></td>
    <td class="num">${attempts}</td>
  </tr>`
}

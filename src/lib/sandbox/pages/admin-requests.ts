import {html} from 'hono/html'
import {actButton, clockTime, sheet} from './admin-frame.js'
import {hiddenFields, type Html} from './page.js'
import type {SandboxRequest} from '../request-log.js'
import type {World} from '../world.js'

const shownRequests = 200

/** What was asked, newest first, and the faults that wait to strike. Tokens and keys are never shown. */
export function requestsView(world: World): Html {
  const requests = world.log.entries.slice(-shownRequests).reverse()
  return html`<h1>Requests</h1>
    <p>
      Everything that reached the sandbox, newest first. Secrets are left out. A planned fault strikes the
      next request it fits.
    </p>
    <form class="row" method="post" action="/sandbox/admin/requests">
      ${hiddenFields(world)}
      <input
        name="action"
        value="fault "
        aria-label="An action"
        placeholder="fault 429:accounts=2*3"
        autocomplete="off"
        spellcheck="false"
      />
      <button class="primary">Do</button>
    </form>
    ${faultList(world)}
    ${sheet(['Time', 'Request', 'Operation', 'Answer', 'Person'], requests.map(requestRow), 'Nothing was asked yet.')}`
}

function faultList(world: World): Html | '' {
  const faults = world.faults.planned
  if (faults.length === 0) return ''
  return html`<div class="planned">
    ${faults.map(({text, left}) => html`<span class="chip wait">${text}${left === Infinity ? '' : `, ${left} left`}</span>`)}
    ${actButton(world, 'requests', {label: 'Clear all', action: 'fault.clear'})}
  </div>`
}

function requestRow({at, method, path, operation, status, fault, login}: SandboxRequest): Html {
  const tone = status >= 200 && status < 400 ? 'good' : status === 400 ? 'wait' : 'bad'
  return html`<tr>
    <td class="num">${clockTime(at)}</td>
    <td class="mono">${method} ${withoutAlias(path)}</td>
    <td>${operation ?? ''}</td>
    <td>
      <span class="chip ${tone}">${status === 0 ? 'cut off' : status}</span
      >${fault === undefined ? '' : html`<span class="chip">${fault}</span>`}
    </td>
    <td>${login ?? ''}</td>
  </tr>`
}

/** The alias of a flow is half of its secret. */
function withoutAlias(path: string): string {
  return path.replace(/^(\/api\/flo\/[^/]{4})[^/]+/, '$1...')
}

import {html} from 'hono/html'
import {actButton, clockTime, sheet} from './admin-frame.js'
import {hiddenFields, type Html} from './page.js'
import type {Execution, ExecutionState} from '../okta/flows/executions.js'
import type {OrgFlow} from '../okta/flows/org-flows.js'
import type {World} from '../world.js'
import {visibleText} from '../../shared/visible-text.js'

const shownExecutions = 200
const shownCharacters = 300

/** The flows of Okta Workflows and their newest executions. Aliases and client tokens are never shown. */
export function flowsView(world: World): Html {
  const {flows, executions} = world.okta
  return html`<h1>Flows</h1>
    <p>
      Flows that begin with an API Endpoint card. Where each is called and with which token tells
      <code>okta-ops sandbox do flow.list</code>.
    </p>
    <form class="row" method="post" action="/sandbox/admin/flows">
      ${hiddenFields(world)}
      <input
        name="action"
        value="flow.add "
        aria-label="An action"
        placeholder="flow.add night-shift takes=90s answers_first=yes"
        autocomplete="off"
        spellcheck="false"
      />
      <button class="primary">Do</button>
    </form>
    ${sheet(
      ['Flow', 'Status', 'Does', ''],
      flows.all.map((flow) => flowRow(world, flow)),
      'There are no flows.',
    )}
    <h2>Executions</h2>
    ${sheet(
      ['Time', 'Flow', 'State', 'Called with', 'Outcome', ''],
      executions.newest(shownExecutions).map((execution) => executionRow(world, execution)),
      'No flow has run yet.',
    )}`
}

function flowRow(world: World, {id, name, active, security, does}: OrgFlow): Html {
  return html`<tr>
    <td>${name}<small>${id}</small></td>
    <td>
      <span class="chip ${active ? 'good' : 'bad'}">${active ? 'on' : 'off'}</span
      ><span class="chip">${security.replace('_', ' ')}</span>
    </td>
    <td>${does.replace('_', ' ')}</td>
    <td class="act">
      ${actButton(world, 'flows', {
        label: active ? 'Deactivate' : 'Activate',
        action: `flow.${active ? 'deactivate' : 'activate'} ${id}`,
        danger: active,
      })}
    </td>
  </tr>`
}

const tones: Readonly<Record<ExecutionState, string>> = {
  running: 'wait',
  paused: 'wait',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'bad',
  throttled: 'bad',
}

function executionRow(world: World, execution: Execution): Html {
  const {id, flow, marks, state, output, message, startedAt, endedAt} = execution
  const outcome = message ?? (output === undefined ? '' : JSON.stringify(output))
  return html`<tr>
    <td class="num">${clockTime(startedAt)}</td>
    <td class="num">${flow.name}<small title="${id}">${id.slice(0, 8)}</small></td>
    <td><span class="chip ${tones[state]}">${state}</span></td>
    <td class="text">${shown(marks.run)}<small>${shown(marks.key)}</small></td>
    <td class="text mono">${shown(outcome)}</td>
    <td class="act">
      ${
        endedAt === undefined && state !== 'throttled'
          ? actButton(world, 'flows', {label: 'Cancel', action: `flow.cancel ${id}`, danger: true})
          : ''
      }
    </td>
  </tr>`
}

/** What a caller sent, short and with every control character visible. */
function shown(text = ''): string {
  return visibleText(text.slice(0, shownCharacters))
}

import {html} from 'hono/html'
import {clockTime, sheet} from './admin-frame.js'
import {hiddenFields, type Html} from './page.js'
import type {StoredEvent} from '../okta/log/event-store.js'
import type {World} from '../world.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'
import {visibleText} from '../../shared/visible-text.js'

const shownEvents = 100

/** The newest events of the System Log, and a field to append one. What stands in them is shown, never obeyed. */
export function logView(world: World): Html {
  const {events} = world.okta.log
  return html`<h1>System Log</h1>
    <p>
      The newest of ${events.length} events, in the order they were filed. Everything that happens in the
      sandbox is here; <code>okta-ops sandbox generate</code> makes more.
    </p>
    <form class="row" method="post" action="/sandbox/admin/log">
      ${hiddenFields(world)}
      <input
        name="action"
        value="log.append "
        aria-label="An action"
        placeholder="log.append user.session.start outcome.result=FAILURE"
        autocomplete="off"
        spellcheck="false"
      />
      <button class="primary">Do</button>
    </form>
    ${sheet(
      ['Published', 'Event', 'Actor', 'Outcome', 'Target'],
      events.slice(-shownEvents).reverse().map(eventRow),
      'Nothing has happened yet.',
    )}`
}

function eventRow(stored: StoredEvent): Html {
  const {actor, displayMessage, outcome, target} = stored.event
  const result = textAt(outcome, 'result')
  const targets = Array.isArray(target) ? (target as readonly JsonValue[]) : []
  return html`<tr>
    <td class="num">${clockTime(new Date(stored.publishedMs))}</td>
    <td class="mono">${shown(stored.eventType)}<small>${shown(displayMessage)}</small></td>
    <td>${textAt(actor, 'displayName')}<small>${textAt(actor, 'alternateId')}</small></td>
    <td>
      ${result === '' ? '' : html`<span class="chip ${tones[result] ?? 'wait'}">${result}</span>`}<small
        >${textAt(outcome, 'reason')}</small
      >
    </td>
    <td>
      ${targets.map((part) => html`<span class="chip" title="${textAt(part, 'type')}">${textAt(part, 'displayName')}</span>`)}
    </td>
  </tr>`
}

const tones: Readonly<Record<string, string>> = {
  SUCCESS: 'good',
  ALLOW: 'good',
  FAILURE: 'bad',
  DENY: 'bad',
  RATE_LIMIT: 'bad',
}

function textAt(object: JsonValue | undefined, name: string): string {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return ''
  return shown((object as JsonObject)[name])
}

/** A text of an event, short and with every control character visible. */
function shown(value: JsonValue | undefined): string {
  return typeof value === 'string' ? visibleText(value.slice(0, 120)) : ''
}

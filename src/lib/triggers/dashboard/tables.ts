import {formatDuration} from '../../shared/duration.js'
import {html, type HtmlValue, type Markup} from '../../shared/html.js'
import {cutTo} from '../../shared/text-fit.js'
import {stepName, type ShownWork} from '../view/story.js'
import type {WorkState} from '../journal/work.js'
import {shareBar, totalOf} from './chart.js'
import type {DashboardFigures, RuleFigures} from './figures.js'
import {shortSpan} from './spans.js'

/** What belongs to it is shown, never more: anybody can give themselves a name. */
const longestText = 120

interface Column {
  readonly heading: string
  readonly kind?: 'num' | 'num wide' | 'text'
}

export function rulesPanel({rules, span}: DashboardFigures): Markup {
  return panel({title: 'Rules', word: `the last ${span.label}`}, [
    table(
      [
        {heading: 'rule'},
        {heading: 'succeeded', kind: 'num'},
        {heading: 'failed', kind: 'num'},
        {heading: 'in doubt', kind: 'num wide'},
        {heading: 'p50', kind: 'num wide'},
        {heading: 'p95', kind: 'num wide'},
        {heading: 'queued', kind: 'num'},
        {heading: 'running', kind: 'num wide'},
        {heading: 'dead', kind: 'num'},
      ],
      rules.map(ruleCells),
      'No event has been work for a rule yet.',
    ),
  ])
}

function ruleCells({rule, isPaused, ends, latency, queued, running, deadLetters}: RuleFigures): HtmlValue[] {
  const ms = (value: number | undefined): HtmlValue => (value === undefined ? dash : shortSpan(value))
  return [
    html`<span class="name">${text(rule)}</span
      >${isPaused ? html` <span class="chip wait">paused</span>` : ''}`,
    totalOf(ends) === 0 ? dash : html`${ends.succeeded}${shareBar(ends)}`,
    count(ends.failed, 'bad'),
    count(ends.unknown, 'wait'),
    ms(latency.p50),
    ms(latency.p95),
    count(queued),
    count(running),
    count(deadLetters, 'bad'),
  ]
}

export function runningPanel({running, at}: DashboardFigures): Markup {
  return panel({title: 'Running now'}, [
    table(
      [
        {heading: 'rule and flow'},
        {heading: 'for', kind: 'text'},
        {heading: 'since', kind: 'num'},
        {heading: 'try', kind: 'num wide'},
      ],
      running.map((work) => {
        const last = work.tries.at(-1)
        return [
          workCell(work),
          eventCell(work),
          last === undefined ? dash : shortSpan(Math.max(0, at.getTime() - Date.parse(last.startedAt))),
          work.tries.length,
        ]
      }),
      'Nothing is on its way.',
    ),
  ])
}

export function deadLettersPanel({deadLetters, failed, inDoubt}: DashboardFigures): Markup {
  const all = failed + inDoubt
  const word = all > deadLetters.length ? `the newest ${deadLetters.length} of ${all}` : ''
  return panel({title: 'Dead letters', word, command: all > 0 ? 'okta-ops triggers dead-letters list' : ''}, [
    table(
      [{heading: 'id', kind: 'num'}, {heading: 'rule and flow'}, {heading: 'why', kind: 'text'}],
      deadLetters.map((work) => [
        work.id,
        workCell(work),
        html`${stateChip(work.state)}<small>${text(work.reason ?? '')}</small>`,
      ]),
      'Nothing is left for a person.',
    ),
  ])
}

export function latestPanel({latest, at}: DashboardFigures): Markup {
  return panel({title: 'Latest', command: latest.length > 0 ? 'okta-ops triggers history' : ''}, [
    table(
      [
        {heading: 'state'},
        {heading: 'rule and flow'},
        {heading: 'for', kind: 'text'},
        {heading: 'took', kind: 'num wide'},
        {heading: 'seen ago', kind: 'num'},
      ],
      latest.map((work) => {
        const took = work.tries.at(-1)?.tookMs
        return [
          stateChip(work.state),
          workCell(work),
          eventCell(work),
          took === undefined ? dash : shortSpan(took),
          formatDuration(at.getTime() - Date.parse(work.event.seenAt)),
        ]
      }),
      'No event has been work for a rule yet.',
    ),
  ])
}

const dash = html`<span class="zero">–</span>`

function panel(
  {
    title,
    word = '',
    command = '',
  }: {readonly title: string; readonly word?: string; readonly command?: string},
  content: readonly Markup[],
): Markup {
  return html`<section class="panel">
    <header>
      <h2>${title}</h2>
      ${word === '' ? '' : html`<p>${word}</p>`}${
        command === '' ? '' : html`<p class="key"><code>${command}</code></p>`
      }
    </header>
    ${content}
  </section>`
}

function table(columns: readonly Column[], rows: readonly (readonly HtmlValue[])[], nothing: string): Markup {
  if (rows.length === 0) return html`<p class="nothing">${nothing}</p>`
  const kind = (index: number): string => columns[index]?.kind ?? ''
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${columns.map(({heading}, index) => html`<th scope="col" class="${kind(index)}">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, index) => html`<td class="${kind(index)}">${cell}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`
}

function workCell(work: ShownWork): Markup {
  return html`<span class="name">${text(stepName(work))}</span><small>${text(work.flow)}</small>`
}

function eventCell(work: ShownWork): Markup {
  return html`${who(work)}<small><code>${text(work.event.type)}</code></small>`
}

/** Whom the event is about, else who did it; a name of another script keeps to itself. */
function who({event}: ShownWork): Markup {
  const [first, ...others] = event.targets.length > 0 ? event.targets : [event.actor ?? '']
  if (first === undefined || first === '') return dash
  return html`<bdi>${text(first)}</bdi
    >${others.length > 0 ? html` <span class="zero">and ${others.length} more</span>` : ''}`
}

function text(outside: string): string {
  return cutTo(outside, longestText)
}

function count(value: number, tone: 'bad' | 'wait' | '' = ''): Markup {
  return value === 0 ? html`<span class="zero">0</span>` : html`<span class="${tone}">${value}</span>`
}

const saidOf: Readonly<Record<WorkState, readonly [word: string, tone: string]>> = {
  waiting: ['awaits log', 'wait'],
  planned: ['planned', ''],
  running: ['running', ''],
  succeeded: ['succeeded', 'good'],
  failed: ['failed', 'bad'],
  unknown: ['in doubt', 'wait'],
  superseded: ['superseded', ''],
  dropped: ['dropped', ''],
}

function stateChip(state: WorkState): Markup {
  const [word, tone] = saidOf[state]
  return html`<span class="chip ${tone}">${word}</span>`
}

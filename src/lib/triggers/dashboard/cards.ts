import {formatDuration} from '../../shared/duration.js'
import {html, type HtmlValue, type Markup} from '../../shared/html.js'
import {describeOwner} from '../journal/work-owner.js'
import {totalOf} from './chart.js'
import type {ActingProcess, DashboardFigures, Latency} from './figures.js'
import {ago, shortSpan} from './spans.js'

type Tone = 'good' | 'bad' | 'wait' | ''

/** The six numbers at the top. */
export function cards(figures: DashboardFigures): Markup {
  const {runTime, fromEvent} = figures
  return html`<section class="cards" aria-label="At a glance">
    ${successCard(figures)}${latencyCard('Run time, p50', runTime)}${latencyCard('Event to end, p50', fromEvent)}
    ${queueCard(figures)}${lagCard(figures)}${deadLetterCard(figures)}
  </section>`
}

function card(title: string, {big, tone = '', below}: {big: HtmlValue; tone?: Tone; below: string}): Markup {
  return html`<div class="card">
    <h2>${title}</h2>
    <p class="big ${tone}">${big}</p>
    <p>${below}</p>
  </div>`
}

function successCard({ends}: DashboardFigures): Markup {
  const all = totalOf(ends)
  if (all === 0) return card('Success rate', {big: '–', below: 'no run has ended'})
  const share = ends.succeeded / all
  // 99.96% is not everything.
  const text = share === 1 ? '100' : String(Math.min(99.9, Math.round(share * 1000) / 10))
  const tone = share >= 0.95 ? 'good' : share >= 0.8 ? 'wait' : 'bad'
  const below = `${ends.succeeded} of ${all} ${all === 1 ? 'run' : 'runs'}`
  return card('Success rate', {big: html`${text}<small>%</small>`, tone, below})
}

function latencyCard(title: string, {p50, p95, p99}: Latency): Markup {
  if (p50 === undefined || p95 === undefined || p99 === undefined)
    return card(title, {big: '–', below: 'nothing to measure'})
  return card(title, {
    big: withUnit(shortSpan(p50)),
    below: `p95 ${shortSpan(p95)} · p99 ${shortSpan(p99)}`,
  })
}

function queueCard({queue, waiting, rules}: DashboardFigures): Markup {
  const running = rules.reduce((sum, rule) => sum + rule.running, 0)
  const parts = [
    `${running} running`,
    ...(queue.later > 0 ? [`${queue.later} later`] : []),
    ...(waiting > 0 ? [`${waiting} for the log`] : []),
  ]
  return card('Queue', {big: html`${queue.due}<small>due</small>`, below: parts.join(' · ')})
}

/** The worst of all processes; work that is due and nobody begins counts too. */
function lagCard({processes, queue, at}: DashboardFigures): Markup {
  const alive = processes.filter(({isAlive}) => isAlive)
  const waited = queue.oldestDueAt === undefined ? 0 : at.getTime() - queue.oldestDueAt.getTime()
  if (alive.length === 0)
    return card('Lag', {
      big: waited > 0 ? withUnit(shortSpan(waited)) : '–',
      tone: 'wait',
      below: 'nothing acts on events',
    })
  const lag = Math.max(waited, ...alive.map(({lagMs}) => lagMs))
  const tone = lag < 60_000 ? '' : lag < 300_000 ? 'wait' : 'bad'
  const oldest = waited < 1000 ? 'nothing due waits' : `the oldest is due ${formatDuration(waited)}`
  return card('Lag', {big: withUnit(shortSpan(lag)), tone, below: oldest})
}

function deadLetterCard({failed, inDoubt}: DashboardFigures): Markup {
  const all = failed + inDoubt
  return card('Dead letters', {
    big: all,
    tone: failed > 0 ? 'bad' : inDoubt > 0 ? 'wait' : 'good',
    below: all === 0 ? 'nothing for a person' : `${failed} failed · ${inDoubt} in doubt`,
  })
}

/** `1.4 s` with a small unit; spans of two units stay as they are. */
function withUnit(text: string): Markup {
  const [, number, unit] = /^([\d.]+) ?(\D+)$/.exec(text) ?? []
  return number === undefined ? html`${text}` : html`${number}<small>${unit}</small>`
}

/** Who acts on events, or a word that nobody does. */
export function processLines({processes, at}: DashboardFigures): Markup {
  if (!processes.some(({isAlive}) => isAlive))
    return html`<p class="notice">
      Nothing acts on events at the moment${processes.map(silence(at))}.
      <code>okta-ops triggers run</code> does.
    </p>`
  return html`<p class="processes">${processes.map((one) => processLine(one, at))}</p>`
}

function silence(at: Date): (one: ActingProcess) => string {
  return ({name, at: heard}) => `; ${name} was last heard of ${ago(heard, at)}`
}

function processLine(
  {name, org, owner, isAlive, lagMs, inFlight, at: heard}: ActingProcess,
  at: Date,
): Markup {
  const {host, pid} = describeOwner(owner)
  const where = [...(org === '' ? [] : [new URL(org).host]), `${host}, pid ${pid}`]
  const how = isAlive
    ? `${lagMs < 1000 ? 'up to date' : `${formatDuration(lagMs)} behind`}, ${inFlight} on their way`
    : `last heard of ${ago(heard, at)}`
  return html`<span
    ><i class="dot${isAlive ? '' : ' off'}"></i><strong>${name}</strong> ${where.join(' · ')} · ${how}</span
  >`
}

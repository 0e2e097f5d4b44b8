import {html, markup, type Markup} from '../../shared/html.js'
import {ago} from './spans.js'
import type {DashboardFigures, Ends} from './figures.js'

const height = 100

/** Runs that ended, slice after slice, as stacked bars; drawn by the server, so that nothing has to run. */
export function chart({slices, since, span, at}: DashboardFigures): Markup {
  const most = Math.max(1, ...slices.map(totalOf))
  const bars = slices.map((ends, index) => {
    const from = new Date(since.getTime() + index * span.sliceMs)
    return html`<g><title>${clock(from)}: ${inWords(ends)}</title>${stack(ends, index, most)}</g>`
  })
  const width = slices.length * 10
  return html`<div class="chart">
    <svg
      viewBox="0 0 ${width} ${height}"
      preserveAspectRatio="none"
      role="img"
      aria-label="Runs that ended, by time; at most ${most} in a bar"
    >
      ${bars}
    </svg>
    <div class="axis"><span>${ago(since, at)}</span><span>at most ${most} a bar</span><span>now</span></div>
  </div>`
}

/** How much of them succeeded, as a bar. */
export function shareBar(ends: Ends): Markup {
  const all = totalOf(ends)
  if (all === 0) return html``
  const widths = [ends.succeeded, ends.unknown, ends.failed].map((count) => (100 * count) / all)
  const [good = 0, wait = 0, bad = 0] = widths
  return html`<svg class="share wide" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    ${[
      rect('b-good', {x: 0, y: 0, width: good, height: 6}),
      rect('b-wait', {x: good, y: 0, width: wait, height: 6}),
      rect('b-bad', {x: good + wait, y: 0, width: bad, height: 6}),
    ]}
  </svg>`
}

export function totalOf({succeeded, failed, unknown}: Ends): number {
  return succeeded + failed + unknown
}

/** `12 succeeded, 1 failed, 1 in doubt`. */
function inWords({succeeded, failed, unknown}: Ends): string {
  return [
    `${succeeded} succeeded`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unknown > 0 ? [`${unknown} in doubt`] : []),
  ].join(', ')
}

function stack(ends: Ends, index: number, most: number): readonly Markup[] {
  const x = index * 10 + 1
  if (totalOf(ends) === 0) return [rect('b-none', {x, y: height - 2, width: 8, height: 2})]
  let y = height
  return (
    [
      ['b-good', ends.succeeded],
      ['b-wait', ends.unknown],
      ['b-bad', ends.failed],
    ] as const
  ).map(([kind, count]) => {
    const tall = ((height - 6) * count) / most
    y -= tall
    return rect(kind, {x, y, width: 8, height: tall})
  })
}

function rect(kind: string, at: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>): Markup {
  const attributes = Object.entries(at).map(([name, value]) => ` ${name}="${Number(value.toFixed(2))}"`)
  return markup(`<rect class="${kind}"${attributes.join('')}/>`)
}

function clock(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

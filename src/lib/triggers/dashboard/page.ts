import {html, markup, type Markup} from '../../shared/html.js'
import {pageHeaders} from '../../shared/loopback-guard.js'
import {cards, processLines} from './cards.js'
import {chart} from './chart.js'
import type {DashboardFigures} from './figures.js'
import {script} from './script.js'
import {spans, type Span} from './spans.js'
import {style} from './style.js'
import {deadLettersPanel, latestPanel, rulesPanel, runningPanel} from './tables.js'

/** Headers for every answer that carries a page of the dashboard: its style, its script, its icon, and nothing else. */
export const dashboardHeaders: Readonly<Record<string, string>> = {
  ...pageHeaders({styles: [style], scripts: [script], ownFetches: true, dataImages: true}),
  'content-type': 'text/html; charset=utf-8',
}

/** The whole page. Everything that came from outside is escaped, cut where it is long, and kept in one direction. */
export function dashboardPage(figures: DashboardFigures): string {
  const {at, span, deadLetters} = figures
  const title = deadLetters.length > 0 ? `(${figures.failed + figures.inDoubt}) triggers` : 'triggers'
  return document(
    title,
    html`<header class="top">
        ${markup(mark('currentColor'))}
        <h1>okta-ops <span>triggers</span></h1>
        <nav class="spans" aria-label="How far back">${spans.map((one) => spanLink(one, span))}</nav>
      </header>
      <p class="lost" role="status" hidden>
        The dashboard has ended, or cannot be reached: what is below is old.
      </p>
      <main>
        ${processLines(figures)} ${cards(figures)}
        <section class="panel">
          <header>
            <h2>Runs</h2>
            <p>the last ${span.label}</p>
            <p class="key">
              <span>succeeded</span><span class="k-wait">in doubt</span><span class="k-bad">failed</span>
            </p>
          </header>
          ${chart(figures)}
        </section>
        ${rulesPanel(figures)}
        <div class="pair">${runningPanel(figures)}${deadLettersPanel(figures)}</div>
        ${latestPanel(figures)}
        <p class="processes">
          <span
            >As of <time datetime="${at.toISOString()}">${at.toISOString().slice(11, 19)} UTC</time>, from the
            journal of this machine. A run is one try of a flow.</span
          >
        </p>
      </main>
      ${markup(`<script>${script}</script>`)}`,
    html`<noscript><meta http-equiv="refresh" content="5" /></noscript>`,
  )
}

/** What is shown without a link, or with a used one. */
export function closedDoorPage(): string {
  return document(
    'triggers',
    html`<main class="door">
      <div>
        <h1>This opens by a link that is good once</h1>
        <p>The terminal in which <code>okta-ops triggers dashboard</code> runs shows the next one.</p>
      </div>
    </main>`,
  )
}

function spanLink(one: Span, current: Span): Markup {
  const here = one.name === current.name
  return html`<a href="/?span=${one.name}" ${here ? html` aria-current="page"` : ''}>${one.name}</a>`
}

function document(title: string, body: Markup, head: Markup = html``): string {
  const icon = `data:image/svg+xml,${encodeURIComponent(mark('#1f5fc4'))}`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} - okta-ops</title>
        <link rel="icon" href="${icon}" />
        ${markup(`<style>${style}</style>`)} ${head}
      </head>
      <body>
        ${body}
      </body>
    </html> `.toString()
}

/** An event that sets something in motion. */
function mark(colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="${colour}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M13 2 4.500 13.500H11L10 22l8.500-11.500H12z"/></svg>`
}

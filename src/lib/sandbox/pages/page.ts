import type {Context} from 'hono'
import {html, raw} from 'hono/html'
import {css} from './style.js'
import {pageHeaders} from '../../shared/loopback-guard.js'
import type {World} from '../world.js'

/** A piece of a page; text put into it is escaped by hono's `html`. */
export type Html = ReturnType<typeof html>

export interface PageOptions {
  readonly title: string
  readonly body: Html
  readonly status?: 200 | 400 | 401 | 403 | 404
  /** Where a form's answer may redirect besides this sandbox: the origin of a client's callback. */
  readonly formTarget?: string
}

/** Sends a whole page. Nothing in it runs or loads: one style sheet, allowed by its hash. */
export function showPage(
  c: Context,
  {title, body, status = 200, formTarget}: PageOptions,
): Response | Promise<Response> {
  const headers = pageHeaders({
    styles: [css],
    formTargets: ["'self'", ...(formTarget === undefined ? [] : [formTarget])],
  })
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          ${raw(`<style>${css}</style>`)}
        </head>
        <body>
          ${body}
        </body>
      </html>`,
    status,
    headers,
  )
}

/** The page people sign in on and approve at: the company's mark, one card, a word about what this is. */
export function cardPage(world: World, content: Html, below: Html | '' = ''): Html {
  return html`<main class="stage">
      <section class="card">
        <div class="brand">${mark(36)}<strong>${world.company.name}</strong></div>
        <div class="content">${content}</div>
      </section>
      ${below}
    </main>
    <footer class="foot">okta-ops sandbox on this machine. No Okta, no AWS, nothing leaves it.</footer>`
}

/** The company's mark: a sail on its halyard. */
export function mark(size: number): Html {
  return html`<svg width="${size}" height="${size}" viewBox="0 0 36 36" aria-hidden="true">
    <circle cx="18" cy="18" r="18" fill="#1662dd" />
    <path d="M17 6.5v19.2H7.6C11.8 20.6 15.6 14 17 6.500z" fill="#fff" />
    <path d="M19.400 11.500c4.300 3.600 7.200 8.500 8.400 14.200h-8.400z" fill="#fff" opacity="0.72" />
    <path d="M7.800 28h20.400c-1 1.600-2.300 2.500-4 2.500H12c-1.800 0-3.200-.9-4.200-2.500z" fill="#fff" />
  </svg>`
}

/** A large tick or cross above the last word of a flow. */
function seal(good: boolean): Html {
  const stroke = good ? 'M17 29l8 8 15-17' : 'M20 20l16 16M36 20L20 36'
  return html`<svg class="seal" width="56" height="56" viewBox="0 0 56 56" aria-hidden="true">
    <circle cx="28" cy="28" r="27" fill="${good ? '#e9f7ef' : '#fdeeee'}" />
    <path
      d="${stroke}"
      fill="none"
      stroke="${good ? '#16884a' : '#c4272b'}"
      stroke-width="4"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>`
}

/** The last page of a flow. */
export function endPage(
  world: World,
  good: boolean,
  words: {readonly title: string; readonly text: string | Html},
): Html {
  return cardPage(
    world,
    html`${seal(good)}
      <h1>${words.title}</h1>
      <p class="lead">${words.text}</p>`,
  )
}

/** The hidden fields of every form: this run's token, and what else it carries along. */
export function hiddenFields(world: World, fields: Readonly<Record<string, string>> = {}): Html[] {
  return Object.entries({form_token: world.door.formToken, ...fields}).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )
}

/** `Mira Castellan` -> `MC`. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  return words
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase()
}

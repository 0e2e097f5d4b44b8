import {visibleText} from './visible-text.js'

/** A piece of a page that is safe as it is: made by `html`, or by hand of our own text (`markup`). */
export class Markup {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  toString(): string {
    return this.#text
  }
}

/** What may be put into a page; undefined is nothing. */
export type HtmlValue = string | number | Markup | undefined | readonly HtmlValue[]

/** A piece of a page; every text put into it is escaped, and its control and bidi characters are shown. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  return new Markup(strings.map((text, index) => `${text}${rendered(values[index])}`).join(''))
}

/** Our own text as it is: never anything from outside. */
export function markup(text: string): Markup {
  return new Markup(text)
}

/** For element content and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return visibleText(text).replace(/[&<>"']/g, (character) => entities[character] ?? '')
}

function rendered(value: HtmlValue): string {
  if (value === undefined) return ''
  if (value instanceof Markup) return value.toString()
  if (typeof value === 'object') return value.map(rendered).join('')
  return escapeHtml(String(value))
}

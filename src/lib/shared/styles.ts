/** What may dress a text on a terminal: with colour, or as it is. */
export interface Styles {
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly odd: (text: string) => string
  /** The same colour for the same `key`, in every run. */
  readonly person: (text: string, key: string) => string
  /** `text` that leads to `url` where it is clicked (OSC 8). */
  readonly link: (text: string, url: string | undefined) => string
}

/** Of the 256 colours those of middling brightness, which read on black and on white alike. */
const palette = [31, 32, 35, 37, 61, 64, 67, 69, 71, 97, 99, 103, 107, 130, 131, 133, 136, 139, 166, 168]

const plainly = (text: string): string => text

export const plainStyles: Styles = {
  dim: plainly,
  good: plainly,
  bad: plainly,
  odd: plainly,
  person: plainly,
  link: plainly,
}

export const colourStyles: Styles = {
  dim: (text) => `\u001B[2m${text}\u001B[22m`,
  good: (text) => `\u001B[32m${text}\u001B[39m`,
  bad: (text) => `\u001B[31m${text}\u001B[39m`,
  odd: (text) => `\u001B[33m${text}\u001B[39m`,
  person: (text, key) => `\u001B[38;5;${colourOf(key)}m${text}\u001B[39m`,
  link: (text, url) => (url === undefined ? text : `\u001B]8;;${url}\u001B\\${text}\u001B]8;;\u001B\\`),
}

/** FNV-1a: what matters is that it is the same tomorrow. */
function colourOf(key: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index++)
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193) >>> 0
  // Its low bits alone repeat for ids that differ in one place.
  return palette[((hash ^ (hash >>> 15)) >>> 0) % palette.length] ?? 31
}

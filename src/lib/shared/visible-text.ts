/*
 * Text from outside (server errors, account names, events) may carry terminal escapes, bidi overrides or zero-width
 * characters. They are shown, never obeyed.
 */
/* eslint-disable no-control-regex -- control characters are exactly what this looks for */
const unsafeCharacters =
  /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu

/** `text` with every control, bidi and zero-width character written as `\u{1b}`, safe to print on one line. */
export function visibleText(text: string): string {
  return text.replace(unsafeCharacters, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}

/**
 * `value` as indented JSON that reads back as the same value, with those characters written as `\u001b`: JSON itself escapes
 * only those below the space, and a terminal obeys more.
 */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).split('\n').map(visibleJsonLine).join('\n')
}

/** `text`, JSON on one line, with those characters written as `\u001b`: the same value, and nothing for a terminal to obey. */
export function visibleJsonLine(text: string): string {
  return text.replace(unsafeCharacters, escapedUnits)
}

function escapedUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}

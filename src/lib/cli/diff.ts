import type {DiffLine} from '../shared/line-diff.js'
import {visibleText} from '../shared/visible-text.js'

const colours = {'+': '\u001B[32m', '-': '\u001B[31m', ' ': ''} as const

/** A difference for people: the file, then its lines with their signs, green and red where colour is wanted. */
export function renderDiff(file: string, lines: readonly DiffLine[], colour: boolean): string {
  return [file, ...lines.map((line) => renderLine(line, colour))].join('\n')
}

function renderLine({sign, text}: DiffLine, colour: boolean): string {
  // A tab is the one control character that config files hold by right.
  const line = `${sign} ${text.split('\t').map(visibleText).join('\t')}`.trimEnd()
  return colour && sign !== ' ' ? `${colours[sign]}${line}\u001B[0m` : line
}

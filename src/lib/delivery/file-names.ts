import fs from 'node:fs'
import path from 'node:path'

/** The closed files of a log file, oldest first: `audit-2026-11-25.0003.ndjson[.gz]` beside `audit.ndjson`. */
export interface ClosedFile {
  readonly name: string
  readonly day: string
  readonly sequence: number
  readonly zipped: boolean
}

/** What has been closed so far. */
export function closedFiles(file: string): readonly ClosedFile[] {
  const {name: stem, ext} = path.parse(file)
  return fs
    .readdirSync(path.dirname(file))
    .flatMap((name) => {
      const plain = name.endsWith('.gz') ? name.slice(0, -3) : name
      if (!plain.startsWith(`${stem}-`) || !plain.endsWith(ext)) return []
      const middle = plain.slice(stem.length + 1, plain.length - ext.length)
      const [, day, sequence] = /^(\d{4}-\d\d-\d\d)\.(\d{4,})$/.exec(middle) ?? []
      return day === undefined ? [] : [{name, day, sequence: Number(sequence), zipped: plain !== name}]
    })
    .toSorted((a, b) => (a.day === b.day ? a.sequence - b.sequence : a.day < b.day ? -1 : 1))
}

/** A name for a file that closes: the day it holds, and a number that no file of that day has had. */
export function closingName(file: string, day: string): string {
  const {name: stem, ext} = path.parse(file)
  const last = closedFiles(file).findLast((closed) => closed.day === day)?.sequence ?? 0
  return `${stem}-${day}.${String(last + 1).padStart(4, '0')}${ext}`
}

/** One line of a difference: kept, added or removed. */
export interface DiffLine {
  readonly sign: ' ' | '+' | '-'
  readonly text: string
}

/** Differences larger than this are shown as everything out, everything in: the table below would grow too large. */
const largestTable = 4_000_000

/**
 * What changed between two texts, line by line (longest common subsequence), with up to `context` kept lines around each
 * change. Line endings are not shown: a file that differs in them alone has no differing line.
 */
export function diffLines(before: string, after: string, context = 2): readonly DiffLine[] {
  const [old, fresh] = [splitLines(before), splitLines(after)]
  let start = 0
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++
  let tail = 0
  const most = Math.min(old.length, fresh.length) - start
  while (tail < most && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++
  const kept = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({sign: ' ', text}))
  return nearChanges(
    [
      ...kept(old.slice(0, start)),
      ...diffMiddle(old.slice(start, old.length - tail), fresh.slice(start, fresh.length - tail)),
      ...kept(old.slice(old.length - tail)),
    ],
    context,
  )
}

function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

function diffMiddle(old: readonly string[], fresh: readonly string[]): DiffLine[] {
  const removed = old.map((text): DiffLine => ({sign: '-', text}))
  const added = fresh.map((text): DiffLine => ({sign: '+', text}))
  if (old.length * fresh.length > largestTable) return [...removed, ...added]
  const common = commonLengths(old, fresh)
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < fresh.length) {
    const text = old[i] ?? ''
    if (i < old.length && text === fresh[j]) {
      lines.push({sign: ' ', text})
      i++
      j++
    } else if (
      j >= fresh.length ||
      (i < old.length && lengthAt(common, i + 1, j) >= lengthAt(common, i, j + 1))
    ) {
      lines.push({sign: '-', text})
      i++
    } else {
      lines.push({sign: '+', text: fresh[j] ?? ''})
      j++
    }
  }
  return lines
}

/** `table[i][j]`: how many lines the rests from `i` and `j` on have in common, in order. */
function commonLengths(old: readonly string[], fresh: readonly string[]): readonly Uint32Array[] {
  const table = Array.from({length: old.length + 1}, () => new Uint32Array(fresh.length + 1))
  for (let i = old.length - 1; i >= 0; i--) {
    const row = table[i]
    for (let j = fresh.length - 1; row !== undefined && j >= 0; j--) {
      row[j] =
        old[i] === fresh[j]
          ? lengthAt(table, i + 1, j + 1) + 1
          : Math.max(lengthAt(table, i + 1, j), row[j + 1] ?? 0)
    }
  }
  return table
}

function lengthAt(table: readonly Uint32Array[], i: number, j: number): number {
  return table[i]?.[j] ?? 0
}

function nearChanges(lines: readonly DiffLine[], context: number): readonly DiffLine[] {
  const changed = (line: DiffLine | undefined): boolean => line !== undefined && line.sign !== ' '
  return lines.filter((_, at) => lines.slice(Math.max(0, at - context), at + context + 1).some(changed))
}

import {OpsError} from '../../shared/errors.js'
import {shellPath} from '../../shared/shell-word.js'
import {readEntries, splitConfig, type ConfigLines} from './config-lines.js'
import type {SectionEdit} from './section-edit.js'

/**
 * The guard: reads both texts from scratch and compares what they say.
 * @throws OpsError OPS_CONFIG_GUARD when they differ in more, or in less, than the edits ask for
 */
export function assertOnlyIntended(
  {before, after, path}: {readonly before: string; readonly after: string; readonly path: string},
  edits: readonly SectionEdit[],
): void {
  const expected = meaningOf(splitConfig(before, path))
  for (const {target, set, unset = []} of edits) {
    let section = expected.findLast(({header}) => target.isMeantBy(header))
    if (section === undefined) expected.push((section = {header: target.header, entries: []}))
    const kept = section.entries.filter(([key]) => !unset.includes(key))
    const changed = kept.map(([key, value]): Pair => [key, set[key] ?? value])
    const added = Object.entries(set).filter(([key]) => !kept.some(([present]) => present === key))
    section.entries = [...changed, ...added]
  }
  if (JSON.stringify(meaningOf(splitConfig(after, path))) === JSON.stringify(expected)) return
  throw new OpsError(
    'OPS_CONFIG_GUARD',
    `editing ${path} would have changed more than intended; nothing was written`,
    {
      failure: 'refused',
      next: `\${EDITOR:-vi} ${shellPath(path)}`,
    },
  )
}

type Pair = readonly [key: string, value: string]

interface Meaning {
  readonly header: string
  entries: readonly Pair[]
}

function meaningOf(file: ConfigLines): Meaning[] {
  return file.sections.map((section) => ({
    header: section.header,
    entries: readEntries(file, section).map(({key, value}): Pair => [key, value]),
  }))
}

import {printSettings, readSettings} from './config-file.js'
import {
  brokenConfig,
  readEntries,
  splitConfig,
  type ConfigLines,
  type Entry,
  type Section,
} from './config-lines.js'
import {assertOnlyIntended} from './config-guard.js'
import {LinePieces} from './line-pieces.js'
import type {SectionEdit, SectionTarget} from './section-edit.js'

/**
 * The text with the edits made, line by line: every byte of a line that no edit means stays, line endings and a missing
 * last one included. New keys go behind the section's last, new sections to the end.
 * @throws OpsError OPS_CONFIG_BROKEN when the file cannot be read (`path` names it), OPS_CONFIG_GUARD when reading the
 *   result shows any other difference than the intended
 */
export function editConfig(text: string, path: string, edits: readonly SectionEdit[]): string {
  const file = splitConfig(text, path)
  const merged = mergeEdits(edits).filter(
    ({target, set}) => Object.keys(set).length > 0 || findSection(file, target),
  )
  const pieces = new LinePieces(file)
  for (const edit of merged) {
    const section = findSection(file, edit.target)
    if (section === undefined) pieces.append([`[${edit.target.header}]`, ...printSettings(edit.set)])
    else editSection({file, section, pieces}, edit)
  }
  const result = pieces.join()
  assertOnlyIntended({before: text, after: result, path}, merged)
  return result
}

/** One edit a section, later settings winning: two edits never meet on the same line. */
function mergeEdits(edits: readonly SectionEdit[]): SectionEdit[] {
  const byHeader = new Map<string, SectionEdit>()
  for (const edit of edits) {
    const earlier = byHeader.get(edit.target.header)
    const unset = [...(earlier?.unset ?? []), ...(edit.unset ?? [])].filter((key) => !(key in edit.set))
    const set = Object.fromEntries(
      Object.entries({...earlier?.set, ...edit.set}).filter(([key]) => !unset.includes(key)),
    )
    byHeader.set(edit.target.header, {target: edit.target, set, unset})
  }
  return [...byHeader.values()]
}

/** The last section meant, which is the one the AWS CLI takes; two with the same header could not be told apart. */
function findSection(file: ConfigLines, target: SectionTarget): Section | undefined {
  const section = file.sections.findLast(({header}) => target.isMeantBy(header))
  const first = file.sections.find(({header}) => header === section?.header)
  if (section !== undefined && first !== undefined && first !== section) {
    throw brokenConfig(
      file,
      section.at,
      `[${section.header}] already stands at line ${first.at + 1}; keep one of them`,
    )
  }
  return section
}

interface EditedSection {
  readonly file: ConfigLines
  readonly section: Section
  readonly pieces: LinePieces
}

function editSection({file, section, pieces}: EditedSection, {set, unset = []}: SectionEdit): void {
  const present = readSettings(file, section)
  const entries = readEntries(file, section)
  for (const entry of entries) {
    const wanted = set[entry.key]
    if (unset.includes(entry.key)) pieces.remove(entry)
    else if (wanted !== undefined && wanted !== entry.value) pieces.replace(entry, wanted)
  }
  const missing = Object.entries(set).filter(([key]) => !(key in present))
  const indent = indentFor({file, section, entries})
  pieces.insert(
    entries.at(-1)?.end ?? section.at + 1,
    printSettings(Object.fromEntries(missing)).map((line) => indent + line),
  )
}

/** As deep as the keys above. Before the first key, as deep as the headers around, else an indented one would be swallowed. */
function indentFor({
  file,
  section,
  entries,
}: {
  file: ConfigLines
  section: Section
  entries: readonly Entry[]
}): string {
  const leading = (at: number): string => /^[ \t]*/.exec(file.lines[at] ?? '')?.[0] ?? ''
  const last = entries.at(-1)
  if (last !== undefined) return leading(last.at)
  const [own, next] = [leading(section.at), section.end < file.lines.length ? leading(section.end) : '']
  return own.length >= next.length ? own : next
}

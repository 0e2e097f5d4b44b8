import {diffLines, type DiffLine} from '../../shared/line-diff.js'
import type {Machine} from '../../shared/machine.js'
import {awsPaths, shownPath} from '../config/aws-paths.js'
import {editConfig} from '../config/config-edit.js'
import {readConfigText, updateConfigFile, type StoredEdit} from '../config/config-store.js'
import type {SectionEdit} from '../config/section-edit.js'

/** What the edits would do to `~/.aws/config` as it is now. */
export interface SetupPreview {
  readonly file: string
  /** How the file is named to people. */
  readonly shown: string
  readonly before: string
  readonly diff: readonly DiffLine[]
}

/** @throws OpsError what reading and editing a config file may throw; nothing is written */
export function previewSetup(machine: Machine, edits: readonly SectionEdit[]): SetupPreview {
  const {configFile: file, home} = awsPaths(machine)
  const before = readConfigText(file)
  const shown = shownPath(file, home)
  const after = editConfig(before, shown, edits)
  return {file, shown, before, diff: diffLines(before, after).map(withoutSecret)}
}

/**
 * Writes the edits.
 * @param shown the text whose preview a person agreed to; without it the edits are made to whatever stands there by now
 * @throws OpsError OPS_CONFIG_CHANGED, and what writing a config file may throw
 */
export async function applySetup(
  machine: Machine,
  edits: readonly SectionEdit[],
  shown: string | undefined,
): Promise<StoredEdit> {
  const {configFile: file, home} = awsPaths(machine)
  return updateConfigFile(machine, file, {
    apply: (text) => editConfig(text, shownPath(file, home), edits),
    ...(shown === undefined ? {} : {shown}),
  })
}

/** Lines around a change may hold the keys of another profile: their values are nobody's to print. */
function withoutSecret({sign, text}: DiffLine): DiffLine {
  return {
    sign,
    text: text.replace(
      /^(\s*[^=:]*(?:secret|password|session_token|security_token)[^=:]*[=:]\s*)\S.*$/i,
      '$1(not shown)',
    ),
  }
}

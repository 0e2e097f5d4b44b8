import {writeFileAtomic} from '../../shared/atomic-file.js'
import {OpsError} from '../../shared/errors.js'
import {nearest} from '../../shared/nearest.js'
import {writeNewFile} from '../../shared/new-file.js'
import {shellWord} from '../../shared/shell-word.js'
import {moduleRules} from './module-rules.js'
import {rulesFileOf, type RuleTemplate} from './rule-template.js'
import {templateLibrary} from './template-library.js'

/** Which rules go where. */
export interface NewRules {
  readonly file: string
  /** Of the library or of the usual five; none: the usual five. */
  readonly names: readonly string[]
  /** Also over a file that is there. */
  readonly force: boolean
}

/** Every rule there is to begin with: the usual five, then the library. */
export const allTemplates: readonly RuleTemplate[] = [...moduleRules, ...templateLibrary]

/**
 * Writes a rules file to begin with, and says which rules are in it.
 * @throws OpsError OPS_USAGE for a name that is no template's, OPS_FILE_UNWRITABLE (refused) for a file that is there
 */
export function writeRules({file, names, force}: NewRules): readonly string[] {
  const chosen = names.length === 0 ? moduleRules : [...new Set(names)].map(templateNamed)
  const text = rulesFileOf(chosen)
  if (force) writeFileAtomic(file, text)
  else writeNewFile(file, text, `okta-ops triggers init ${shellWord(file)} --force`)
  return chosen.map(({name}) => name)
}

function templateNamed(name: string): RuleTemplate {
  const template = allTemplates.find((one) => one.name === name)
  if (template !== undefined) return template
  const names = allTemplates.map((one) => one.name)
  const near = nearest(name, names)
  throw new OpsError(
    'OPS_USAGE',
    `there is no template ${JSON.stringify(name)}; ${near.length === 0 ? `there are ${names.join(', ')}` : `did you mean ${near.join(', ')}?`}`,
    {failure: 'usage', next: 'okta-ops triggers init --list-templates'},
  )
}

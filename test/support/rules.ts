import {parseRules} from '../../src/lib/triggers/rules/rules-file.js'
import type {Rule} from '../../src/lib/triggers/rules/rule.js'

/** Rules as a person writes them, below `rules:`. */
export function rulesFrom(text: string): readonly Rule[] {
  const {rules, faults} = parseRules(`version: 1\nrules:\n${text}`, {file: 'triggers.yaml', env: {}})
  if (faults[0] !== undefined) throw faults[0]
  return rules
}

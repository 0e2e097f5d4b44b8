import type {YamlLimits} from '../../language/yaml-extent.js'
import {parseYaml, readYamlText} from '../../language/yaml-file.js'
import type {YamlPosition, YamlValue} from '../../language/yaml-value.js'
import {OpsError, systemErrorCode} from '../../shared/errors.js'
import type {Environment, Machine} from '../../shared/machine.js'
import {nearest} from '../../shared/nearest.js'
import {shellWord} from '../../shared/shell-word.js'
import type {KeyPath, Rule} from './rule.js'
import {toRule} from './rule-of.js'
import {rulesShape, type WrittenRule} from './rules-shape.js'

/** A rules file, read. */
export interface RulesFile {
  readonly file: string
  /** Those that could be read, in the order of the file. */
  readonly rules: readonly Rule[]
  /** What is wrong with the others, each with file, line and column; OPS_YAML (usage). */
  readonly faults: readonly OpsError[]
  /** Where a part of a rule stands: `placeOf(rule, ['then', 0, 'flow'])`. A part that is not there: the nearest around it. */
  readonly placeOf: (rule: Rule, path: KeyPath) => YamlPosition
}

const limits: YamlLimits = {characters: 1_000_000, values: 50_000, aliases: 1000, depth: 40}

/**
 * Reads a rules file (docs/rules.md).
 * @throws OpsError OPS_FILE_UNREADABLE, or OPS_YAML (usage) with file, line and column for the first fault
 */
export function readRulesFile(machine: Machine, file: string): RulesFile {
  const read = readRules(machine, file, `okta-ops triggers validate ${shellWord(file)}`)
  const [fault, ...others] = read.faults
  if (fault === undefined) return read
  const more = others.length === 0 ? '' : `\n(and ${others.length} more)`
  throw new OpsError('OPS_YAML', fault.message + more, {
    failure: 'usage',
    next: `okta-ops triggers validate ${shellWord(file)}`,
  })
}

/**
 * As `readRulesFile`, but a fault inside one rule is among the `faults` and the other rules are read.
 * @param next what to do about a file that is no list of rules
 * @throws OpsError OPS_FILE_UNREADABLE, or OPS_YAML for a file that is no list of rules
 */
export function readRules(machine: Machine, file: string, next?: string): RulesFile {
  const text = readText(file)
  try {
    return parseRules(text, {file, env: machine.env})
  } catch (error) {
    if (!(error instanceof OpsError) || next === undefined) throw error
    const {code, message, failure, cause} = error
    throw new OpsError(code, message, {failure, next, cause})
  }
}

function readText(file: string): string {
  try {
    return readYamlText(file)
  } catch (error) {
    if (!(error instanceof OpsError) || systemErrorCode(error.cause) !== 'ENOENT') throw error
    const {code, message, cause} = error
    throw new OpsError(code, message, {next: `okta-ops triggers init ${shellWord(file)}`, cause})
  }
}

/** As `readRules`, from a text. */
export function parseRules(
  content: string,
  {file, env}: {readonly file: string; readonly env: Environment},
): RulesFile {
  return rulesOf(file, parseYaml(content, {file, env, limits}, rulesShape).rules)
}

function rulesOf(file: string, written: readonly WrittenRule[]): RulesFile {
  const values = new Map<Rule, YamlValue>()
  const faults: OpsError[] = []
  const seen = new Map<string, Rule>()
  for (const {value, read} of written) {
    try {
      const rule = toRule(read(), value)
      const twin = seen.get(rule.id)
      if (twin !== undefined)
        throw partAt(value, ['id']).trouble(`the rule in line ${twin.line} has the id ${rule.id} too`)
      seen.set(rule.id, rule)
      values.set(rule, value)
    } catch (error) {
      if (!(error instanceof OpsError)) throw error
      faults.push(error)
    }
  }
  return {
    file,
    rules: [...values.keys()],
    faults,
    placeOf: (rule, path) => {
      const value = values.get(rule)
      return value === undefined ? {line: rule.line, column: 1} : partAt(value, path).place
    },
  }
}

/** The part of a value at `path`, as far as it goes. */
function partAt(value: YamlValue, path: KeyPath): YamlValue {
  const [step, ...rest] = path
  if (step === undefined) return value
  const part = childOf(value, step)
  return part === undefined ? value : partAt(part, rest)
}

function childOf(value: YamlValue, step: string | number): YamlValue | undefined {
  if (value.kind === 'list') return value.items()[Number(step)]
  if (value.kind === 'mapping') return value.entries().find(({key}) => key === step)?.value
  return undefined
}

/**
 * The rule of that id.
 * @throws OpsError OPS_USAGE with the nearest
 */
export function ruleNamed({file, rules}: RulesFile, id: string): Rule {
  const rule = rules.find((one) => one.id === id)
  if (rule !== undefined) return rule
  const ids = rules.map((one) => one.id)
  const near = nearest(id, ids)
  const hint =
    near.length === 0 ? `there are ${ids.join(', ') || 'none'}` : `did you mean ${near.join(', ')}?`
  throw new OpsError('OPS_USAGE', `${file} has no rule ${JSON.stringify(id)}; ${hint}`, {failure: 'usage'})
}

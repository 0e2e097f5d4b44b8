import {unreadableFile} from '../shared/file-errors.js'
import type {Environment, Machine} from '../shared/machine.js'
import {readTextFile} from '../shared/text-file.js'
import {yamlPackage} from './yaml-package.js'
import {composeDocument} from './yaml-document.js'
import {beyondLimits, mayHaveAliases, type YamlLimits} from './yaml-extent.js'
import type {Shape} from './yaml-shapes.js'
import {yamlError, YamlValue} from './yaml-value.js'

/**
 * Reads a YAML or JSON file (JSON is YAML) into the given shape.
 * @throws OpsError OPS_FILE_UNREADABLE, or OPS_YAML with file, line and column
 */
export function readYamlFile<T>(machine: Machine, file: string, shape: Shape<T>): T {
  return parseYaml(readYamlText(file), {file, env: machine.env}, shape)
}

/** Where a text comes from, and what it may hold. */
interface YamlText {
  /** How messages name the file. */
  readonly file: string
  readonly env: Environment | undefined
  readonly limits?: YamlLimits | undefined
}

/**
 * Parses YAML 1.2 (core schema, one document, unique keys) into the given shape. `${NAME}` in a value is filled from `env`;
 * with none it stands for itself, as in files of other tools. With `limits`, what is beyond them is refused before it is read.
 * @throws OpsError OPS_YAML (usage) with file, line and column
 */
export function parseYaml<T>(text: string, {file, env, limits}: YamlText, shape: Shape<T>): T {
  const {LineCounter} = yamlPackage()
  const positions = new LineCounter()
  if (limits !== undefined && text.length > limits.characters)
    throw yamlError({file, positions}, 0, `the file has more than ${limits.characters} characters`)
  const document = composeDocument(text, {file, positions})
  const [trouble] = [...document.errors, ...document.warnings]
  if (trouble !== undefined) throw yamlError({file, positions}, trouble.pos[0], trouble.message)
  const beyond = limits && mayHaveAliases(text) ? beyondLimits(document, limits) : undefined
  if (beyond !== undefined) throw yamlError({file, positions}, beyond.at, beyond.reason)
  return shape(new YamlValue({file, env, document, positions}, document.contents))
}

/**
 * The text of a file that `parseYaml` is to read.
 * @throws OpsError OPS_FILE_UNREADABLE
 */
export function readYamlText(file: string): string {
  try {
    return readTextFile(file, {pipe: true})
  } catch (error) {
    throw unreadableFile(file, error)
  }
}

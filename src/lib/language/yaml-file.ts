import {readFileSync} from 'node:fs'
import {unreadableFile} from '../shared/file-errors.js'
import type {Environment, Machine} from '../shared/machine.js'
import {yamlPackage} from './yaml-package.js'
import type {Shape} from './yaml-shapes.js'
import {yamlError, YamlValue} from './yaml-value.js'

/**
 * Reads a YAML or JSON file (JSON is YAML) into the given shape.
 * @throws OpsError OPS_FILE_UNREADABLE, or OPS_YAML with file, line and column
 */
export function readYamlFile<T>(machine: Machine, file: string, shape: Shape<T>): T {
  return parseYaml(readText(file), {file, env: machine.env}, shape)
}

/**
 * Parses YAML 1.2 (core schema, one document, unique keys) into the given shape. `${NAME}` in a value is filled from `env`;
 * with none it stands for itself, as in files of other tools.
 * @throws OpsError OPS_YAML (usage) with file, line and column
 */
export function parseYaml<T>(
  text: string,
  {file, env}: {readonly file: string; readonly env: Environment | undefined},
  shape: Shape<T>,
): T {
  const {LineCounter, parseDocument} = yamlPackage()
  const positions = new LineCounter()
  const document = parseDocument(text, {lineCounter: positions, prettyErrors: false})
  const [trouble] = [...document.errors, ...document.warnings]
  if (trouble !== undefined) throw yamlError({file, positions}, trouble.pos[0], trouble.message)
  return shape(new YamlValue({file, env, document, positions}, document.contents))
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadableFile(file, error)
  }
}

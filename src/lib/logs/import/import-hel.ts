import {parseYaml} from '../../language/yaml-file.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'
import {OpsError} from '../../shared/errors.js'
import {importSource, type ImportedSource} from './hel-source.js'
import {leavesOf} from './leaves.js'

/** A Hel configuration as a logs.yaml. */
export interface ImportedHel {
  readonly yaml: string
  /** One command for each org, to run once. */
  readonly orgs: readonly string[]
  /** What was not taken over, or not as it was; also comments of the file. */
  readonly notes: readonly string[]
  readonly sources: readonly string[]
}

/**
 * Turns the YAML of Hel (timescale/helr) into a logs.yaml. Nothing is guessed silently: what has no counterpart is noted. A
 * source that does not read a System Log is left out and noted.
 * @throws OpsError OPS_YAML with file, line and column, also when there are no sources
 */
export function importHel(
  text: string,
  {file, now}: {readonly file: string; readonly now: Date},
): ImportedHel {
  const config = parseYaml(text, {file, env: undefined}, (value) => {
    const json = value.json() as JsonValue
    if (!isObject(json) || !isObject(json['sources']))
      throw value.trouble('this is no Hel configuration: it has no sources')
    return json
  })
  const {sources, ...rest} = config
  const imported = Object.entries(sources as JsonObject).map(([name, source]) =>
    importSource(safeName(name), source, now),
  )
  const taken = imported.filter(({org}) => org.url !== undefined)
  const ignored = imported.filter(({org}) => org.url === undefined).map(({name}) => name)
  const notes = [
    ...leavesOf(rest)
      .left()
      .map((path) => `${path} has no counterpart`),
    ...ignored.map((name) => `${name} is left out: its url is not https://ORG/api/v1/logs`),
    ...taken.flatMap((source) => source.notes.map((note) => `${source.name}: ${note}`)),
  ]
  if (taken.length === 0)
    throw new OpsError('OPS_YAML', `${file}: no source of it reads an Okta System Log`, {failure: 'usage'})
  const orgs = taken.map(({name, org}) => `okta-ops org add ${name} ${org.flags}`)
  return {yaml: printYaml(taken, {orgs, notes}), orgs, notes, sources: taken.map(({name}) => name)}
}

function printYaml(
  sources: readonly ImportedSource[],
  {orgs, notes}: Pick<ImportedHel, 'orgs' | 'notes'>,
): string {
  return [
    '# Made of a Hel configuration by okta-ops logs import-hel.',
    '# Each org has to be made known once:',
    ...orgs.map((line) => `#   ${line}`),
    ...(notes.length === 0
      ? []
      : ['# Not taken over, or not as it was:', ...notes.map((note) => `#   ${oneLine(note)}`)]),
    'version: 1',
    'sources:',
    ...sources.flatMap(({name, lines}) => [
      `  - name: ${JSON.stringify(name)}`,
      `    org: ${JSON.stringify(name)}`,
      ...lines.map((line) => `    ${line}`),
      '    sinks:',
      '      # Where Hel wrote was said by its --output; this is stdout.',
      '      - to: "-"',
    ]),
    '',
  ].join('\n')
}

/** A name of ours is a part of a file's. */
function safeName(name: string): string {
  return (
    name
      .replaceAll(/[^\w.-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 64) || 'source'
  )
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

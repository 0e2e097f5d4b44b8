import type {ErrorObject, ValidateFunction} from 'ajv'
import path from 'node:path'
import {OpsError, systemErrorCode} from '../../shared/errors.js'
import {unreadableFile} from '../../shared/file-errors.js'
import type {JsonObject} from '../../shared/json.js'
import {shellWord} from '../../shared/shell-word.js'
import {readTextFile} from '../../shared/text-file.js'
import {visibleText} from '../../shared/visible-text.js'
import {outOfTime, withinEffort, withinTime} from '../../shared/within-time.js'
import type {Flow} from '../flow.js'

/**
 * In milliseconds. The schema may be a stranger's and the input an event's, and together they may take years. Nothing else happens
 * meanwhile, so a check is cut short: thousands of fields take a few milliseconds.
 */
const mostCheckMs = 100
const mostCompileMs = 5000

/** Where the flow's schema is; undefined without one. */
export function schemaFile({inputSchema, source}: Flow): string | undefined {
  return inputSchema === undefined ? undefined : path.resolve(path.dirname(source.file), inputSchema)
}

/**
 * Checks an input against the flow's JSON Schema (draft-07, or 2020-12 where `$schema` says so), if it has one.
 * @throws OpsError OPS_FLOW_INPUT with the place of each fault; OPS_FLOW_CONFIG when the schema is none
 */
export async function checkInput(flow: Flow, input: JsonObject): Promise<void> {
  const file = schemaFile(flow)
  if (file === undefined) return
  const meets = await compiled(file)
  const met = withinEffort(mostCheckMs, () => meets(input))
  if (met === outOfTime)
    throw new OpsError(
      'OPS_FLOW_INPUT',
      `the input of ${flow.name} cannot be checked against its schema within ${mostCheckMs} ms: a pattern may try too many ways`,
      {failure: 'usage', next: `cat ${shellWord(file)}`},
    )
  if (met) return
  const faults = (meets.errors ?? []).slice(0, 10).map(faultLine)
  throw new OpsError(
    'OPS_FLOW_INPUT',
    `the input of ${flow.name} does not meet its schema: ${faults.join('; ')}`,
    {failure: 'usage', next: `cat ${shellWord(file)}`},
  )
}

/** @throws OpsError OPS_FLOW_CONFIG when the file is no JSON Schema, OPS_FILE_UNREADABLE */
export async function checkSchema(file: string): Promise<void> {
  await compiled(file)
}

async function compiled(file: string): Promise<ValidateFunction> {
  const schema = readSchema(file)
  const {Ajv} = is2020(schema)
    ? await import('ajv/dist/2020.js').then(({Ajv2020}) => ({Ajv: Ajv2020}))
    : await import('ajv')
  let validate: ValidateFunction | typeof outOfTime
  try {
    const ajv = new Ajv({allErrors: true, strict: false, validateFormats: false, logger: false})
    validate = withinTime(mostCompileMs, () => ajv.compile(schema))
  } catch (error) {
    throw notASchema(file, error)
  }
  if (validate === outOfTime) throw notASchema(file, new Error(`it is not read within ${mostCompileMs} ms`))
  // It would answer with a promise, which is true of every input.
  if ('$async' in validate) throw notASchema(file, new Error('$async is not supported'))
  return validate
}

function faultLine({instancePath, keyword, params, message = ''}: ErrorObject): string {
  const place = instancePath === '' ? 'input' : `input${instancePath.replaceAll('/', '.')}`
  const extra = params as Readonly<Record<string, unknown>>
  const name =
    keyword === 'additionalProperties'
      ? ` (${String(extra['additionalProperty'])})`
      : enumWords(keyword, extra)
  return visibleText(`${place} ${message}${name}`)
}

function enumWords(keyword: string, {allowedValues}: Readonly<Record<string, unknown>>): string {
  return keyword === 'enum' ? `: ${JSON.stringify(allowedValues)}` : ''
}

function readSchema(file: string): JsonObject {
  let text: string
  try {
    text = readTextFile(file)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') throw notASchema(file, new Error('there is no such file'))
    throw unreadableFile(file, error)
  }
  try {
    const found: unknown = JSON.parse(text)
    if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found as JsonObject
  } catch {
    // Said below: the parser's own words would quote the file.
  }
  throw notASchema(file, new Error('it is not a JSON object'))
}

function is2020({$schema}: JsonObject): boolean {
  return typeof $schema === 'string' && $schema.includes('2020-12')
}

function notASchema(file: string, error: unknown): OpsError {
  const why = error instanceof Error ? visibleText(error.message.slice(0, 300)) : ''
  return new OpsError('OPS_FLOW_CONFIG', `${file} cannot be used as a JSON Schema: ${why}`, {
    failure: 'usage',
    next: `cat ${shellWord(file)}`,
    cause: error,
  })
}

import path from 'node:path'
import type {Placed} from '../../language/field-shapes.js'
import type {YamlLimits} from '../../language/yaml-extent.js'
import {parseYaml, readYamlText} from '../../language/yaml-file.js'
import type {InputTemplate} from '../../language/template/input-template.js'
import type {Environment, Machine} from '../../shared/machine.js'
import {nearest} from '../../shared/nearest.js'
import {visibleText} from '../../shared/visible-text.js'
import type {Batch, BatchStep, StepRetry} from './batch.js'
import {batchShape, type WrittenStep} from './batch-shape.js'
import {cycleIn} from './plan.js'

const limits: YamlLimits = {characters: 1_000_000, values: 50_000, aliases: 1000, depth: 40}
const usualBackoffMs = 10_000

/** Where the text is from, and what it is called. */
export interface BatchText {
  readonly file: string
  readonly env: Environment
  /** Instead of the name in the file. */
  readonly name?: string | undefined
}

/**
 * Reads a batch file (docs/flows.md).
 * @throws OpsError OPS_FILE_UNREADABLE; OPS_YAML (usage) with file, line and column, also for needs that no step is or that go
 *   round in a circle
 */
export function readBatch(machine: Machine, file: string, name: string | undefined): Batch {
  return parseBatch(readYamlText(file), {file, env: machine.env, name})
}

/** As `readBatch`, from a text. */
export function parseBatch(content: string, {file, env, name: wished}: BatchText): Batch {
  const {name: written, steps: list} = parseYaml(content, {file, env, limits}, batchShape)
  const steps = list.found
  if (steps.length === 0) throw list.value.trouble('has no step')
  const name = visibleText(wished ?? written ?? path.basename(file).replace(/\.ya?ml$/, ''))
  const ids = steps.map(({found}) => found.id)
  const read = steps.map((step, index) => stepOf(step, {ids, isRepeated: ids.indexOf(step.found.id) < index}))
  const cycle = cycleIn(read)
  const first = cycle && steps.find(({found}) => found.id === cycle[0])
  if (first) throw first.value.trouble(`needs itself: ${cycle.join(' needs ')}`)
  return {id: identityOf(content, name), name, file, steps: read}
}

/** 64 bits of a hash. */
function identityOf(content: string, name: string): string {
  const {createHash} = process.getBuiltinModule('node:crypto')
  return createHash('sha256').update(`${name}\0${content}`, 'utf8').digest('hex').slice(0, 16)
}

function stepOf(
  {found, value}: Placed<WrittenStep>,
  {ids, isRepeated}: {readonly ids: readonly string[]; readonly isRepeated: boolean},
): BatchStep {
  const {id, flow, input, needs = [], retry, timeout, secret_inputs: secrets = []} = found
  if (isRepeated) throw value.trouble(`another step has the id ${id} too`)
  for (const {found: needed, value: place} of needs)
    if (!ids.includes(needed)) throw place.trouble(strange(needed, ids))
  const used = input === undefined ? [] : stepsUsed(input, ids)
  const fields = input?.found ?? new Map<string, InputTemplate>()
  for (const {found: secret, value: place} of secrets)
    if (!fields.has(secret)) throw place.trouble(`the input has no ${secret}`)
  return {
    id,
    flow,
    input: fields,
    needs: [...new Set([...needs.map((need) => need.found), ...used])],
    uses: [...new Set(used)],
    secretInputs: secrets.map((secret) => secret.found),
    ...(retry === undefined ? {} : {retry: retryOf(retry)}),
    ...(timeout === undefined ? {} : {timeoutMs: timeout}),
  }
}

function retryOf({
  max,
  backoff = usualBackoffMs,
  safe = false,
}: NonNullable<WrittenStep['retry']>): StepRetry {
  return {max, backoffMs: backoff, safe}
}

/** Steps whose answers an input uses. */
function stepsUsed(
  {found, value}: Placed<ReadonlyMap<string, InputTemplate>>,
  ids: readonly string[],
): readonly string[] {
  return [...found.values()].flatMap(pathsIn).map((written) => {
    const [root = '', id = '', part = ''] = written.split('.')
    if (root !== 'steps' || !/^output(\[|$)/.test(part))
      throw value.trouble(`${written}: the templates of a batch know steps.ID.output and what is in it`)
    if (!ids.includes(id)) throw value.trouble(`${written}: ${strange(id, ids)}`)
    return id
  })
}

function pathsIn(part: InputTemplate): readonly string[] {
  switch (part.kind) {
    case 'value':
      return []
    case 'list':
      return part.items.flatMap(pathsIn)
    case 'object':
      return [...part.fields.values()].flatMap(pathsIn)
    case 'template':
      return part.template.parts.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.path]))
  }
}

function strange(id: string, ids: readonly string[]): string {
  const [close] = nearest(id, ids)
  return `there is no step ${id}${close === undefined ? '' : `; did you mean ${close}?`}`
}

import {createHash} from 'node:crypto'
import {writeFileAtomic} from '../../shared/atomic-file.js'
import {OpsError} from '../../shared/errors.js'
import {unreadableFile} from '../../shared/file-errors.js'
import type {JsonValue} from '../../shared/json.js'
import {readTextFile} from '../../shared/text-file.js'
import {visibleJson, visibleText} from '../../shared/visible-text.js'
import {byCodeUnits} from './fold-name.js'
import {planFault} from './plan-shape.js'
import type {Plan} from './plan.js'

/*
 * A saved plan: `{"kind": "okta-ops scim plan", "version": 1, "checksum": SHA, "madeAt": TIME, "plan": {...}}`, keys in alphabetical
 * order below `plan`, so that the same plan has the same bytes. It holds names of people and is for its owner's eyes (0600).
 */

const kind = 'okta-ops scim plan'

/** A plan of 200,000 changes has some 40 MB. */
const largest = 512 * 1024 * 1024

/** A plan as it was saved. */
export interface SavedPlan {
  readonly plan: Plan
  readonly checksum: string
  readonly madeAt: Date
}

/** Where a plan is going to be applied. */
export interface PlanPlace {
  readonly org?: string
  readonly tenant?: string
}

/** SHA-256 (hex) of a plan's JSON, whenever it was made: for `apply --checksum`, and for people to compare. */
export function checksumOf(plan: Plan): string {
  const hash = createHash('sha256')
  for (const piece of canonicalPieces(plan)) hash.update(piece)
  return hash.digest('hex')
}

/** The JSON of a plan without spaces, keys in order, group by group: the whole of a large one would be copied twice. */
function* canonicalPieces(plan: Plan): Iterable<string> {
  let before = '{'
  for (const [key, value] of Object.entries(plan).sort(([a], [b]) => byCodeUnits(a, b))) {
    if (value === undefined) continue
    yield `${before}${JSON.stringify(key)}:`
    before = ','
    if (Array.isArray(value)) {
      yield '['
      for (const [index, one] of value.entries())
        yield `${index === 0 ? '' : ','}${JSON.stringify(inKeyOrder(one))}`
      yield ']'
    } else yield JSON.stringify(inKeyOrder(value))
  }
  yield '}'
}

/**
 * Saves a plan, over what is there.
 * @returns its checksum
 * @throws OpsError OPS_FILE_UNWRITABLE or OPS_DISK_FULL, with nothing changed
 */
export function writePlanFile(file: string, plan: Plan, madeAt: Date): string {
  const checksum = checksumOf(plan)
  const saved = {kind, version: 1, checksum, madeAt: madeAt.toISOString(), plan: inKeyOrder(plan)}
  writeFileAtomic(file, `${visibleJson(saved)}\n`, {mode: 0o600})
  return checksum
}

/**
 * Reads a saved plan, of which nothing may have been changed since. With a place, one that was made for another place is refused.
 * @throws OpsError OPS_PLAN for what is no plan, is of another version, does not fit its checksum (refused) or is another org's or
 *   tenant's (refused); OPS_FILE_UNREADABLE
 */
export function readPlanFile(file: string, place: PlanPlace = {}): SavedPlan {
  const saved = parsed(textOf(file), file)
  const {kind: itsKind, version, checksum, madeAt, plan} = isRecord(saved) ? saved : {}
  if (itsKind !== kind) throw broken(file, 'it is no plan that scim plan has saved')
  if (version !== 1)
    throw broken(file, `it is of version ${shown(version)} of plans, and this okta-ops reads version 1`)
  const fault = planFault(plan)
  if (fault !== undefined)
    throw broken(file, `plan${visibleText(fault.path)} is not as it should be: ${fault.wanted}`)
  const [found, at] = [plan as Plan, new Date(typeof madeAt === 'string' ? madeAt : Number.NaN)]
  if (Number.isNaN(at.getTime())) throw broken(file, 'madeAt is no time')
  const actual = checksumOf(found)
  if (checksum !== actual)
    throw refused(file, 'it was changed after it was made: its content does not fit its checksum')
  for (const [what, wanted, written] of [
    ['org', place.org, found.org],
    ['tenant', place.tenant, found.tenant],
  ] as const)
    if (wanted !== undefined && wanted !== written)
      throw refused(file, `it was made for the ${what} ${visibleText(written)}, and this is ${wanted}`)
  return {plan: found, checksum: actual, madeAt: at}
}

function textOf(file: string): string {
  try {
    return readTextFile(file, {pipe: true, largest})
  } catch (error) {
    throw unreadableFile(file, error)
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // V8 says where, but for a text that ends too early.
    const at = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    const before = text.slice(0, at === undefined ? text.length : Number(at)).split('\n')
    throw broken(`${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`, 'it is no JSON from here on')
  }
}

function inKeyOrder(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(inKeyOrder)
  if (!isRecord(value)) return value as JsonValue
  const names = Object.keys(value).sort()
  return Object.fromEntries(
    names.flatMap((name) => (value[name] === undefined ? [] : [[name, inKeyOrder(value[name])]])),
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string'
    ? visibleText(String(value)).slice(0, 40)
    : 'none'
}

function broken(place: string, why: string): OpsError {
  return new OpsError('OPS_PLAN', `cannot use ${place}: ${why}`, {next: 'okta-ops scim plan --help'})
}

function refused(file: string, why: string): OpsError {
  return new OpsError('OPS_PLAN', `${file} is not applied: ${why}`, {
    failure: 'refused',
    next: 'okta-ops scim plan --help',
  })
}

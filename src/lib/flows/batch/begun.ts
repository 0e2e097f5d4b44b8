import {OpsError} from '../../shared/errors.js'
import {shellWord} from '../../shared/shell-word.js'
import type {RunHistory} from '../journal/run-history.js'
import {stepKey, stepOfKey, type Batch} from './batch.js'

/** What earlier starts of a batch have left in the journal. */
export interface Begun {
  readonly steps: number
  readonly succeeded: number
}

/** Whether the same file has been run under the same name before; undefined: never. */
export function begunBefore(history: Pick<RunHistory, 'ofKey'>, batch: Batch): Begun | undefined {
  const runs = batch.steps.flatMap((step) => history.ofKey(step.flow, stepKey(batch, step)) ?? [])
  if (runs.length === 0) return undefined
  return {steps: runs.length, succeeded: runs.filter(({state}) => state === 'succeeded').length}
}

/**
 * What is left open of the newest batch of that name that has some of these steps, and whose file said something else: edited in the middle, it would repeat what
 * was answered. Undefined when that one has succeeded in all of these steps.
 */
export function begunOtherwise(
  history: Pick<RunHistory, 'ofBatch' | 'ofKey'>,
  {id, name, steps}: Batch,
): Begun | undefined {
  const runs = history.ofBatch(name).flatMap(({flow, key = ''}) => {
    const of = stepOfKey(key)
    return of === undefined || of.batch === id ? [] : [{...of, flow, key}]
  })
  const latest = runs.find(({step}) => steps.some((one) => one.id === step))?.batch
  const newest = runs.filter(({batch}) => batch === latest)
  const begun = new Set(newest.map(({step}) => step))
  // The run that counts may be a retry, which no batch has made.
  const hasSucceeded = newest.filter(({flow, key}) => history.ofKey(flow, key)?.state === 'succeeded')
  const succeeded = new Set(hasSucceeded.map(({step}) => step))
  const isDone = begun.size === succeeded.size && steps.every((step) => succeeded.has(step.id))
  return begun.size > 0 && !isDone ? {steps: begun.size, succeeded: succeeded.size} : undefined
}

/** Whoever edits a file in the middle wants to go on with it, which would be a first start. */
export function begunOtherwiseError({name, file}: Batch, {steps, succeeded}: Begun): OpsError {
  return new OpsError(
    'OPS_BATCH_BEGUN',
    `${name} was begun with another content of the file: ${steps} steps were begun, ${succeeded} succeeded, and they would be run again. With the content as it was --resume does what is left; --name makes this another batch`,
    {failure: 'refused', next: `okta-ops flows batch ${shellWord(file)} --name ${shellWord(`${name}-2`)}`},
  )
}

/** The same batch twice may be an accident, so it takes a word. */
export function begunError(batch: Batch, {steps, succeeded}: Begun, next: string): OpsError {
  return new OpsError(
    'OPS_BATCH_BEGUN',
    `${batch.name} was run before: ${steps} of ${batch.steps.length} steps were begun, ${succeeded} succeeded. --resume does what is left, --name makes it another batch`,
    {failure: 'refused', next},
  )
}

import {OpsError} from '../../shared/errors.js'
import type {RunHistory} from '../journal/run-history.js'
import {stepKey, type Batch} from './batch.js'

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

/** The same batch twice may be an accident, so it takes a word. */
export function begunError(batch: Batch, {steps, succeeded}: Begun, next: string): OpsError {
  return new OpsError(
    'OPS_BATCH_BEGUN',
    `${batch.name} was run before: ${steps} of ${batch.steps.length} steps were begun, ${succeeded} succeeded. --resume does what is left, --name makes it another batch`,
    {failure: 'refused', next},
  )
}

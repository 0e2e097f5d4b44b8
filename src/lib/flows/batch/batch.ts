import type {InputTemplate} from '../../language/template/input-template.js'

/** When a step may be tried again by itself. */
export interface StepRetry {
  /** Tries after the first. */
  readonly max: number
  /** Before the second try, in milliseconds; doubled each time. */
  readonly backoffMs: number
  /** The flow may run twice for one step, so what failed and what is in doubt is tried again too. */
  readonly safe: boolean
}

/** One flow to run. */
export interface BatchStep {
  readonly id: string
  readonly flow: string
  readonly input: ReadonlyMap<string, InputTemplate>
  /** Steps that must have succeeded before: those that are said, and those whose answers the input uses. */
  readonly needs: readonly string[]
  /** Those of them whose answers the input uses. */
  readonly uses: readonly string[]
  readonly retry?: StepRetry
  readonly timeoutMs?: number
  /** Names of inputs that the journal keeps as a hash only. */
  readonly secretInputs: readonly string[]
}

/** A batch file, read and found to be whole: every step that is needed is there, and none needs itself. */
export interface Batch {
  /** What makes two batches the same one: the file's content and the name. */
  readonly id: string
  readonly name: string
  readonly file: string
  /** In the order of the file. */
  readonly steps: readonly BatchStep[]
}

/** What the key of a run says: of which batch, by its id, and of which step; undefined for one that is no step's. */
export function stepOfKey(key: string): {readonly batch: string; readonly step: string} | undefined {
  const [, batch, step] = /^batch (\S+) (.+)$/s.exec(key) ?? []
  return batch === undefined || step === undefined ? undefined : {batch, step}
}

/** The key of a step's runs: the same in every start of the same batch. */
export function stepKey({id}: Batch, step: Pick<BatchStep, 'id'>): string {
  return `batch ${id} ${step.id}`
}

import type {JsonObject, JsonValue} from '../shared/json.js'

/**
 * Where a run stands.
 * - `planned`: written down, nothing of it has been sent
 * - `sent`: the request may have reached Okta; what became of it is not known yet
 * - `running`: the flow has answered that it goes on (only with a status flow or imported execution records)
 * - `succeeded`, `failed`: the flow itself said so
 * - `refused`: certainly not run: Okta refused it, or no connection was made
 * - `unknown`: the request went out and no answer tells what became of it
 */
export type RunState = 'planned' | 'sent' | 'running' | 'succeeded' | 'failed' | 'refused' | 'unknown'

/** What made a run happen besides a person; kept with it, so that history leads both ways. */
export interface RunCause {
  readonly kind: 'trigger' | 'batch' | 'retry' | 'access'
  /** A rule's id, a batch's name, the run that is tried again, a request's id. */
  readonly name: string
  /** The uuid of the event. */
  readonly event?: string
}

/** One run to make. */
export interface FlowRequest {
  /** The flow's name in the registry. */
  readonly flow: string
  readonly input: JsonObject
  /** Chosen by the caller before anything is written, so that it can be found again after a crash. */
  readonly runId: string
  /** Two runs of one flow with one key: the second is not sent while the first may have happened. */
  readonly key?: string
  /** Sent although a run with this key may have happened (never when it succeeded): a person or a rule says it is safe. */
  readonly mayRepeat?: boolean
  /** For the answer, and with a status flow for the end of the execution. */
  readonly timeoutMs?: number
  /** False: a run of a flow with a status flow is left `running` or `unknown` once the request is answered. */
  readonly wait?: boolean
  /** Before the first look at a run that goes on, in milliseconds; 2 s unless said. */
  readonly intervalMs?: number
  /** Told when the run is written down, when it is sent, and whenever it is looked at. */
  readonly onProgress?: (run: FlowRun) => void
  /** Top-level names of the input that the journal keeps as a hash only. */
  readonly secretInputs?: readonly string[]
  readonly cause?: RunCause
  readonly signal?: AbortSignal
}

/** What is known of a run. */
export interface FlowRun {
  readonly runId: string
  readonly flow: string
  readonly state: RunState
  readonly key?: string
  readonly cause?: RunCause
  /** As sent, with secret inputs as `sha256:...`. */
  readonly input: JsonObject
  /** The HTTP status of the answer, if there was one. */
  readonly status?: number
  /** What the flow answered; text where it was not JSON. */
  readonly output?: JsonValue
  /** The journal keeps only the beginning of a long output, as text: `output` is that. */
  readonly outputCut?: true
  /** Okta's own id of the execution, where an answer or a record told it. */
  readonly executionId?: string
  /** Who said so, where it was not the answer of the call: the status flow, or a record of the Execution Log Stream. */
  readonly toldBy?: 'status flow' | 'execution log'
  /** One line on a state that is not `succeeded`. */
  readonly reason?: string
  /** How long to wait before a `refused` run may be tried again, in milliseconds, where Okta said so. */
  readonly retryAfterMs?: number
  readonly createdAt: Date
  readonly sentAt?: Date
  readonly endedAt?: Date
}

/** Flows as they can be run: journalled, within their rate, never twice for one key. */
export interface FlowRunner {
  /** The names in the registry. */
  readonly names: () => readonly string[]
  /** Those of the project that would be refused, by name, each with why. */
  readonly distrusted: () => ReadonlyMap<string, {readonly why: string}>
  /**
   * Writes the run down, sends it, waits for its answer and writes that down. What became of the run is in the result and
   * never thrown. The result has another `runId` where an earlier run holds the key: that one is told as it stands, and
   * nothing is sent. A `runId` that is in the journal already is not sent again either, unless that run was only `planned`
   * by a process that is gone, or by a call that has thrown. An answer that cannot be written down is told as `unknown`.
   * @throws OpsError OPS_FLOW_NOT_FOUND, OPS_FLOW_CONFIG, OPS_SECRET and the like, and OPS_STORE, OPS_DISK_FULL when the journal
   *   cannot be written; nothing was sent
   */
  readonly run: (request: FlowRequest) => Promise<FlowRun>
  /** When the journal was begun; of a run from before, not being in it says nothing. */
  readonly since: Date
  /**
   * A run of the journal, whoever made it; undefined: it was never written down, so never sent since.
   * @throws OpsError OPS_STORE
   */
  readonly find: (runId: string) => FlowRun | undefined
  /**
   * Removes runs of which it is certain how they ended; the others stay. Their keys hold nothing up any more: the caller knows by
   * other means what must not be run again.
   */
  readonly forget: (runIds: readonly string[]) => void
  readonly close: () => void
}

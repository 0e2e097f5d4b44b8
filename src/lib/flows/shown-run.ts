import type {FlowRun} from '../ports/flow-runner.js'

/** A run as commands show it to machines: times as ISO 8601. */
export type ShownRun = Omit<FlowRun, 'createdAt' | 'sentAt' | 'endedAt'> & {
  readonly createdAt: string
  readonly sentAt?: string
  readonly endedAt?: string
}

export function shownRun(run: FlowRun): ShownRun {
  const {createdAt, sentAt, endedAt, ...rest} = run
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    ...(sentAt === undefined ? {} : {sentAt: sentAt.toISOString()}),
    ...(endedAt === undefined ? {} : {endedAt: endedAt.toISOString()}),
  }
}

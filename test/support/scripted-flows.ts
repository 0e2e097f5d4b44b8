import type {FlowRequest, FlowRun, FlowRunner, RunState} from '../../src/lib/ports/flow-runner.js'

/** What a scripted flow does with a request. */
export type FlowAnswer = Partial<FlowRun> & {readonly state: RunState}
export type FlowScript = (request: FlowRequest, count: number) => FlowAnswer | Promise<FlowAnswer>

/** Flows that answer as a test says, with the key rule of the real journal, in memory. */
export interface ScriptedFlows extends FlowRunner {
  readonly requests: readonly FlowRequest[]
  /** As if some other process had written it. */
  readonly put: (run: FlowAnswer & {readonly runId: string}) => void
}

export function scriptedFlows(script: FlowScript = () => ({state: 'succeeded'})): ScriptedFlows {
  const requests: FlowRequest[] = []
  const runs = new Map<string, FlowRun>()
  const put = (run: FlowAnswer & {readonly runId: string}): FlowRun => {
    const whole = {flow: 'any', input: {}, createdAt: new Date(0), ...run}
    runs.set(run.runId, whole)
    return whole
  }
  return {
    requests,
    put,
    names: () => [],
    distrusted: () => new Map(),
    since: new Date(0),
    find: (runId) => runs.get(runId),
    forget: (runIds) => {
      for (const runId of runIds) runs.delete(runId)
    },
    close: () => undefined,
    run: async (request) => {
      const {runId, flow, input, key, mayRepeat} = request
      const holder = [...runs.values()].find(
        (run) => run.flow === flow && run.key === key && !['failed', 'refused'].includes(run.state),
      )
      if (holder !== undefined && !(holder.state === 'unknown' && mayRepeat === true)) return holder
      requests.push(request)
      const kept = {runId, flow, input, ...(key === undefined ? {} : {key})}
      put({...kept, state: 'sent'})
      try {
        return put({...kept, ...(await script(request, requests.length))})
      } catch (error) {
        runs.delete(runId)
        throw error
      }
    },
  }
}

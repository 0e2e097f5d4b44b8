import type {FlowRun} from '../ports/flow-runner.js'
import {formatDuration} from '../shared/duration.js'
import type {Machine} from '../shared/machine.js'

const everyMs = 10_000

/** Tells a person how a run goes on, on stderr: its id first, and later no more than a line in ten seconds. */
export function createRunWatch(machine: Machine, say: (line: string) => void): (run: FlowRun) => void {
  let toldAt: number | undefined
  let startedAt = 0
  return ({runId, state, reason}) => {
    const now = machine.monotonicMs()
    if (state === 'planned') {
      startedAt = now
      say(`run ${runId}`)
      return
    }
    if (state !== 'running' && state !== 'unknown') return
    if (toldAt !== undefined && now - toldAt < everyMs) return
    toldAt = now
    say(
      `${state === 'running' ? 'still running' : 'in doubt'} after ${formatDuration(now - startedAt)}${reason === undefined ? '' : `: ${reason}`}`,
    )
  }
}

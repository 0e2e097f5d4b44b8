import type {FlowRunner} from '../ports/flow-runner.js'

/** A runner whose flows can be read again while runs of it are on their way. */
export interface ReloadableFlows {
  readonly runner: FlowRunner
  /** What opening throws changes nothing. */
  readonly reload: () => Promise<void>
}

/** @param open reads the flows; all that it opens share one journal */
export async function createReloadableFlows(open: () => Promise<FlowRunner>): Promise<ReloadableFlows> {
  let current = await open()
  const opened = [current]
  return {
    runner: {
      names: () => current.names(),
      distrusted: () => current.distrusted(),
      since: current.since,
      run: (request) => current.run(request),
      find: (runId) => current.find(runId),
      forget: (runIds) => {
        current.forget(runIds)
      },
      // An older one may still wait for an answer, and writes it down through its own connection.
      close: () => {
        for (const one of opened.splice(0)) one.close()
      },
    },
    reload: async () => {
      current = await open()
      opened.push(current)
    },
  }
}

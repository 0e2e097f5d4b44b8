import type {StatusBoard} from '../logs/collect/status-board.js'
import {logFigures, triggersDomain, type Context} from './context.js'
import type {OpenedTriggers} from './open-triggers.js'

/** What figures of triggers are made of. */
export interface TriggerFigures {
  readonly triggers: OpenedTriggers
  /** How the System Log is read. */
  readonly board: StatusBoard
  /** A command that does with any free port. */
  readonly next: string
  readonly say: (line: string) => void
}

/**
 * Serves figures for Prometheus and health on a port of 127.0.0.1, 0 for any free one, and says where.
 * @throws OpsError OPS_USAGE when the port is taken
 */
export async function serveFigures(
  {machine}: Pick<Context, 'machine'>,
  port: number,
  {triggers: {store, engine}, board, next, say}: TriggerFigures,
): Promise<{readonly close: () => Promise<void>}> {
  const [{startFiguresListener}, {isUp, metricsText}, {triggerMetrics}] = await Promise.all([
    import('../shared/figures-listener.js'),
    logFigures(),
    triggersDomain(),
  ])
  const listener = await startFiguresListener(port, {
    metrics: () =>
      metricsText(board.sources()) + triggerMetrics(store, {inFlight: engine.inFlight(), now: machine.now()}),
    health: () =>
      board.sources().map((source) => ({name: source.name, state: source.state, isUp: isUp(source)})),
    next,
  })
  say(`metrics: http://127.0.0.1:${listener.port}/metrics, health: /healthz`)
  return listener
}

import {startFiguresListener} from '../../shared/figures-listener.js'
import type {LoopbackListener} from '../../shared/loopback-listener.js'
import type {SourceStatus} from '../source-status.js'
import {isUp, metricsText} from './metrics-text.js'

/**
 * Figures and health of collectors.
 * @param port 0 takes any free one
 * @throws OpsError OPS_USAGE when the port is taken
 */
export function startMetricsListener(
  port: number,
  sources: () => readonly SourceStatus[],
): Promise<LoopbackListener> {
  return startFiguresListener(port, {
    metrics: () => metricsText(sources()),
    health: () => sources().map((source) => ({name: source.name, state: source.state, isUp: isUp(source)})),
    next: 'okta-ops logs collect --metrics 0 ...',
  })
}

import {startLoopbackListener, type LoopbackListener} from './loopback-listener.js'
import {metricsType} from './metrics-format.js'

/** A part whose health is told. */
export interface PartHealth {
  readonly name: string
  readonly state: string
  readonly isUp: boolean
}

/** Figures and health of something that runs for long, for Prometheus and for whoever restarts it. */
export interface Figures {
  /** In the Prometheus text format. */
  readonly metrics: () => string
  readonly health: () => readonly PartHealth[]
  /** A command that does with any free port. */
  readonly next: string
}

/**
 * `/metrics` (Prometheus text), `/healthz` (200 while every part does its work, else 503, with a line a part) and nothing else.
 * @param port 0 takes any free one
 * @throws OpsError OPS_USAGE when the port cannot be had
 */
export function startFiguresListener(
  port: number,
  {metrics, health, next}: Figures,
): Promise<LoopbackListener> {
  return startLoopbackListener({port, what: 'the metrics', next}, ({path}) => {
    if (path === '/metrics') return {status: 200, headers: {'content-type': metricsType}, body: metrics()}
    if (path !== '/healthz') return {status: 404, body: 'nothing here\n'}
    const parts = health()
    return {
      status: parts.every(({isUp}) => isUp) ? 200 : 503,
      body: parts.map(({name, state}) => `${name} ${state}\n`).join(''),
    }
  })
}

import type {Batch, Sink, SinkPosition} from '../../delivery/sink.js'
import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {backoffMs} from '../follow-pace.js'

/** Keeps positions before something is done that they tell of. */
type Remember = (positions: Readonly<Record<string, SinkPosition>>) => void

/** The sinks of one source and where each stands. */
export interface Delivery {
  readonly open: (positions: Readonly<Record<string, SinkPosition>>) => Promise<void>
  /** Resolves when every sink has the batch; `remember` is told before a turn is made, as if no sink had any of it. */
  readonly write: (batch: Batch, remember: Remember) => Promise<void>
  readonly positions: () => Readonly<Record<string, SinkPosition>>
  /** Runs what may meet a full disk, such as keeping the checkpoint, again until it is done. */
  readonly patiently: (work: () => Promise<void> | void) => Promise<void>
  readonly close: () => Promise<void>
}

export interface DeliveryOptions {
  readonly machine: Machine
  readonly sinks: readonly Sink[]
  /** Wait and try again, for ever, when a sink is away or a disk is full. */
  readonly patient: boolean
  readonly signal: AbortSignal
  readonly onTrouble: (message: string | undefined) => void
}

export function createDelivery({machine, sinks, patient, signal, onTrouble}: DeliveryOptions): Delivery {
  const positions: Record<string, SinkPosition> = {}
  /** Where each stood before the batch in hand: until all have it, a sink that has it already must be able to go back. */
  const before: Record<string, SinkPosition> = {}

  const toSink = async (sink: Sink, batch: Batch, remember: Remember): Promise<void> => {
    const turn = sink.turn?.(batch)
    if (turn !== undefined) {
      before[sink.label] = turn.position
      remember({...before})
      positions[sink.label] = await turn.perform()
    }
    positions[sink.label] = await sink.write(batch, signal)
  }

  const patiently: Delivery['patiently'] = async (work) => {
    for (let failures = 0; ;) {
      try {
        await work()
        if (failures > 0) onTrouble(undefined)
        return
      } catch (error) {
        if (!patient || !mayPass(error)) throw error
        if (failures++ === 0) onTrouble(error.message)
        await machine.sleep(backoffMs(machine, failures), signal)
      }
    }
  }

  return {
    open: async (saved) => {
      for (const sink of sinks) {
        const position = Object.hasOwn(saved, sink.label) ? (saved[sink.label] ?? null) : null
        await sink.open(position)
        if (position !== null) positions[sink.label] = before[sink.label] = position
      }
    },
    write: async (batch, remember) => {
      for (const sink of sinks) await patiently(() => toSink(sink, batch, remember))
      Object.assign(before, positions)
    },
    positions: () => ({...positions}),
    patiently,
    close: async () => {
      const ends = await Promise.allSettled(sinks.map((sink) => sink.close()))
      for (const end of ends) if (end.status === 'rejected') throw end.reason
    },
  }
}

function mayPass(error: unknown): error is OpsError {
  return (
    error instanceof OpsError &&
    (error.failure === 'unavailable' || ['OPS_DISK_FULL', 'OPS_SINK'].includes(error.code))
  )
}

import type {RowOwners} from '../../store/row-owners.js'
import type {SqlRow, Store} from '../../store/store.js'

/** What a process that acts on events says of itself now and then. */
export interface Pulse {
  /** The process, as text. */
  readonly owner: string
  /** Under which it reads events. */
  readonly name: string
  /** Empty for events that came without one. */
  readonly org: string
  readonly lagMs: number
  /** Runs on their way. */
  readonly inFlight: number
  readonly at: Date
}

/** Who acts on events at the moment, for whoever looks from outside. */
export interface PulseKeeper {
  /** Says it of this process; what others have left behind that are gone goes. */
  readonly pulse: (of: Omit<Pulse, 'owner'>) => void
  /** This process has ended. */
  readonly endPulse: () => void
  /** By name; of a process that was killed the last one stays until another begins. */
  readonly pulses: () => readonly Pulse[]
}

export function createPulseKeeper(store: Store, processes: RowOwners): PulseKeeper {
  const put = store.prepare(
    'INSERT OR REPLACE INTO pulse (owner, name, org, lag_ms, in_flight, at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const drop = store.prepare('DELETE FROM pulse WHERE owner = ?')
  const all = store.prepare('SELECT * FROM pulse ORDER BY name, owner')
  let isFirst = true
  return {
    pulse: ({name, org, lagMs, inFlight, at}) => {
      if (isFirst)
        for (const {owner: other} of all.all().map(readPulse))
          if (processes.sightOf(other) === 'gone') drop.run(other)
      isFirst = false
      put.run(processes.self(), name, org, Math.round(lagMs), inFlight, at.getTime())
    },
    endPulse: () => {
      drop.run(processes.self())
    },
    pulses: () => all.all().map(readPulse),
  }
}

function readPulse(row: SqlRow): Pulse {
  return {
    owner: String(row['owner']),
    name: String(row['name']),
    org: String(row['org']),
    lagMs: Number(row['lag_ms']),
    inFlight: Number(row['in_flight']),
    at: new Date(Number(row['at'])),
  }
}

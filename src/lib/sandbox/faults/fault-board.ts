import {parseFault, strikes, type Fault, type FaultName, type Operation} from './fault.js'

/** The faults planned for this sandbox, in the order they were planned. */
export class FaultBoard {
  #faults: readonly Fault[]

  constructor(texts: readonly string[]) {
    this.#faults = texts.map(parseFault)
  }

  get planned(): readonly Fault[] {
    return this.#faults
  }

  plan(text: string): Fault {
    const fault = parseFault(text)
    this.#faults = [...this.#faults, fault]
    return fault
  }

  clear(): void {
    this.#faults = []
  }

  /** The first fault among `names` that strikes `operation`, used up by one; undefined when all is well. */
  take(names: readonly FaultName[], operation: Operation): Fault | undefined {
    const fault = this.#faults.find(
      (candidate) => names.includes(candidate.name) && strikes(candidate, operation),
    )
    if (fault === undefined) return undefined
    const spent = {...fault, left: fault.left - 1}
    this.#faults = this.#faults.flatMap((other) =>
      other !== fault ? [other] : spent.left > 0 ? [spent] : [],
    )
    return fault
  }
}

import type {Machine} from './machine.js'

/** A number from 0 up to, not including, 1. */
export function chance(machine: Pick<Machine, 'randomBytes'>): number {
  const [high = 0, low = 0] = machine.randomBytes(2)
  return (high * 256 + low) / 65_536
}

import type {ProcessIdentity} from '../../shared/process-identity.js'

/** A process for people: where it runs, and its number. */
export function describeOwner(owner: string): {readonly host: string; readonly pid: number} {
  const {host, pid} = JSON.parse(owner) as ProcessIdentity
  return {host: host.split(' ')[0] ?? host, pid}
}

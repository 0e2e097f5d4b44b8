import {isGone, ownIdentity, type ProcessIdentity} from '../../shared/process-identity.js'

/** This process, as the journal writes it. */
export function thisOwner(): string {
  return JSON.stringify(ownIdentity())
}

/** Whether a process is certainly gone: what it had in hand may be taken up. */
export function isOwnerGone(owner: string): boolean {
  return isGone(JSON.parse(owner) as ProcessIdentity)
}

/** Whether it runs, or ran, on this machine, so that we can tell whether it is gone. */
export function isOfThisMachine(owner: string): boolean {
  return (JSON.parse(owner) as ProcessIdentity).host === ownIdentity().host
}

/** A process for people: where it runs, and its number. */
export function describeOwner(owner: string): {readonly host: string; readonly pid: number} {
  const {host, pid} = JSON.parse(owner) as ProcessIdentity
  return {host: host.split(' ')[0] ?? host, pid}
}

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

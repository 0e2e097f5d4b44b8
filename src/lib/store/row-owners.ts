import path from 'node:path'
import type {Machine} from '../shared/machine.js'
import type {Presence, Sight} from '../shared/presence.js'
import {ownIdentity, sightOf, type ProcessIdentity} from '../shared/process-identity.js'
import {openPresences} from './presences.js'

/** The processes that rows of a journal name as their owners. */
export interface RowOwners {
  /** This process, as rows name it: always the same text. From the first call on others can see whether it lives. */
  readonly self: () => string
  /** What can be told of an owner; what is `gone` has certainly ended, and what it had in hand may be taken up. */
  readonly sightOf: (owner: string) => Sight
  /** This process works on rows no more. To be called while the journal is open. */
  readonly leave: () => void
}

/** Whose owners. */
export interface OwnedJournal {
  /** The state folder. */
  readonly folder: string
  /** A part of file names. */
  readonly name: string
  /** Owners of rows whose fate depends on whether they live. */
  readonly inUse: () => readonly string[]
}

/** Each owner that acts keeps a file of `presence/` in the state folder locked; what others left there goes when no row needs it. */
export async function openRowOwners(
  machine: Pick<Machine, 'platform' | 'randomBytes'>,
  {folder, name, inUse}: OwnedJournal,
): Promise<RowOwners> {
  const presences = await openPresences(machine)
  const presenceFolder = path.join(folder, 'presence')
  const prefix = `${name}-`
  const isOurs = (file: string): boolean =>
    file.startsWith(prefix) && /^[0-9a-f]{32}\.db$/.test(file.slice(prefix.length))
  const isNeeded = (file: string): boolean => {
    try {
      return inUse().some((owner) => readOwner(owner).presence?.file === file)
    } catch {
      // A journal that cannot be read may need it.
      return true
    }
  }
  let self: {readonly text: string; readonly presence: Presence | undefined} | undefined
  const announced = (): string => {
    const file = `${prefix}${Buffer.from(machine.randomBytes(16)).toString('hex')}.db`
    const presence = presences.announce(path.join(presenceFolder, file))
    const mark = presence === undefined ? {} : {presence: presence.mark}
    self = {text: JSON.stringify({...ownIdentity(), ...mark}), presence}
    return self.text
  }
  return {
    self: () => self?.text ?? announced(),
    sightOf: (owner) => sightOf(readOwner(owner), (mark) => presences.look(presenceFolder, mark)),
    leave: () => {
      self?.presence?.leave({keep: isNeeded(self.presence.mark.file)})
      presences.sweep(presenceFolder, isOurs, isNeeded)
    },
  }
}

function readOwner(owner: string): ProcessIdentity {
  return JSON.parse(owner) as ProcessIdentity
}

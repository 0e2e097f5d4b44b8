import {readFileSync} from 'node:fs'
import {writeFileAtomic} from '../../shared/atomic-file.js'
import {OpsError, systemErrorCode} from '../../shared/errors.js'
import {unreadableFile} from '../../shared/file-errors.js'
import {withLock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {nearest} from '../../shared/nearest.js'
import {shellWord} from '../../shared/shell-word.js'
import {orgsFilePath} from './org-files.js'
import {
  isBad,
  parseOrgs,
  withCurrent,
  withOrg,
  withoutOrg,
  type BadOrg,
  type NamedOrg,
  type NamedOrgs,
  type OrgEntry,
} from './orgs-file.js'

/**
 * Our named orgs; none when there is no file yet.
 * @throws OpsError OPS_YAML with file, line and column, OPS_FILE_UNREADABLE
 */
export function readOrgs(machine: Pick<Machine, 'env'>): NamedOrgs {
  const file = orgsFilePath(machine)
  return read(machine, readIfThere(file), file)
}

/**
 * A named org that can be used.
 * @throws OpsError OPS_ORG_NOT_FOUND (usage) with the nearest names; what is wrong with it
 */
export function orgNamed(all: NamedOrgs, name: string): NamedOrg {
  const found = writtenOrg(all, name)
  if (isBad(found)) throw found.trouble
  return found
}

/**
 * What is written under a name, whether it can be used or not.
 * @throws OpsError OPS_ORG_NOT_FOUND (usage) with the nearest names
 */
export function writtenOrg({orgs, bad}: NamedOrgs, name: string): NamedOrg | BadOrg {
  const found = orgs.get(name) ?? bad.get(name)
  if (found !== undefined) return found
  const names = [...orgs.keys(), ...bad.keys()]
  const [close] = nearest(name, names)
  const hint = close === undefined ? '' : `; did you mean ${close}?`
  throw new OpsError('OPS_ORG_NOT_FOUND', `there is no org called ${JSON.stringify(name)}${hint}`, {
    failure: 'usage',
    next: names.length === 0 ? `okta-ops org add ${shellWord(name)}` : 'okta-ops org list',
  })
}

export interface StoreOrgOptions {
  /** Over one of that name that is there already. */
  readonly replace: boolean
  /** As the current one; the first one always is. */
  readonly makeCurrent: boolean
}

/**
 * Remembers an org.
 * @throws OpsError OPS_ORG_CONFIG (refused) when the name is taken and may not be replaced
 */
export async function storeOrg(machine: Machine, entry: OrgEntry, options: StoreOrgOptions): Promise<void> {
  await edit(machine, (written, file) => {
    const {orgs, bad} = read(machine, written, file)
    const isTaken = orgs.has(entry.name) || bad.has(entry.name)
    if (isTaken && !options.replace) throw nameTaken(entry.name)
    const text = withOrg(written, entry, {file, makeCurrent: options.makeCurrent || orgs.size === 0})
    return {text, result: undefined}
  })
}

/** The error for a name that is in use. */
export function nameTaken(name: string): OpsError {
  return new OpsError('OPS_ORG_CONFIG', `there is an org called ${name} already; --force replaces it`, {
    failure: 'refused',
    next: 'okta-ops org list',
  })
}

/** Makes a named org the one that commands take when nothing else is said. @throws OpsError OPS_ORG_NOT_FOUND */
export async function makeCurrent(machine: Machine, name: string): Promise<NamedOrg> {
  return edit(machine, (written, file) => {
    const result = orgNamed(read(machine, written, file), name)
    return {text: withCurrent(written, name, file), result}
  })
}

/** Forgets a named org, also one that cannot be used, and gives what it was. @throws OpsError OPS_ORG_NOT_FOUND */
export async function forgetOrg(machine: Machine, name: string): Promise<NamedOrg | BadOrg> {
  return edit(machine, (written, file) => {
    const all = read(machine, written, file)
    const result = writtenOrg(all, name)
    return {text: withoutOrg(written, name, {file, wasCurrent: all.current === name}), result}
  })
}

function read(machine: Pick<Machine, 'env'>, written: string, file: string): NamedOrgs {
  if (written.trim() === '') return {current: undefined, orgs: new Map(), bad: new Map()}
  return parseOrgs(written, {file, env: machine.env})
}

/** One change at a time, of the file as it is at that moment; what comes out is read again before it is written. */
function edit<T>(
  machine: Machine,
  change: (written: string, file: string) => {readonly text: string; readonly result: T},
): Promise<T> {
  const file = orgsFilePath(machine)
  return withLock(machine, `${file}.lock`, (lock) => {
    const before = readIfThere(file)
    const {text, result} = change(before, file)
    const known = read(machine, before, file).bad
    for (const [name, {trouble}] of read(machine, text, file).bad) if (!known.has(name)) throw trouble
    writeFileAtomic(file, text, {mode: 0o600, beforeRename: lock.assertHeld})
    return result
  })
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return ''
    throw unreadableFile(file, error)
  }
}

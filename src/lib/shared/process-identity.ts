import fs from 'node:fs'
import os from 'node:os'
import {systemErrorCode} from './errors.js'
import type {PresenceMark, Sight} from './presence.js'

/** Tells one process of one machine from every other, also from a later one that gets the same number. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it started, as the system says it: compared for equality only. Undefined where the system does not say. */
  readonly start: string | undefined
  /** The machine, and the pid namespace within it: containers may share a name and a home, but not process numbers. */
  readonly host: string
  /** Where it could announce itself to processes that know nothing of its number. */
  readonly presence?: PresenceMark
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return {pid: process.pid, start: processStart(process.pid), host: hostName()}
}

/**
 * What can be told of a process: where its number means something, it is gone when that is free, belongs to a zombie or to a
 * process that started at another time, and in doubt it lives; elsewhere `look` at the mark that it left tells.
 */
export function sightOf(
  {pid, start, host, presence}: ProcessIdentity,
  look: (mark: PresenceMark) => Sight = () => 'unseen',
): Sight {
  if (host !== hostName()) return presence === undefined ? 'unseen' : look(presence)
  if (!exists(pid)) return 'gone'
  const now = processStart(pid)
  return start !== undefined && now !== undefined && now !== start ? 'gone' : 'lives'
}

function hostName(): string {
  try {
    return `${os.hostname()} ${fs.readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return os.hostname()
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return linuxStat(pid)?.state !== 'Z'
  } catch (error) {
    // EPERM: it is there, and another user's.
    return systemErrorCode(error) !== 'ESRCH'
  }
}

function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const ticks = linuxStat(pid)?.startTicks
    return ticks === undefined ? undefined : `${bootId()} ${ticks}`
  }
  return process.platform === 'win32' ? undefined : startByPs(pid)
}

/** proc(5): the command name, in brackets, may hold anything; state is the first field after it, start time the 20th. */
function linuxStat(pid: number): {readonly state: string; readonly startTicks: string} | undefined {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return {state: fields[0] ?? '', startTicks: fields[19] ?? ''}
  } catch {
    return undefined
  }
}

/** Start times count from boot, so the boot belongs to them. Empty where the system does not say. */
export function bootId(): string {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  } catch {
    return ''
  }
}

function startByPs(pid: number): string | undefined {
  try {
    // Loaded only where it is needed: it costs more than the whole of taking a lock.
    const {execFileSync} = process.getBuiltinModule('node:child_process')
    const said = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: {PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC'},
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return said.trim() || undefined
  } catch {
    return undefined
  }
}

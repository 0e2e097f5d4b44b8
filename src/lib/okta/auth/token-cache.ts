import {createHash} from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import {checkRoomFor, writeFileAtomic} from '../../shared/atomic-file.js'
import {systemErrorCode} from '../../shared/errors.js'
import {unreadableFile} from '../../shared/file-errors.js'
import type {Lock} from '../../shared/file-lock.js'
import type {Machine} from '../../shared/machine.js'
import {assertOwnFolder} from '../../shared/own-folder.js'
import {stateFolder} from '../../shared/state-folder.js'
import type {OrgConnection, PersonAuth, ServiceAppAuth} from '../connection.js'
import type {DpopKey} from './dpop-key.js'

/** A connection whose calls carry OAuth tokens. */
export type TokenConnection = OrgConnection & {readonly auth: ServiceAppAuth | PersonAuth}

/** Who signed in, by the ID token's claims. */
export interface OrgPerson {
  readonly sub: string
  readonly login: string | undefined
  readonly name: string | undefined
}

/** A token of an org as it is kept, with everything needed to use and renew it. */
export interface OrgToken {
  readonly accessToken: string
  readonly tokenType: 'bearer' | 'dpop'
  /** By this machine's clock. */
  readonly expiresAt: Date
  readonly lifetimeMs: number
  /** As granted, which may differ from what was asked. */
  readonly scopes: readonly string[]
  readonly refreshToken: string | undefined
  /** The key of a bound token, without which it is worth nothing. */
  readonly dpopKey: DpopKey | undefined
  readonly nonce: string | undefined
  /** What to add to this machine's clock to have the org's. */
  readonly skewMs: number
  readonly person: OrgPerson | undefined
}

/** Where all of them are. */
export function orgTokensFolder(machine: Pick<Machine, 'env'>): string {
  return path.join(stateFolder(machine), 'okta-tokens')
}

/** Where the connection's token is kept; org, client, scopes and kind of token have one each. */
export function orgTokenPath(machine: Pick<Machine, 'env'>, {orgUrl, auth}: TokenConnection): string {
  const dpop = auth.kind === 'service-app' ? auth.dpop : 'auto'
  const key = JSON.stringify([orgUrl, auth.kind, auth.clientId, [...auth.scopes].sort(), dpop])
  const name = createHash('sha256').update(key).digest('hex').slice(0, 32)
  return path.join(orgTokensFolder(machine), `${name}.json`)
}

export function orgTokenLock(machine: Pick<Machine, 'env'>, connection: TokenConnection): string {
  return orgTokenPath(machine, connection).replace(/json$/, 'lock')
}

/** The kept token; undefined when there is none, or none that can be read as one: then a new one is got. */
export function readOrgToken(machine: Machine, connection: TokenConnection): OrgToken | undefined {
  const file = orgTokenPath(machine, connection)
  try {
    return toToken(JSON.parse(fs.readFileSync(file, 'utf8')))
  } catch (error) {
    if (error instanceof SyntaxError) machine.debug(`${file} is broken; it is not used`)
    else if (systemErrorCode(error) !== 'ENOENT') throw unreadableFile(file, error)
    return undefined
  }
}

/**
 * Finds out beforehand whether a token of `bytes` can be kept: for a step that cannot be repeated.
 * @throws OpsError OPS_FILE_UNWRITABLE, also for a folder that others may change; OPS_DISK_FULL
 */
export function checkTokenPlace(machine: Machine, connection: TokenConnection, bytes: number): void {
  assertOwnFolder(orgTokensFolder(machine))
  checkRoomFor(orgTokenPath(machine, connection), bytes)
}

/** @throws OpsError OPS_LOCK_LOST with nothing written, OPS_FILE_UNWRITABLE, OPS_DISK_FULL */
export function writeOrgToken(
  machine: Machine,
  connection: TokenConnection,
  {token, lock}: {readonly token: OrgToken; readonly lock: Lock},
): void {
  assertOwnFolder(orgTokensFolder(machine))
  const text = JSON.stringify({...token, expiresAt: token.expiresAt.toISOString(), orgUrl: connection.orgUrl})
  writeFileAtomic(orgTokenPath(machine, connection), `${text}\n`, {beforeRename: lock.assertHeld})
}

export function dropOrgToken(machine: Machine, connection: TokenConnection): void {
  fs.rmSync(orgTokenPath(machine, connection), {force: true})
}

function toToken(value: unknown): OrgToken | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found = value as Readonly<Partial<Record<keyof OrgToken, unknown>>>
  const expiresAt = new Date(String(found.expiresAt))
  const bound = found.tokenType === 'dpop'
  if (typeof found.accessToken !== 'string' || Number.isNaN(expiresAt.getTime())) return undefined
  if (bound && (typeof found.dpopKey !== 'object' || found.dpopKey === null)) return undefined
  return {
    accessToken: found.accessToken,
    tokenType: bound ? 'dpop' : 'bearer',
    expiresAt,
    lifetimeMs: Number(found.lifetimeMs) || 0,
    scopes: Array.isArray(found.scopes) ? found.scopes.map(String) : [],
    refreshToken: text(found.refreshToken),
    dpopKey: (found.dpopKey ?? undefined) as DpopKey | undefined,
    nonce: text(found.nonce),
    skewMs: Number(found.skewMs) || 0,
    person: found.person as OrgPerson | undefined,
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

import path from 'node:path'
import {OpsError} from '../shared/errors.js'
import type {Machine} from '../shared/machine.js'
import {nearest} from '../shared/nearest.js'

/** A sink's address taken apart. */
export interface SinkTarget<Option extends string> {
  /** Everything before the `#`. */
  readonly address: string
  readonly options: Readonly<Partial<Record<Option, string>>>
}

/**
 * Reads `ADDRESS#option=value&option=value`: what stands behind the `#` is for us, and never goes to a server. Secrets are
 * given by reference there.
 * @throws OpsError OPS_USAGE for an option this sink does not have, with the nearest that it has
 */
export function readSinkTarget<const Option extends string>(
  target: string,
  known: readonly Option[],
): SinkTarget<Option> {
  const at = target.indexOf('#')
  const address = at === -1 ? target : target.slice(0, at)
  const options: Partial<Record<Option, string>> = {}
  for (const [name, value] of new URLSearchParams(at === -1 ? '' : target.slice(at + 1))) {
    const option = known.find((candidate) => candidate === name)
    if (option === undefined) throw unknownOption(address, name, known)
    options[option] = value
  }
  return {address, options}
}

/** `s3://BUCKET/PREFIX`, `nats://HOST:PORT/SUBJECT`: what stands between the slashes, and what behind them. */
export function readPlace(address: string, what: string): {readonly host: string; readonly rest: string} {
  const [, host = '', rest = ''] = /^[a-z0-9+.-]+:\/\/([^/]+)\/?(.*)$/i.exec(address) ?? []
  if (host === '')
    throw new OpsError('OPS_USAGE', `not the address of ${what}: ${address}`, {failure: 'usage'})
  return {host, rest: rest.replace(/\/+$/, '')}
}

/** The scheme of a sink's address in lower case; undefined for a path and for `-`. */
export function schemeOf(target: string): string | undefined {
  // One letter before the colon is a Windows drive.
  return /^([a-z][a-z0-9+.-]+):/i.exec(target)?.[1]?.toLowerCase()
}

/** The file that a sink writes, absolute; undefined when it writes none. `~` is the home folder. */
export function fileOfTarget({env}: Pick<Machine, 'env'>, target: string): string | undefined {
  const scheme = schemeOf(target)
  if (target === '-' || (scheme !== undefined && scheme !== 'file')) return undefined
  const place = scheme === undefined ? target : target.slice('file:'.length).replace(/^\/\/(?=\/)/, '')
  return path.resolve(place.replace(/^~(?=\/)/, env['HOME'] ?? '~'))
}

export function unknownScheme(scheme: string, known: readonly string[]): OpsError {
  const [near] = nearest(scheme, known, 1)
  const built = ['- (stdout)', 'PATH', ...known.map((name) => `${name}:`)].join(', ')
  const help = near === undefined ? `known are ${built}` : `did you mean ${near}:?`
  return new OpsError('OPS_USAGE', `there is no sink for ${scheme}: addresses; ${help}`, {
    failure: 'usage',
    next: 'okta-ops logs collect --help',
  })
}

function unknownOption(address: string, name: string, known: readonly string[]): OpsError {
  const [near] = nearest(name, known, 1)
  const help = near === undefined ? `known: ${known.join(', ')}` : `did you mean ${near}?`
  return new OpsError('OPS_USAGE', `${address} has no option ${JSON.stringify(name)}; ${help}`, {
    failure: 'usage',
    next: 'okta-ops logs collect --help',
  })
}

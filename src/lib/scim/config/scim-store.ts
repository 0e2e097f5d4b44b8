import {existsSync} from 'node:fs'
import path from 'node:path'
import {readYamlText} from '../../language/yaml-file.js'
import {absoluteReference, referencedFile} from '../../secrets/read-secret.js'
import {writeFileAtomic} from '../../shared/atomic-file.js'
import {configFolder} from '../../shared/config-folder.js'
import {withLock} from '../../shared/file-lock.js'
import {given} from '../../shared/given.js'
import type {Machine} from '../../shared/machine.js'
import {scimAddress} from '../client/scim-address.js'
import {defaultPolicy, type ScimConfig, type ScimConnection} from './scim-config.js'
import {parseScim, withScimSettings, type ScimSettings} from './scim-file.js'

/**
 * Where scim.yaml is: the file that was named (`--config`), else the one in the config folder. None is ever picked up from the
 * current folder, which may be a stranger's.
 */
export function scimFilePath(machine: Pick<Machine, 'env'>, named?: string): string {
  return named === undefined ? path.join(configFolder(machine), 'scim.yaml') : referencedFile(machine, named)
}

/**
 * Reads scim.yaml, and lays the variables over it: OKTA_OPS_SCIM_URL and OKTA_OPS_SCIM_TOKEN. Without a file, unless it was named,
 * everything is as it is when nothing is said.
 * @param options.mayBeMissing also for one that was named: it is about to be made
 * @param options.variables false: only what the file itself says
 * @throws OpsError OPS_YAML with file, line and column, OPS_FILE_UNREADABLE, OPS_SCIM_CONFIG for a variable that is no address
 */
export function readScimConfig(
  machine: Pick<Machine, 'env'>,
  named?: string,
  {
    mayBeMissing = named === undefined,
    variables = true,
  }: {readonly mayBeMissing?: boolean; readonly variables?: boolean} = {},
): ScimConfig {
  const file = scimFilePath(machine, named)
  const config =
    !mayBeMissing || existsSync(file) ? parseScim(readYamlText(file), {file, env: machine.env}) : nothingSaid
  return variables ? {...config, connection: overlaid(config.connection, machine)} : config
}

const nothingSaid: ScimConfig = {
  file: undefined,
  connection: {},
  identityStore: {},
  policy: defaultPolicy,
  pace: {},
  mixedPatch: false,
  pairFilter: undefined,
}

/** A token that the file names goes to the endpoint that the file names, never to another one. */
function overlaid(connection: ScimConnection, {env}: Pick<Machine, 'env'>): ScimConnection {
  const [address, token] = [env['OKTA_OPS_SCIM_URL'] ?? '', env['OKTA_OPS_SCIM_TOKEN'] ?? '']
  const url = address === '' ? connection.url : scimAddress(address)
  const kept = url === connection.url ? connection : {}
  return token === ''
    ? {...kept, ...given({url})}
    : {...given({url}), token: {kind: 'env', name: 'OKTA_OPS_SCIM_TOKEN'}}
}

/**
 * Writes settings into scim.yaml, which is made where there is none (0600): one change at a time, of the file as it is at that
 * moment, and only what can be read again.
 * @returns the file
 * @throws OpsError OPS_YAML, OPS_FILE_UNWRITABLE, OPS_LOCK_TIMEOUT
 */
export async function storeScimSettings(
  machine: Machine,
  settings: ScimSettings,
  named?: string,
): Promise<string> {
  const file = scimFilePath(machine, named)
  const {connection, ...others} = settings
  const absolute =
    connection === undefined ? others : {...others, connection: absoluteTokens(machine, connection)}
  await withLock(machine, `${file}.lock`, (lock) => {
    const text = withScimSettings(existsSync(file) ? readYamlText(file) : '', absolute, file)
    parseScim(text, {file, env: machine.env})
    writeFileAtomic(file, text, {mode: 0o600, beforeRename: lock.assertHeld})
  })
  return file
}

function absoluteTokens(machine: Machine, connection: ScimConnection): ScimConnection {
  const {token, nextToken, ...rest} = connection
  return {
    ...rest,
    ...(token === undefined ? {} : {token: absoluteReference(machine, token)}),
    ...(nextToken === undefined ? {} : {nextToken: absoluteReference(machine, nextToken)}),
  }
}

import {existsSync} from 'node:fs'
import path from 'node:path'
import {configFolder} from '../../shared/config-folder.js'
import type {Machine} from '../../shared/machine.js'

/** Where our named orgs are. */
export function orgsFilePath(machine: Pick<Machine, 'env'>): string {
  return path.join(configFolder(machine), 'orgs.yaml')
}

/** The files of the Okta SDKs, the one that goes first, first: beside the project, and the person's own. */
export function oktaYamlFiles({env}: Pick<Machine, 'env'>): readonly string[] {
  const home = env['HOME']
  return [path.resolve('okta.yaml'), ...(home === undefined ? [] : [path.join(home, '.okta', 'okta.yaml')])]
}

/** Whether an org may be configured: a look so quick that commands for AWS alone can afford it. */
export function mayHaveOrg(machine: Pick<Machine, 'env'>): boolean {
  const named = ['OKTA_CLIENT_ORGURL', 'OKTA_ORG_URL', 'OKTA_DOMAIN'].some(
    (name) => (machine.env[name] ?? '') !== '',
  )
  return named || [orgsFilePath(machine), ...oktaYamlFiles(machine)].some((file) => existsSync(file))
}

import {execFileSync} from 'node:child_process'
import {mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {findAwsCli} from '../scripts/find-aws-cli.mjs'

/** Only what a developer's shell would hold reaches the measured processes. */
const kept = /^(PATH|HOME|LANG|AWS_(ENDPOINT_URL\w*|DATA_PATH|EC2_METADATA_DISABLED))$/

/**
 * Writes a ~/.aws/config of the size of a large company's, signs in to the sandbox this runs in, and gives back the commands
 * to measure.
 */
export function prepare({root, node}) {
  for (const name of Object.keys(process.env)) if (!kept.test(name)) delete process.env[name]
  const home = process.env.HOME
  const run = (...command) =>
    execFileSync(command[0], command.slice(1), {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']})
  const cli = (...args) => [node, path.join(root, 'bin/run.js'), ...args]

  mkdirSync(path.join(home, '.aws'))
  writeFileSync(path.join(home, '.aws/config'), largeConfig(200))
  run(...cli('login', '--profile', 'dev', '--device-code'))
  run(...cli('export', '--profile', 'dev', '--format', 'process'))

  const version = run(node, '--version').trim()
  return {
    version: `Node ${version}`,
    node: {path: node, major: Number(version.slice(1).split('.')[0])},
    aws: findAwsCli()?.path,
    helper: [node, path.join(root, 'bin/okta-ops-credentials.cjs'), '--profile', 'dev'],
    cli,
    bareNode: [node, '-e', '0'],
    emptyRoleCache: () => emptyFolder(path.join(home, '.aws/cli/cache')),
  }
}

/** A large company's config: our profile behind `others`, about 44 KB for 200. */
function largeConfig(others) {
  const profile = (name, session, account) => `
[profile ${name}]
sso_session = ${session}
sso_account_id = ${account}
sso_role_name = Developer
region = eu-west-1
# one of many accounts that the company has, with a comment of its own line
output = json
`
  const session = (name, startUrl, region) => `
[sso-session ${name}]
sso_start_url = ${startUrl}
sso_region = ${region}
sso_registration_scopes = sso:account:access
`
  const teams = Array.from({length: others}, (_, index) =>
    profile(`team-${index}`, 'elsewhere', 300_000_000_000 + index),
  )
  return [
    session('elsewhere', 'https://d-0000000000.awsapps.com/start', 'eu-west-1'),
    ...teams,
    session('halyard', 'https://d-5a4d7c1e90.awsapps.com/start', 'us-east-1'),
    profile('dev', 'halyard', '111111111111'),
  ].join('')
}

function emptyFolder(folder) {
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name))
}

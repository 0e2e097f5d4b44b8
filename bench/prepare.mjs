import {execFileSync} from 'node:child_process'
import {appendFileSync, readdirSync, rmSync} from 'node:fs'
import path from 'node:path'
import {findAwsCli} from '../scripts/find-aws-cli.mjs'

/** Only what a developer's shell would hold reaches the measured processes. */
const kept = /^(PATH|HOME|LANG|AWS_(ENDPOINT_URL\w*|DATA_PATH|EC2_METADATA_DISABLED))$/

const setUp = [
  ...[
    '--session',
    'halyard',
    '--start-url',
    'https://d-5a4d7c1e90.awsapps.com/start',
    '--sso-region',
    'us-east-1',
  ],
  ...[
    '--profile',
    'dev',
    '--account',
    '111111111111',
    '--role',
    'Developer',
    '--region',
    'eu-west-1',
    '--yes',
  ],
]

/**
 * Signs in to the sandbox this runs in, fills ~/.aws/config to the size of a large company's, and gives back the
 * commands to measure.
 */
export function prepare({root, node}) {
  for (const name of Object.keys(process.env)) if (!kept.test(name)) delete process.env[name]
  const home = process.env.HOME
  const run = (...command) => execFileSync(command[0], command.slice(1), {encoding: 'utf8'})
  const cli = (...args) => [node, path.join(root, 'bin/run.js'), ...args]

  run(...cli('setup', ...setUp))
  appendFileSync(path.join(home, '.aws/config'), manyProfiles(200))
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

/** About 44 KB of profiles, as `setup` writes them. */
function manyProfiles(count) {
  const one = (_, index) => `
[profile team-${index}]
sso_session = elsewhere
sso_account_id = ${String(300_000_000_000 + index)}
sso_role_name = Developer
region = eu-west-1
# one of many accounts that the company has, with a comment of its own line
output = json
`
  const session = `
[sso-session elsewhere]
sso_start_url = https://d-0000000000.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
`
  return session + Array.from({length: count}, one).join('')
}

function emptyFolder(folder) {
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name))
}

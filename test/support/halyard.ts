import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {insideSandbox} from '../../src/lib/sandbox/environment.js'
import type {Sandbox} from '../../src/lib/sandbox/sandbox.js'
import {runProgram, testNode, type BinOptions, type BinOutcome} from './run-bin.js'

/** The `~/.aws/config` of somebody at Halyard: a profile per environment, a chained one, and the old form without a session. */
export function halyardConfig({startUrl, region}: Pick<Sandbox, 'startUrl' | 'region'>): string {
  const profile = (name: string, accountId: string, role: string): string =>
    `[profile ${name}]\nsso_session = halyard\nsso_account_id = ${accountId}\nsso_role_name = ${role}\nregion = eu-west-1\n`
  return [
    `[sso-session halyard]\nsso_start_url = ${startUrl}\nsso_region = ${region}\nsso_registration_scopes = sso:account:access\n`,
    profile('dev', '111111111111', 'Developer'),
    profile('staging', '222222222222', 'Developer'),
    profile('prod', '333333333333', 'ReleaseManager'),
    '[profile partner]\nsource_profile = dev\nrole_arn = arn:aws:iam::111111111111:role/PartnerIntake\nexternal_id = halyard-partner-7\nregion = eu-west-1\n',
    `[profile legacy]\nsso_start_url = ${startUrl}\nsso_region = ${region}\nsso_account_id = 111111111111\nsso_role_name = Developer\nregion = eu-west-1\n`,
  ].join('\n')
}

/** Writes `~/.aws/config` in the sandbox's HOME and returns its path. */
export function writeHalyardConfig(sandbox: Sandbox, text = halyardConfig(sandbox)): string {
  const file = path.join(sandbox.home, '.aws', 'config')
  mkdirSync(path.dirname(file), {recursive: true})
  writeFileSync(file, text)
  return file
}

/** Runs a program with the sandbox's variables and nothing else of this process but PATH. */
export function runInside(
  sandbox: Sandbox,
  argv: readonly string[],
  options: BinOptions = {},
): Promise<BinOutcome> {
  return runProgram(argv, {...options, env: insideSandbox({...options.env}, sandbox.env)})
}

/** Runs the built `okta-ops` inside. */
export function runOurs(sandbox: Sandbox, ...args: readonly string[]): Promise<BinOutcome> {
  return runInside(sandbox, [testNode(), binFile('run.js'), ...args])
}

/** A `[profile process]` whose credentials come from the built helper. */
export function processProfile(profile: string): string {
  return `[profile process]\ncredential_process = ${testNode()} ${binFile('okta-ops-credentials.cjs')} --profile ${profile}\nregion = eu-west-1\n`
}

/** How often an operation was asked for, and answered with 200. */
export function answered(sandbox: Sandbox, operation: string): number {
  return sandbox.requests.filter((request) => request.operation === operation && request.status === 200)
    .length
}

/** The outcome's stdout, when it ended well; otherwise an error that shows what it said. */
export function stdoutOf(outcome: BinOutcome): string {
  if (outcome.exitCode === 0) return outcome.stdout
  throw new Error(`exit code ${outcome.exitCode}: ${outcome.stderr}`)
}

function binFile(name: string): string {
  return fileURLToPath(new URL(`../../bin/${name}`, import.meta.url))
}

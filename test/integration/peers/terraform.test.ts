import {expect} from 'chai'
import {appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {processProfile, runInside, runOurs, stdoutOf, writeHalyardConfig} from '../../support/halyard.js'
import {describePeer} from '../../support/peers.js'

/** Terraform brings no provider, and none is fetched here: a folder of this machine has to mirror hashicorp/aws. */
const mirror = [
  ...readdirSync('/opt').map((name) => path.join('/opt', name)),
  '/usr/local/share/terraform/plugins',
  '/usr/share/terraform/plugins',
].find((folder) => existsSync(path.join(folder, 'registry.terraform.io/hashicorp/aws')))

const whoami = (profile: string): string => `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  profile = "${profile}"
  region  = "eu-west-1"
}
data "aws_caller_identity" "me" {}
output "arn" { value = data.aws_caller_identity.me.arn }
`

describePeer('Terraform', ({path: terraform}) => {
  if (mirror === undefined) {
    it.skip('skipped: no local mirror of the AWS provider for Terraform')
    return
  }
  let [sandbox, config]: [Sandbox, string] = [undefined!, '']

  beforeEach(async () => {
    sandbox = await startSandbox({autoApprove: 'tobias.wren@halyard.test'})
    config = writeHalyardConfig(sandbox)
    stdoutOf(await runOurs(sandbox, 'login', '--device-code', '--profile', 'dev'))
  })
  afterEach(() => sandbox.close())

  const identity = async (profile: string): Promise<string> => {
    const cwd = path.join(sandbox.home, `terraform-${profile}`)
    mkdirSync(cwd)
    writeFileSync(path.join(cwd, 'main.tf'), whoami(profile))
    const configFile = path.join(cwd, 'terraform.rc')
    writeFileSync(configFile, `provider_installation {\n  filesystem_mirror { path = "${mirror}" }\n}\n`)
    const env = {TF_CLI_CONFIG_FILE: configFile, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1'}
    const run = async (...args: readonly string[]): Promise<string> =>
      stdoutOf(await runInside(sandbox, [terraform, ...args], {cwd, env}))
    await run('init', '-no-color')
    await run('apply', '-auto-approve', '-no-color')
    return run('output', '-raw', 'arn')
  }

  it('uses a login made by okta-ops', async function () {
    this.timeout(60_000)
    expect(await identity('dev')).to.contain('tobias.wren@halyard.test')
  })

  it('takes credentials from the okta-ops-credentials helper', async function () {
    this.timeout(60_000)
    appendFileSync(config, `\n${processProfile('dev')}`)
    expect(await identity('process')).to.contain('AWSReservedSSO_Developer')
  })
})

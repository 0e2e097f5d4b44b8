import {expect} from 'chai'
import {appendFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {
  answered,
  processProfile,
  runInside,
  runOurs,
  stdoutOf,
  writeHalyardConfig,
} from '../../support/halyard.js'
import {describePeer} from '../../support/peers.js'
import {testNode} from '../../support/run-bin.js'

/** Which provider, which profile: prints the ARN that its credentials lead to. */
const whoami = `
import {STSClient, GetCallerIdentityCommand} from '@aws-sdk/client-sts'
import * as providers from '@aws-sdk/credential-providers'
const [provider, profile] = process.argv.slice(1)
const client = new STSClient({region: 'eu-west-1', credentials: providers[provider]({profile})})
console.log((await client.send(new GetCallerIdentityCommand({}))).Arn)
`
const root = fileURLToPath(new URL('../../..', import.meta.url))

describePeer('AWS SDK for JavaScript', () => {
  let [sandbox, config]: [Sandbox, string] = [undefined!, '']

  beforeEach(async () => {
    sandbox = await startSandbox({autoApprove: 'tobias.wren@halyard.test'})
    config = writeHalyardConfig(sandbox)
    stdoutOf(await runOurs(sandbox, 'login', '--device-code', '--profile', 'dev'))
  })
  afterEach(() => sandbox.close())

  const identity = (provider: string, profile: string) =>
    runInside(sandbox, [testNode(), '--input-type=module', '-e', whoami, provider, profile], {cwd: root})

  for (const {provider, profile, role} of [
    {provider: 'fromSSO', profile: 'dev', role: 'AWSReservedSSO_Developer'},
    {provider: 'fromIni', profile: 'dev', role: 'AWSReservedSSO_Developer'},
    {provider: 'fromIni', profile: 'partner', role: 'assumed-role/PartnerIntake'},
    {provider: 'fromNodeProviderChain', profile: 'staging', role: '222222222222:assumed-role'},
  ])
    it(`${provider} uses a login made by okta-ops for ${profile}`, async () => {
      expect(stdoutOf(await identity(provider, profile))).to.contain(role)
      expect(answered(sandbox, 'register')).to.equal(1)
    })

  it('fromProcess takes credentials from the okta-ops-credentials helper', async () => {
    appendFileSync(config, `\n${processProfile('dev')}`)
    expect(stdoutOf(await identity('fromProcess', 'process'))).to.contain('AWSReservedSSO_Developer')
  })

  it('refreshes in its own window, and okta-ops reads what it wrote', async () => {
    sandbox.act('lifetimes.set token=4m')
    stdoutOf(await runOurs(sandbox, 'login', '--device-code', '--force', '--profile', 'dev'))
    const before = answered(sandbox, 'token.refresh')
    sandbox.act('lifetimes.set token=1h')
    expect(stdoutOf(await identity('fromSSO', 'dev'))).to.contain('tobias.wren')
    expect(answered(sandbox, 'token.refresh')).to.equal(before + 1)
    stdoutOf(await runOurs(sandbox, 'export', '--profile', 'staging'))
    expect(answered(sandbox, 'token.refresh')).to.equal(before + 1)
  })

  it('finds nothing any more once okta-ops signed out', async () => {
    stdoutOf(await runOurs(sandbox, 'logout', '--profile', 'dev'))
    const {exitCode, stderr} = await identity('fromSSO', 'dev')
    expect(exitCode).to.equal(1)
    expect(stderr).to.contain('SSO session')
  })
})

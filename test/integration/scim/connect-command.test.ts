import {expect} from 'chai'
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import ScimConnect, {type ScimConnectResult} from '../../../src/commands/scim/connect.js'
import ScimPlan from '../../../src/commands/scim/plan.js'
import {runBin} from '../../support/run-bin.js'
import type {CommandOutcome} from '../../support/run-command.js'
import {openScimLab, resultOf, type LabContext, type ScimLab} from '../../support/scim-lab.js'

describe('scim connect', function () {
  this.slow(2000)
  let lab: ScimLab
  let url: string
  let token: string
  before(async () => {
    lab = await openScimLab()
    url = lab.env['OKTA_OPS_SCIM_URL']!
    token = lab.env['OKTA_OPS_SCIM_TOKEN']!
  })
  after(() => lab.close())
  beforeEach(() => {
    lab.configure()
  })

  const bare = (): Record<string, string> => ({OKTA_OPS_SCIM_URL: '', OKTA_OPS_SCIM_TOKEN: '', TOKEN: token})
  const connect = (argv: readonly string[], fake: LabContext = {}): Promise<CommandOutcome> =>
    lab.run(ScimConnect, argv, {...fake, env: {...bare(), ...fake.env}})
  const connected = async (...argv: readonly string[]): Promise<ScimConnectResult> =>
    resultOf(await connect([...argv, '--json'])) as ScimConnectResult
  const file = (): string => path.join(lab.home, 'config/scim.yaml')
  const written = (): string => readFileSync(file(), 'utf8')

  it('[scim connect --url] [scim connect --token] tries the endpoint and writes where it is, never the token', async () => {
    const result = await connected('--url', `${url}/`, '--token', 'env:TOKEN')
    expect(result).to.deep.include({
      url,
      awsOwn: false,
      generation: 'cursor',
      token: 'env:TOKEN',
      file: file(),
    })
    expect(result.groups).to.be.above(5)
    expect(written()).to.equal(
      `version: 1\npace: {ceiling: 400/s}\nconnection:\n  url: ${url}\n  token: env:TOKEN\n`,
    )
    expect((await lab.run(ScimPlan, ['--groups', 'AWS_same'], {env: bare()})).exitCode).to.equal(0)
  })

  it('says what is missing where nobody can be asked', async () => {
    const nothing = await connect(['--json'])
    expect(nothing.exitCode).to.equal(2)
    expect(nothing.json().error?.message).to.contain('--url')
    expect((await connect(['--url', url, '--json'])).json().error?.message).to.contain('--token')
  })

  for (const {name, argv, env, code} of [
    {
      name: 'a token that AWS does not take',
      argv: ['--token', 'env:BAD'],
      env: {BAD: 'not-a-token'},
      code: 'OPS_SIGNED_OUT',
    },
    {
      name: 'a next token that AWS does not take',
      argv: ['--token', 'env:TOKEN', '--next-token', 'env:BAD'],
      env: {BAD: 'x'},
      code: 'OPS_SIGNED_OUT',
    },
    {
      name: 'an address of another host in clear text',
      argv: ['--url', 'http://scim.example.com/t/scim/v2', '--token', 'env:TOKEN'],
      env: {},
      code: 'OPS_CLEAR_TEXT',
    },
    {
      name: 'what is no address',
      argv: ['--url', 'scim.example.com', '--token', 'env:TOKEN'],
      env: {},
      code: 'OPS_SCIM_CONFIG',
    },
  ])
    it(`writes nothing for ${name}`, async () => {
      const before = written()
      const words = argv.includes('--url') ? argv : ['--url', url, ...argv]
      const outcome = await connect([...words, '--json'], {env})
      expect(outcome.json().error).to.include({code})
      expect(outcome.stdout + outcome.stderr).not.to.contain('not-a-token')
      expect(written()).to.equal(before)
      expect(existsSync(path.join(lab.home, 'config/secrets'))).to.equal(false)
    })

  it('[scim connect --next-token] [scim connect --token-issued] keep what was there', async () => {
    await connected('--url', url, '--token', 'env:TOKEN', '--token-issued', '2026-03-01')
    writeFileSync(file(), `${written()}# mine\n`)
    const result = await connected('--next-token', 'env:TOKEN')
    expect(result).to.deep.include({token: 'env:TOKEN', nextToken: 'env:TOKEN', tokenIssued: '2026-03-01'})
    expect(written()).to.contain('tokenIssued: 2026-03-01').and.to.contain('# mine')
    const fresh = await connected('--token', 'env:TOKEN')
    expect(fresh).not.to.have.property('tokenIssued')
  })

  for (const {name, argv, wanted} of [
    {
      name: 'the next one, where a new first one is given',
      argv: ['--token', 'env:TOKEN'],
      wanted: {token: 'env:TOKEN', nextToken: undefined, tokenIssued: undefined},
    },
    {
      name: 'the first one, where a next one is given, which takes its place',
      argv: ['--next-token', 'env:TOKEN'],
      wanted: {token: 'env:TOKEN', nextToken: undefined, tokenIssued: undefined},
    },
  ])
    it(`leaves out a kept token that is over: ${name}`, async () => {
      lab.configure(
        `connection: {url: "${url}", token: env:BAD, nextToken: env:BAD, tokenIssued: 2026-03-01}\n`,
      )
      const outcome = await connect([...argv, '--json'], {env: {BAD: 'not-a-token'}})
      const {token: now, nextToken, tokenIssued} = resultOf(outcome) as ScimConnectResult
      expect({token: now, nextToken, tokenIssued}).to.deep.equal(wanted)
      expect(outcome.json().warnings.join()).to.contain('env:BAD any more')
      expect(written()).not.to.contain('BAD')
    })

  it('writes nothing where every kept token is over', async () => {
    const before = `connection: {url: "${url}", token: env:BAD, nextToken: env:BAD}\n`
    lab.configure(before)
    const outcome = await connect(['--json'], {env: {BAD: 'not-a-token'}})
    expect(outcome.json().error?.code).to.equal('OPS_SIGNED_OUT')
    expect(written()).to.contain(before)
  })

  it('[scim connect --config] writes another file', async () => {
    const other = path.join(lab.home, 'other.yaml')
    expect((await connected('--config', other, '--url', url, '--token', 'env:TOKEN')).file).to.equal(other)
    expect(statSync(other).mode & 0o777).to.equal(0o600)
    expect(written()).not.to.contain('connection')
  })

  it('asks for what is missing, and keeps a token that was typed in a file of its own', async () => {
    const asked: string[] = []
    const prompts: LabContext = {
      terminal: {interactive: true},
      prompts: {
        text: (question, options) => {
          asked.push(question)
          return Promise.resolve(question.startsWith('SCIM endpoint') ? url : (options?.fallback ?? ''))
        },
        secret: (question) => Promise.resolve((asked.push(question), token)),
      },
    }
    const outcome = await connect(['--json'], prompts)
    const result = resultOf(outcome) as ScimConnectResult
    expect(asked).to.have.length(3)
    expect(result.tokenIssued).to.equal(new Date().toISOString().slice(0, 10))
    expect(outcome.stdout + outcome.stderr + written()).not.to.contain(token)
    const kept = result.token.replace(/^file:/, '')
    expect(readFileSync(kept, 'utf8')).to.equal(`${token}\n`)
    expect(statSync(kept).mode & 0o777).to.equal(0o600)
  })

  it('[scim connect --yes] asks nothing, also with a terminal', async () => {
    const outcome = await connect(['--yes', '--json'], {terminal: {interactive: true}})
    expect(outcome.exitCode).to.equal(2)
  })

  it('[scim connect --keychain] goes with a token that is to be kept, not with one that lies elsewhere', async () => {
    const elsewhere = await connect(['--url', url, '--token', 'env:TOKEN', '--keychain', '--json'])
    expect(elsewhere.json().error?.message).to.contain('--keychain keeps a token that is given by - or typed')
    const argv = ['scim', 'connect', '--url', url, '--token', '-', '--keychain']
    const {exitCode, stderr} = await runBin(argv, {env: {...lab.env, ...bare()}, input: token})
    expect(exitCode, stderr).to.equal(1)
    expect(stderr)
      .to.match(/keychain of this machine cannot be used/)
      .and.not.to.contain(token)
    expect(written()).not.to.contain('connection')
  })

  it('warns of an endpoint that cannot show memberships', async () => {
    lab.sandbox.act('scim.set generation=old')
    const {warnings, result} = (await connect(['--url', url, '--token', 'env:TOKEN', '--json'])).json()
    expect(result).to.include({generation: 'old'})
    expect(warnings.join()).to.contain('old generation')
  })
})

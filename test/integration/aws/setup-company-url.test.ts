import {expect} from 'chai'
import {existsSync} from 'node:fs'
import path from 'node:path'
import Setup from '../../../src/commands/setup.js'
import type {Environment} from '../../../src/lib/shared/machine.js'
import {liveMachine} from '../../support/live-machine.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {skipSaying} from '../../support/skip.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {createAuthority, listenProxy, listenTls, type Authority, type Listening} from '../../support/tls.js'

const portal = 'https://d-5a4d7c1e90.awsapps.com/start'

describe('setup with a company start URL, over TLS', () => {
  const cleanUp: (() => unknown)[] = []
  let authority: Authority
  let server: Listening
  let seen: string[]
  /** How the company's server answers each method. */
  let answers: Readonly<Record<string, readonly [status: number, location?: string]>>
  let home: TempHome

  before(async function () {
    const made = createAuthority()
    if (typeof made === 'string') skipSaying(this, made)
    authority = made
    server = await listenTls(authority, ({method = '', url = ''}, response) => {
      seen.push(`${method} ${url}`)
      const [status, location] = answers[method] ?? [500]
      response.writeHead(status, location === undefined ? {} : {location}).end()
    })
    cleanUp.push(authority.remove, server.close)
  })
  after(() => Promise.all(cleanUp.map((step) => step())))
  beforeEach(() => {
    home = createTempHome()
    seen = []
    answers = {HEAD: [302, portal]}
  })
  afterEach(() => {
    home.remove()
  })

  /** `0.0.0.0` is reached directly; every other host only by a proxy. */
  function setup(host: string, env: Environment): Promise<CommandOutcome> {
    const startUrl = `https://${host}:${server.port}/aws`
    const argv = ['--session', 'corp', '--start-url', startUrl, '--sso-region', 'us-east-1', '--json']
    return runCommand(Setup, argv, {machine: liveMachine({HOME: home.path, ...env})})
  }
  const trusting = (): Environment => ({AWS_CA_BUNDLE: authority.bundle})

  it('asks once by HEAD, and writes the address as it was given', async () => {
    const {exitCode, json} = await setup('0.0.0.0', trusting())
    expect(exitCode, JSON.stringify(json())).to.equal(0)
    expect(seen).to.deep.equal(['HEAD /aws'])
    expect(home.read('.aws/config')).to.contain(`sso_start_url = https://0.0.0.0:${server.port}/aws\n`)
  })

  it('asks by GET where HEAD is not allowed', async () => {
    answers = {HEAD: [405], GET: [301, portal]}
    expect((await setup('0.0.0.0', trusting())).exitCode).to.equal(0)
    expect(seen).to.deep.equal(['HEAD /aws', 'GET /aws'])
  })

  it('asks through the company proxy', async () => {
    const proxy = await listenProxy({port: server.port})
    cleanUp.push(proxy.close)
    const env = {...trusting(), HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`}
    expect((await setup('access.example.test', env)).exitCode).to.equal(0)
    expect(proxy.seen.map(({target}) => target)).to.deep.equal([`access.example.test:${server.port}`])
  })

  for (const {name, answer, env, exit, code, says} of [
    {
      name: 'leads elsewhere',
      answer: [302, 'https://evil.example.test/'],
      exit: 2,
      code: 'OPS_START_URL',
      says: 'redirects to evil.example.test',
    },
    {
      name: 'leads to http',
      answer: [302, 'http://d-5a4d7c1e90.awsapps.com/start'],
      exit: 2,
      code: 'OPS_START_URL',
      says: 'not an AWS portal over https',
    },
    {
      name: 'leads nowhere',
      answer: [200],
      exit: 2,
      code: 'OPS_START_URL',
      says: 'does not redirect to one (it answered 200)',
    },
    {name: 'fails', answer: [503], exit: 6, code: 'OPS_SERVICE', says: '503'},
    {
      name: 'is not trusted',
      answer: [302, portal],
      env: {},
      exit: 6,
      code: 'OPS_TLS',
      says: 'cannot be trusted',
    },
  ] as const) {
    // prettier-ignore
    it(`an address that ${name}: ${code}, exit ${exit}, nothing written`, async () => {
      answers = {HEAD: answer}
      const outcome = await setup('0.0.0.0', env ?? trusting())
      expect(outcome.json().error).to.include({code})
      expect(outcome.json().error?.message).to.include(says).and.to.include('0.0.0.0')
      expect(outcome.exitCode).to.equal(exit)
      expect(existsSync(path.join(home.path, '.aws'))).to.equal(false)
    })
  }

  it('an address that nobody listens at: exit 6, nothing written', async () => {
    const argv = [
      '--session',
      'corp',
      '--start-url',
      'https://0.0.0.0:9/aws',
      '--sso-region',
      'us-east-1',
      '--json',
    ]
    const {json, exitCode} = await runCommand(Setup, argv, {machine: liveMachine({HOME: home.path})})
    expect(json().error).to.include({code: 'OPS_NETWORK', next: 'curl -sSI https://0.0.0.0:9'})
    expect(exitCode).to.equal(6)
    expect(existsSync(path.join(home.path, '.aws'))).to.equal(false)
  })
})

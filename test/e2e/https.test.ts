import {expect} from 'chai'
import {rmSync} from 'node:fs'
import path from 'node:path'
import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import {writeHalyardConfig} from '../support/halyard.js'
import {runBin, runHelper, type BinOutcome} from '../support/run-bin.js'
import {signIn} from '../support/signed-in.js'
import {skipSaying} from '../support/skip.js'
import {
  createAuthority,
  deadPort,
  listenProxy,
  listenTls,
  passOn,
  type Authority,
  type ConnectProxy,
  type Listening,
  type ProxyManner,
} from '../support/tls.js'

/**
 * By the SDK's clients (login, accounts list) and by our own requests (export, the helper). Not whoami: STS requests are signed
 * with their Host, and the sandbox behind this server knows only its own.
 */
const programs: Readonly<Record<string, (env: Variables) => Promise<BinOutcome>>> = {
  login: (env) => runBin(['login', '--profile', 'dev', '--device-code', '--force'], {env}),
  'accounts list': (env) => runBin(['accounts', 'list', '--profile', 'dev'], {env}),
  export: (env) => runBin(['export', '--profile', 'dev'], {env}),
  'the helper': (env) => runHelper(['--profile', 'dev'], {env}),
}
type Variables = Readonly<Record<string, string | undefined>>

describe('the built program over HTTPS', function () {
  this.slow(2000)
  const cleanUp: (() => unknown)[] = []
  let authority: Authority
  let server: Listening
  let sandbox: Sandbox
  before(async function () {
    const made = createAuthority()
    if (typeof made === 'string') skipSaying(this, made)
    authority = made
    sandbox = await startSandbox({autoApprove: true})
    server = await listenTls(authority, passOn(sandbox.port))
    cleanUp.push(authority.remove, server.close, () => sandbox.close())
    writeHalyardConfig(sandbox)
  })
  after(() => Promise.all(cleanUp.map((step) => step())))

  beforeEach(async () => {
    await signIn(sandbox)
    rmSync(path.join(sandbox.home, '.aws/cli'), {recursive: true, force: true})
  })

  /** The sandbox's variables, its services at `host` over TLS. */
  function variables(host: string, more: Variables): Variables {
    const moved = Object.entries(sandbox.env).map(([name, value]) => [
      name,
      value.replace(sandbox.url, `https://${host}:${server.port}`),
    ])
    return {...(Object.fromEntries(moved) as Variables), ...more}
  }
  async function proxied(manner: ProxyManner): Promise<{proxy: ConnectProxy; env: Variables}> {
    const proxy = await listenProxy(manner)
    cleanUp.push(proxy.close)
    const https_proxy = `http://127.0.0.1:${proxy.port}`
    return {proxy, env: variables('portal.example.test', {https_proxy, AWS_CA_BUNDLE: authority.bundle})}
  }
  const refused = (outcome: BinOutcome, says: RegExp): void => {
    expect(outcome).to.include({exitCode: 6, stdout: ''})
    const errors = outcome.stderr.split('\n').filter((line) => /^(error|okta-ops-credentials): /.test(line))
    expect(errors, outcome.stderr).to.have.length(1)
    expect(errors[0]).to.match(says)
  }

  for (const [name, run] of Object.entries(programs)) {
    for (const variable of ['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS']) {
      it(`${name} trusts the authority of ${variable}`, async () => {
        const {stderr, exitCode} = await run(variables('localhost', {[variable]: authority.bundle}))
        expect(exitCode, stderr).to.equal(0)
      })
    }

    it(`${name} does not trust an unknown authority`, async () => {
      refused(await run(variables('localhost', {})), /TLS connection to localhost:\d+ cannot be trusted/)
    })

    it(`${name} goes through HTTPS_PROXY`, async () => {
      const {proxy, env} = await proxied({port: server.port})
      const {stderr, exitCode} = await run(env)
      expect(exitCode, stderr).to.equal(0)
      expect(proxy.seen[0]).to.deep.equal({target: `portal.example.test:${server.port}`, login: undefined})
    })

    it(`${name} blames a proxy that wants a password`, async () => {
      refused(
        await run((await proxied({status: 407})).env),
        /the proxy does not connect to portal\.example\.test/,
      )
    })

    it(`${name} blames a proxy that is down`, async () => {
      const https_proxy = `http://127.0.0.1:${await deadPort()}`
      refused(
        await run(variables('portal.example.test', {https_proxy})),
        /the proxy 127\.0\.0\.1:\d+: connection refused/,
      )
    })
  }
})

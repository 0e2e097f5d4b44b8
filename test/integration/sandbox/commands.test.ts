import {expect} from 'chai'
import {existsSync, readFileSync, rmSync, statSync} from 'node:fs'
import path from 'node:path'
import {halyard} from '../../../src/lib/sandbox/seed/halyard.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {runBin, runProgram, type BinOutcome} from '../../support/run-bin.js'

interface Started {
  readonly url: string
  readonly awsUrl: string
  readonly startUrl: string
  readonly home: string
  readonly adminUrl: string
  readonly users: readonly string[]
  readonly okta: {
    readonly orgUrl: string
    readonly apiToken: string
    readonly serviceApp: {readonly clientId: string; readonly privateKeyFile: string}
    readonly nativeApp: {readonly clientId: string}
  }
  readonly flowsFile: string
  readonly flows: readonly {name: string; invokeUrl: string; security: string; clientToken?: string}[]
  readonly env: Readonly<Record<string, string>>
  readonly unset: readonly string[]
}

/** A `sandbox start --json` in another process. */
interface Running extends Started {
  readonly stop: (signal: NodeJS.Signals) => Promise<BinOutcome>
}

describe('sandbox commands', () => {
  let home: TempHome
  const stops: (() => Promise<unknown>)[] = []

  beforeEach(() => {
    home = createTempHome()
  })
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()))
    home.remove()
  })

  const env = () => ({
    HOME: home.path,
    OKTA_OPS_STATE_DIR: path.join(home.path, 'state'),
    AWS_PROFILE: 'real',
  })
  const run = (...args: string[]) => runBin(['sandbox', ...args], {env: env()})

  const start = (...args: string[]): Promise<Running> =>
    new Promise((resolve, reject) => {
      const outcome = runBin(['sandbox', 'start', '--json', ...args], {
        env: env(),
        onStart: (child) => {
          const stop = (signal: NodeJS.Signals): Promise<BinOutcome> => {
            child.kill(signal)
            return outcome
          }
          stops.push(() => stop('SIGTERM'))
          child.stdout?.once('data', (line: string) => {
            resolve({...(JSON.parse(line.split('\n')[0] ?? '') as Started), stop})
          })
        },
      })
      outcome.then(({stderr}) => {
        reject(new Error(stderr))
      }, reject)
    })

  const accountsOf = async ({awsUrl}: Started): Promise<number> =>
    (await fetch(`${awsUrl}/assignment/accounts`)).status

  it('start prints one object and runs until SIGTERM, leaving nothing behind', async () => {
    const running = await start()
    expect(statSync(running.home).mode & 0o777).to.equal(0o700)
    expect(statSync(path.join(home.path, 'state', 'sandbox.json')).mode & 0o777).to.equal(0o600)
    expect(running.env).to.include({HOME: running.home, AWS_ENDPOINT_URL_SSO: running.awsUrl})
    expect(running.unset).to.deep.equal(['AWS_PROFILE'])
    expect(running.env).to.include({
      OKTA_CLIENT_ORGURL: running.url,
      OKTA_CLIENT_TOKEN: running.okta.apiToken,
      OKTA_TESTING_DISABLEHTTPSCHECK: 'true',
    })
    expect(running.okta.orgUrl).to.equal(running.url)
    expect(running.okta.nativeApp.clientId).to.equal('0oa2nativehalyard0d7')
    const {clientId, privateKeyFile} = running.okta.serviceApp
    expect(clientId).to.equal('0oa1servicehalyard07')
    expect(privateKeyFile).to.equal(path.join(running.home, '.okta', `${clientId}.pem`))
    expect(statSync(privateKeyFile).mode & 0o777).to.equal(0o600)
    const [flow] = running.flows
    expect(flow).to.include({name: 'onboarding', security: 'client_token'})
    expect(flow?.invokeUrl).to.match(/^http:\/\/127\.0\.0\.1:\d+\/api\/flo\/[0-9a-f]{32}\/invoke$/)
    expect(flow?.clientToken).to.match(/^[0-9a-f]{64}$/)
    expect(running.flowsFile).to.equal(path.join(running.home, 'flows.yaml'))
    expect(existsSync(running.flowsFile)).to.equal(true)
    expect(await accountsOf(running)).to.equal(401)

    const {exitCode, stdout} = await running.stop('SIGTERM')
    expect(exitCode).to.equal(0)
    expect(JSON.parse(stdout.trim().split('\n')[1] ?? '')).to.deep.equal({
      ok: true,
      result: {requests: 1, kept: null},
      warnings: [],
    })
    expect(existsSync(path.dirname(running.home))).to.equal(false)
    expect(existsSync(path.join(home.path, 'state', 'sandbox.json'))).to.equal(false)
  })

  it('start ends with 130 on Ctrl-C', async () => {
    expect((await (await start()).stop('SIGINT')).exitCode).to.equal(130)
  })

  it('start prints lines to paste, with words for people on stderr', async () => {
    let out = ''
    const outcome = await runBin(['sandbox', 'start'], {
      env: env(),
      onStart: (child) =>
        child.stdout?.on('data', (text: string) => {
          out += text
          if (out.includes('OKTA_OPS_SANDBOX=')) child.kill('SIGTERM')
        }),
    })
    expect(outcome.stdout).to.match(/^unset AWS_PROFILE\n(export \w+='[^']*'\n)+$/)
    expect(outcome.stderr)
      .to.contain('Halyard is running on http://127.0.0.1:')
      .and.contain('/sandbox/admin?token=')
      .and.contain('service app 0oa1servicehalyard07')
      .and.contain('flows       onboarding, offboarding')
  })

  it('[sandbox start --port] listens there, and says when it cannot', async () => {
    const {url} = await start()
    const {port} = new URL(url)
    const second = await run('start', '--port', port)
    expect(second.exitCode).to.equal(1)
    expect(second.stderr).to.equal(
      `error: port ${port} on 127.0.0.1 is taken\n  next: okta-ops sandbox start --port 0\n`,
    )
  })

  it('[sandbox start --seed] plays another company', async () => {
    const seed = home.write('seed.yaml', 'company: Keel\nusers:\n  - login: ada@example.test\n')
    expect((await start('--seed', seed)).users).to.deep.equal(['ada@example.test'])
  })

  it('names line and column of a broken seed, and does not start', async () => {
    const seed = home.write('seed.yaml', 'compny: Keel\n')
    const {exitCode, stderr} = await run('start', '--seed', seed)
    expect(exitCode).to.equal(2)
    expect(stderr).to.contain('~/seed.yaml:1:1: unknown key "compny"')
  })

  it('[sandbox start --auto-approve] approves whatever waits', async () => {
    const statuses: string[] = []
    for (const args of [[], ['--auto-approve']]) {
      const running = await start(...args)
      statuses.push((await runProgram([process.execPath, '-e', probe], {env: running.env})).stdout)
    }
    expect(statuses).to.deep.equal(['400\n', '200\n'])
  })

  it('[sandbox start --fault] has the fault planned, and refuses one it cannot read', async () => {
    const running = await start('--fault', '503:accounts', '--fault', '500:accounts')
    expect([await accountsOf(running), await accountsOf(running), await accountsOf(running)]).to.deep.equal([
      503, 500, 401,
    ])
    const bad = await run('start', '--fault', 'pendign')
    expect(bad.exitCode).to.equal(2)
    expect(bad.stderr).to.contain('did you mean pending?')
  })

  it('[sandbox start --keep] leaves the throw-away HOME', async () => {
    const running = await start('--keep')
    await running.stop('SIGTERM')
    expect(existsSync(running.home)).to.equal(true)
    rmSync(path.dirname(running.home), {recursive: true})
  })

  it('do means the sandbox that was started last, and start says so', async () => {
    const first = await start()
    let said = ''
    const second = runBin(['sandbox', 'start'], {
      env: env(),
      onStart: (child) => {
        child.stderr?.on('data', (text: string) => {
          said += text
          if (said.includes('Paste these lines')) child.kill('SIGTERM')
        })
      },
    })
    expect((await second).stderr).to.contain(`Another sandbox of yours runs on ${first.url};`)
  })

  it('start inside another sandbox leaves that one findable, and says which do means', async () => {
    const first = await start()
    const inside = {...env(), ...first.env}
    const firstFile = first.env['OKTA_OPS_SANDBOX'] ?? ''
    let known = ''
    const second = await runBin(['sandbox', 'start'], {
      env: inside,
      onStart: (child) => {
        child.stdout?.on('data', (text: string) => {
          known = text.includes('OKTA_OPS_SANDBOX=') ? readFileSync(firstFile, 'utf8') : known
          if (known !== '') child.kill('SIGTERM')
        })
      },
    })
    expect(second.stderr).to.contain(`inside the sandbox on ${first.url}: sandbox do and exec go on`)
    expect(JSON.parse(known)).to.have.property('url', first.url)
    for (const from of [inside, env()])
      expect((await runBin(['sandbox', 'do', 'admin.open'], {env: from})).stdout).to.contain(first.url)
  })

  it('do acts on the running sandbox, and says what it did', async () => {
    await start()
    const {stdout} = await run('do', 'group.add', 'halyard-release', 'tobias.wren@halyard.test', '--json')
    expect(JSON.parse(stdout)).to.have.nested.property('result.data.group', 'halyard-release')
  })

  for (const {name, words, says} of [
    {name: 'an unknown action', words: ['user.remove'], says: 'unknown action "user.remove"'},
    {name: 'a missing word', words: ['user.deactivate'], says: 'write it like: user.deactivate LOGIN'},
    {
      name: 'an unknown person',
      words: ['user.deactivate', 'x@halyard.test'],
      says: 'no user "x@halyard.test"',
    },
    {name: 'an unknown lifetime', words: ['lifetimes.set', 'tea=4m'], says: 'a lifetime is one of'},
  ])
    it(`do refuses ${name}`, async () => {
      await start()
      const {exitCode, stderr} = await run('do', ...words)
      expect(exitCode).to.equal(2)
      expect(stderr).to.contain(says)
    })

  it('do says when no sandbox runs', async () => {
    const {exitCode, stderr} = await run('do', 'show')
    expect(exitCode).to.equal(1)
    expect(stderr).to.equal('error: no sandbox of yours is running\n  next: okta-ops sandbox start\n')
  })

  it('exec runs inside the running sandbox and ends as its command does', async () => {
    const running = await start()
    const {stdout, exitCode} = await run('exec', '--', 'sh', '-c', 'echo "$HOME ${AWS_PROFILE-none}"; exit 7')
    expect(stdout).to.equal(`${running.home} none\n`)
    expect(exitCode).to.equal(7)
  })

  it('exec starts a sandbox of its own when none runs, and takes it down again', async () => {
    const {stdout} = await run('exec', '--', 'sh', '-c', 'echo "$HOME"')
    expect(stdout).to.contain('okta-ops-sandbox-')
    expect(existsSync(stdout.trim())).to.equal(false)
  })

  it('exec reaches `sandbox do` from inside, although HOME is another', async () => {
    const running = await start()
    const bin = path.resolve(import.meta.dirname, '../../../bin/run.js')
    const {stdout} = await run('exec', '--', process.execPath, bin, 'sandbox', 'do', 'admin.open')
    expect(stdout).to.contain(`${running.url}/sandbox/admin?token=`)
  })

  const inside = 'const {AWS_ENDPOINT_URL_SSO: url} = process.env;'
  const ownSandboxes = [
    {
      flag: 'fault',
      args: ['--fault', '503:accounts'],
      script: `${inside} fetch(url + '/assignment/accounts').then((r) => console.log(r.status))`,
      want: '503\n',
    },
  ]
  for (const {flag, args, script, want} of ownSandboxes)
    it(`[sandbox exec --${flag}] gives the command a sandbox of its own`, async () => {
      const running = await start()
      const {stdout} = await run('exec', ...args, '--', process.execPath, '-e', script)
      expect(stdout).to.equal(want)
      expect((await run('do', 'show')).exitCode, 'the running one is still the one').to.equal(0)
      expect(await accountsOf(running)).to.equal(401)
    })

  it('[sandbox exec --auto-approve] approves whatever waits', async () => {
    const outcomes = [
      await run('exec', '--', process.execPath, '-e', probe),
      await run('exec', '--auto-approve', '--', process.execPath, '-e', probe),
    ]
    expect(outcomes.map(({stdout}) => stdout)).to.deep.equal(['400\n', '200\n'])
  })

  it('[sandbox exec --seed] plays another company for one command', async () => {
    const seed = home.write('seed.yaml', 'company: Keel\nusers:\n  - login: ada@example.test\n')
    const bin = path.resolve(import.meta.dirname, '../../../bin/run.js')
    const {stdout} = await run('exec', '--seed', seed, '--', process.execPath, bin, 'sandbox', 'do', 'show')
    expect(stdout).to.contain('"company": "Keel"')
  })

  it('exec says when there is no such command', async () => {
    const {exitCode, stderr} = await run('exec', '--', 'no-such-command')
    expect(exitCode).to.equal(127)
    expect(stderr).to.contain('command not found: no-such-command')
  })
})

/** Run by `node -e` inside a sandbox: registers, asks for a device code and prints the status of one poll. */
const probe = `
  const url = process.env.AWS_ENDPOINT_URL_SSO_OIDC
  const headers = {'content-type': 'application/json'}
  const post = (path, body) => fetch(url + path, {method: 'POST', headers, body: JSON.stringify(body)})
  const run = async () => {
    const client = await (await post('/client/register', {clientName: 'probe', clientType: 'public'})).json()
    const device = await (await post('/device_authorization', {...client, startUrl: '${halyard.startUrl}'})).json()
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
    console.log((await post('/token', {...client, ...device, grantType})).status)
  }
  run()`

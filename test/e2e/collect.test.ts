import {expect} from 'chai'
import {spawn, type ChildProcessByStdio} from 'node:child_process'
import {existsSync, readFileSync} from 'node:fs'
import path from 'node:path'
import type {Readable} from 'node:stream'
import {setTimeout as pause} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import {runBin, runProgram, testNode} from '../support/run-bin.js'
import {createTempHome, type TempHome} from '../support/temp-home.js'

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** The built collector as a service manager, a terminal and a pipe treat it. */
describe('logs collect, told to stop or to read its file again', function () {
  this.timeout(60_000)
  this.slow(10_000)

  let sandbox: Sandbox
  let home: TempHome
  let env: Record<string, string>
  const children: Collector[] = []

  beforeEach(async () => {
    home = createTempHome()
    sandbox = await startSandbox()
    env = {
      HOME: home.path,
      OKTA_ORG_URL: sandbox.url,
      OKTA_API_TOKEN: sandbox.okta.apiToken,
      OKTA_OPS_STATE_DIR: path.join(home.path, 'state'),
      OKTA_OPS_CONFIG_DIR: path.join(home.path, 'config'),
    }
  })
  afterEach(async () => {
    for (const {child} of children.splice(0)) child.kill('SIGKILL')
    await sandbox.close()
    home.remove()
  })

  interface Collector {
    readonly child: ChildProcessByStdio<null, null, Readable>
    readonly said: () => string
    readonly exitCode: Promise<number | NodeJS.Signals | null>
  }

  const file = (name: string): string => path.join(home.path, name)
  const happen = (count: number): void => {
    const published = new Date(Date.now() - 60_000).toISOString()
    const event = {eventType: 'user.session.start', displayMessage: 'User login to Okta', published}
    sandbox.okta.append(
      Array.from({length: count}, () => event),
      {asOfPublished: true},
    )
  }
  const uuidsIn = (name: string): string[] =>
    existsSync(file(name))
      ? readFileSync(file(name), 'utf8')
          .split('\n')
          .slice(0, -1)
          .map((line) => (JSON.parse(line) as {uuid: string}).uuid)
      : []

  function start(...flags: string[]): Collector {
    const child = spawn(testNode(), [bin, 'logs', 'collect', ...flags], {
      env: {PATH: process.env['PATH'], ...env},
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
    const exitCode = new Promise<number | NodeJS.Signals | null>((resolve) => {
      child.on('close', (code, signal) => {
        resolve(code ?? signal)
      })
    })
    const collector = {child, said: () => said, exitCode}
    children.push(collector)
    return collector
  }

  /** Waits for what can be seen; what the collector has said explains why it was not. */
  async function until({said, child}: Collector, seen: () => boolean): Promise<void> {
    const end = Date.now() + 30_000
    while (!seen()) {
      if (Date.now() > end || child.exitCode !== null)
        throw new Error(`not seen: ${seen.toString()}\n${said()}`)
      await pause(20)
    }
  }

  async function checkpoint(name: string): Promise<{events: number; offset: number}> {
    const {stdout, stderr} = await runBin(['logs', 'checkpoint', 'show', name], {env})
    expect(stderr).to.equal('')
    const {counts, sinks} = JSON.parse(stdout) as {
      counts: {events: number}
      sinks: Record<string, {offset: number}>
    }
    return {events: counts.events, offset: Object.values(sinks)[0]?.offset ?? -1}
  }

  for (const [signal, exitCode] of [
    ['SIGTERM', 0],
    ['SIGINT', 130],
    ['SIGHUP', 0],
  ] as const)
    it(`${signal}: ends with ${exitCode}, its file whole and its checkpoint at the file's end`, async () => {
      happen(300)
      const collector = start('--name', 'audit', '--sink', file('audit.ndjson'))
      await until(collector, () => uuidsIn('audit.ndjson').length > 0)
      collector.child.kill(signal)
      expect(await collector.exitCode, collector.said()).to.equal(exitCode)
      expect(collector.said()).to.match(/^audit: \d+ events/m)
      const uuids = uuidsIn('audit.ndjson')
      expect(new Set(uuids).size).to.equal(uuids.length).and.to.be.at.least(300)
      expect(await checkpoint('audit')).to.deep.equal({
        events: uuids.length,
        offset: readFileSync(file('audit.ndjson')).length,
      })
    })

  it('ends well when nobody reads its output any more', async () => {
    happen(900)
    const {stdout, stderr} = await runProgram(
      [
        ...['sh', '-c', '{ "$@"; echo "ended with $?" >&2; } | head -1', 'sh'],
        ...[testNode(), bin, 'logs', 'collect', '--name', 'piped', '--sink', '-'],
      ],
      {env},
    )
    expect(JSON.parse(stdout)).to.have.property('uuid')
    expect(stderr).to.match(/ended with 0\n$/)
  })

  it('SIGHUP: a file that is wrong changes nothing, a changed source starts anew where it was', async () => {
    const config = (interval: string, more = ''): string =>
      home.write(
        'logs.yaml',
        `version: 1\nsources:\n` +
          `  - {name: changed, interval: ${interval}, sinks: [{to: ${file('changed.ndjson')}}]}\n${more}`,
      )
    happen(5)
    const collector = start('--config', config('2s'))
    await until(collector, () => uuidsIn('changed.ndjson').length >= 5)
    const begun = uuidsIn('changed.ndjson').length

    config('soon')
    collector.child.kill('SIGHUP')
    await until(collector, () => /SIGHUP: nothing was changed: .*logs\.yaml.*\n/.test(collector.said()))
    happen(1)
    await until(collector, () => uuidsIn('changed.ndjson').length === begun + 1)
    expect(collector.said()).to.not.include('going on where it was')

    config('3s')
    collector.child.kill('SIGHUP')
    await until(collector, () => /changed: going on where it was/.test(collector.said()))
    happen(1)
    await until(collector, () => uuidsIn('changed.ndjson').length === begun + 2)

    config('3s', `  - {name: added, since: 1h, sinks: [{to: ${file('added.ndjson')}}]}\n`)
    collector.child.kill('SIGHUP')
    await until(collector, () => uuidsIn('added.ndjson').length >= begun + 2)
    collector.child.kill('SIGTERM')
    expect(await collector.exitCode, collector.said()).to.equal(0)
    expect(new Set(uuidsIn('changed.ndjson')).size).to.equal(begun + 2)
    expect(collector.said().match(/going on where it was/g)).to.have.length(1)
  })
})

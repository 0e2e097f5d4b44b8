import {expect} from 'chai'
import {existsSync} from 'node:fs'
import path from 'node:path'
import {runToldCommand} from '../../../src/lib/delivery/command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

describe('a command that is told something', () => {
  let home: TempHome
  beforeEach(() => (home = createTempHome()))
  afterEach(() => {
    home.remove()
  })
  const tell = (script: string, value: unknown = {run: 1}, timeoutMs = 10_000): Promise<string | undefined> =>
    runToldCommand({
      words: [process.execPath, '-e', script],
      env: {PATH: process.env['PATH'] ?? '', OUT: path.join(home.path, 'out')},
      value,
      timeoutMs,
    })
  const keep = `let t = ''; process.stdin.on('data', (c) => t += c).on('end', () => require('fs').writeFileSync(process.env.OUT, JSON.stringify({told: JSON.parse(t), env: Object.keys(process.env).sort()})))`

  it('gets it as JSON on stdin, and the environment that it was given', async () => {
    expect(await tell(keep, {name: 'a\n"b"', n: 1})).to.equal(undefined)
    const {told, env} = JSON.parse(home.read('out')) as {told: unknown; env: string[]}
    expect(told).to.deep.equal({name: 'a\n"b"', n: 1})
    expect(env).to.deep.equal(['OUT', 'PATH'])
  })

  it('need not read it, however long it is', async () => {
    expect(await tell('process.exit(0)', 'x'.repeat(5_000_000))).to.equal(undefined)
  })

  for (const [name, script, says] of [
    ['its exit code', 'process.exitCode = 3', / ended with 3$/],
    [
      'its last line, without escapes',
      "console.error('a\\nno room\\u001b[31m'); process.exitCode = 1",
      /ended with 1: no room\\u\{1b\}\[31m$/,
    ],
    ['its signal', 'process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 9000)', /ended with SIGTERM/],
  ] as const)
    it(`tells of ${name}`, async () => {
      expect(await tell(script)).to.match(says)
    })

  it('is stopped with its children when it takes too long', async () => {
    const child = `setTimeout(() => require('fs').writeFileSync(process.env.OUT, ''), 1500)`
    const parent = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], {stdio: 'inherit'}); setTimeout(() => {}, 60000)`
    const startedAt = performance.now()
    expect(await tell(parent, {}, 700)).to.match(/was stopped after 0.7 s/)
    // Its pipes are closed, so no child of it is left that could write.
    expect(performance.now() - startedAt).to.be.lessThan(1500)
    expect(existsSync(path.join(home.path, 'out'))).to.equal(false)
  })

  it('that is not there is told', async () => {
    const told = {env: {}, value: 1, timeoutMs: 1000}
    expect(await runToldCommand({...told, words: ['/nowhere/notify']})).to.equal(
      'command not found: /nowhere/notify',
    )
    expect(await runToldCommand({...told, words: [home.path]})).to.match(/cannot run .*EACCES/)
  })
})

import {expect} from 'chai'
import path from 'node:path'
import {startLoopbackOrg, type LoopbackOrg} from '../../support/loopback-org.js'
import {openTerminal} from '../../support/pseudo-terminal.js'
import {runBin} from '../../support/run-bin.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

describe('Ctrl-C while an org asks to wait', function () {
  this.timeout(30_000)
  let org: LoopbackOrg
  let home: TempHome
  beforeEach(async () => {
    home = createTempHome()
    org = await startLoopbackOrg(() => ({status: 429, headers: {'retry-after': '60'}, body: {}}))
  })
  afterEach(async () => {
    await org.close()
    home.remove()
  })

  const env = (): Record<string, string | undefined> => ({
    HOME: home.path,
    PATH: process.env['PATH'],
    OKTA_OPS_STATE_DIR: path.join(home.path, 'state'),
    OKTA_OPS_CONFIG_DIR: path.join(home.path, 'config'),
    OKTA_ORG_URL: org.url,
    OKTA_API_TOKEN: 'halyard-waits',
  })

  const sink = (): string => path.join(home.path, 'audit.ndjson')
  const commands: readonly (readonly [words: string, end: RegExp])[] = [
    ['tail', /^0 events seen, 0 shown\n$/m],
    ['tail --name watch', /^0 events seen, 0 shown\n$/m],
    ['query', /^0 events seen, 0 shown\nerror: cancelled\n$/m],
    ['stats', /^error: cancelled\n$/m],
    ['test', /^error: cancelled\n$/m],
    ['collect --name audit --sink', /^audit: 0 events\n$/m],
  ]
  for (const [words, end] of commands)
    it(`logs ${words} ends at once, and has said until when it waits`, async () => {
      const args = [...words.split(' '), ...(words.endsWith('--sink') ? [sink()] : [])]
      const startedAt = performance.now()
      const {exitCode, stderr} = await runBin(['logs', ...args], {
        env: env(),
        onStart: (child) => {
          let said = ''
          child.stderr?.on('data', (chunk) => {
            const before = said
            said += String(chunk)
            // A second one would end the process without a word.
            if (said.includes('waiting until') && !before.includes('waiting until')) child.kill('SIGINT')
          })
        },
      })
      expect(stderr).to.match(/the org's rate limit is reached: waiting until \d{4}-\S+Z \(1m\)\n/)
      expect(stderr).to.match(end)
      expect(exitCode).to.equal(130)
      expect(performance.now() - startedAt).to.be.lessThan(20_000)
    })

  it('counts down at a terminal and leaves nothing of it behind', async () => {
    const terminal = openTerminal(['logs', 'tail'], env())
    await terminal.shows(/the org's rate limit is reached: going on in 5\ds/)
    terminal.type('\u0003')
    expect(await terminal.ended).to.equal(130)
    await terminal.shows(/0 events seen, 0 shown/)
    expect(terminal.text()).not.to.contain('going on')
  })

  it('shows the same in the status line of a collector', async () => {
    const terminal = openTerminal(['logs', 'collect', '--name', 'audit', '--sink', sink()], env(), 120)
    await terminal.shows(/^audit: 0 events, 0\.0\/s, the org's rate limit is reached: going on in 5\ds$/m)
    terminal.type('\u0003')
    expect(await terminal.ended).to.equal(130)
    await terminal.shows(/^audit: 0 events$/m)
    expect(terminal.text()).not.to.contain('going on')
  })
})

import {expect} from 'chai'
import {fileURLToPath} from 'node:url'
import {startHalyardLog, type HalyardLog} from '../../support/halyard-log.js'
import {openTerminal} from '../../support/pseudo-terminal.js'
import {runBin, runProgram, testNode} from '../../support/run-bin.js'

const program = fileURLToPath(new URL('../../../bin/run.js', import.meta.url))

describe('log commands at a terminal', function () {
  this.timeout(30_000)
  let log: HalyardLog
  before(async () => {
    log = await startHalyardLog(() => new Date())
    log.happen(
      {
        eventType: 'user.session.start',
        displayMessage: '東京'.repeat(150),
        actor: {displayName: '\u001B[2J'},
      },
      2,
    )
  })
  after(() => log.close())

  const env = (): Record<string, string | undefined> => ({...log.machine.env, PATH: process.env['PATH']})

  for (const columns of [80, 200])
    it(`logs tail keeps to its lines at ${columns} columns and ends with Ctrl-C`, async () => {
      const terminal = openTerminal(['logs', 'tail', '--since', '1h'], env(), columns)
      await terminal.shows(
        /── \w{3} \d+ \w{3} \d{4} ─+\n.*Mara Lind[^]*→ Tomas Berg · AWS_Admi[^]*Tomas Berg[^]*東京/,
      )
      log.happen({eventType: 'user.session.end', displayMessage: `User logout ${columns}`})
      await terminal.shows(new RegExp(`User logout ${columns}`))
      expect(terminal.wrapped()).to.equal(0)
      terminal.type('\u0003')
      expect(await terminal.ended).to.equal(130)
      await terminal.shows(/events seen, all shown, the newest was \d+s old/)
    })

  it('logs stats keeps to its lines at 60 columns', async () => {
    const terminal = openTerminal(['logs', 'stats', '--since', '1h'], env(), 60)
    expect(await terminal.ended).to.equal(0)
    await terminal.shows(/by actor\n[^]*mara@halyard\.test +█/)
    expect(terminal.wrapped()).to.equal(0)
  })

  it('ends with exit code 0 when its reader goes away', async () => {
    const line = `"${testNode()}" "${program}" logs tail --since 4d -o ndjson | head -n 1; echo "\${PIPESTATUS[0]}"`
    // What makes a follower notice that nobody reads.
    const more = setInterval(() => {
      log.happen({eventType: 'user.session.end'})
    }, 300)
    const {stdout, stderr} = await runProgram(['bash', '-c', line], {env: env()})
    clearInterval(more)
    expect(stdout.split('\n').slice(-2), stderr).to.deep.equal(['0', ''])
  })

  it('ends with exit code 0 on SIGTERM, and says how far it was', async () => {
    const {exitCode, stderr} = await runBin(['logs', 'tail', '--since', '4d', '-o', 'ndjson'], {
      env: env(),
      onStart: (child) => {
        child.stdout?.once('data', () => child.kill('SIGTERM'))
      },
    })
    expect(exitCode).to.equal(0)
    expect(stderr).to.match(/events seen, all shown/)
  })
})

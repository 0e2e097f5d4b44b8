import {expect} from 'chai'
import type {ChildProcess} from 'node:child_process'
import {readdirSync} from 'node:fs'
import {setTimeout as delay} from 'node:timers/promises'
import {runBin, type BinOutcome} from '../support/run-bin.js'
import {openScimLab, type ScimLab} from '../support/scim-lab.js'

describe('a probe that is ended while somebody is in its group', function () {
  this.timeout(60_000)
  this.slow(10_000)
  let [lab, group]: [ScimLab, string] = [undefined!, '']

  beforeEach(async () => {
    lab = await openScimLab()
    const {body} = await lab.scim.call('POST', '/Groups', {displayName: 'Empty hall'})
    group = body.id ?? ''
  })
  afterEach(() => lab.close())

  const probe = (onStart?: (child: ChildProcess) => void): Promise<BinOutcome> =>
    runBin(['scim', 'probe', '--group', 'Empty hall', '--yes', '--json'], {
      env: lab.env,
      ...(onStart === undefined ? {} : {onStart}),
    })
  const members = (): Promise<readonly string[]> => {
    lab.sandbox.act('scim.set lag=0')
    return lab.scim.members(group)
  }
  const noted = (): readonly string[] =>
    readdirSync(lab.env['OKTA_OPS_STATE_DIR'] ?? '').filter((name) => name.startsWith('scim-probe-'))
  /** Readers do not see who was added, so the probe waits; then it is ended. */
  const ended = async (signal: NodeJS.Signals): Promise<BinOutcome> => {
    lab.sandbox.act('scim.set lag=1h')
    return probe((child) => void added(child).then(() => child.kill(signal)))
  }
  const added = async (child: ChildProcess): Promise<void> => {
    const isIn = (): boolean =>
      (lab.sandbox.act('scim.counts').data as {members: {added: number}}).members.added > 0
    while (!isIn() && child.exitCode === null) await delay(20)
  }

  it('by a kill leaves it to the next one', async () => {
    expect((await ended('SIGKILL')).exitCode).to.equal(137)
    expect([(await members()).length, noted().length]).to.deep.equal([1, 1])
    const next = await probe()
    expect(next.stderr).to.contain('An earlier probe did not come to its end')
    expect([next.exitCode, await members(), noted()]).to.deep.equal([0, [], []])
  })

  for (const [signal, exit] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    it(`by ${signal} takes it back itself, exit ${exit}`, async () => {
      const {exitCode, stderr} = await ended(signal)
      expect(exitCode).to.equal(exit)
      expect(stderr).to.contain('Taking back what was changed')
      expect([await members(), noted()]).to.deep.equal([[], []])
    })
})

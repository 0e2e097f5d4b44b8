import {expect} from 'chai'
import CheckpointList from '../../../src/commands/logs/checkpoint/list.js'
import OrgAdd from '../../../src/commands/org/add.js'
import ScimWatch from '../../../src/commands/scim/watch.js'
import type {WatchTally} from '../../../src/lib/scim/watch/watch-news.js'
import {deliveryOf, postDelivery} from '../../support/hook-caller.js'
import type {CommandOutcome} from '../../support/run-command.js'
import {memberChange} from '../../support/scim-caller.js'
import {login, logins, openScimLab, resultOf, seedOf, type ScimLab} from '../../support/scim-lab.js'
import {
  hour,
  isAbout,
  isIn,
  join,
  membersOf,
  minute,
  until,
  watchDuring,
  watchSameDuring,
} from '../../support/scim-watching.js'

describe('what flags tell scim watch', function () {
  this.slow(4000)
  this.timeout(60_000)
  let lab: ScimLab
  const open = async (...seed: Parameters<typeof openScimLab>): Promise<void> => {
    lab = await openScimLab(...seed)
  }
  afterEach(() => lab.close())
  const once = (argv: readonly string[], env = {}): Promise<CommandOutcome> =>
    lab.run(ScimWatch, ['--once', '--debounce', '0s', '--groups', 'AWS_same', ...argv, '--json'], {env})
  const same = [3, 4, 5].map(login)

  describe('of when it looks', () => {
    beforeEach(() => open())

    it('[scim watch --full-pass] mends what was changed by hand after that time, and not before', async () => {
      const isNextPass = (ms: number): boolean => ms > 59 * minute && ms <= hour
      const tally = await watchSameDuring(
        lab,
        ['--full-pass', '1h', '--interval', '2h'],
        async ({machine, asleep, rests}) => {
          await asleep(isNextPass)
          const [group, user] = [await lab.scim.groupId('AWS_same'), await lab.scim.userId(login(3))]
          await lab.scim.patch(group, memberChange('remove', [user]))
          machine.advance(59 * minute)
          expect(machine.sleepers().some(isNextPass)).to.equal(true)
          expect(await membersOf(lab, 'AWS_same')).not.to.include(login(3))
          machine.advance(minute)
          await isIn(lab, 3)
          await rests()
        },
      )
      expect(tally).to.include({passes: 2, looked: 0, added: 1})
    })

    it('[scim watch --interval] asks the System Log after that time, and not before', async () => {
      const isPoll = isAbout(10 * minute)
      const tally = await watchSameDuring(lab, ['--interval', '10m'], async ({machine, asleep, rests}) => {
        await asleep(isPoll)
        await join(lab, 9)
        machine.advance(10 * minute - 1)
        expect(machine.sleepers().some(isPoll)).to.equal(true)
        expect(await membersOf(lab, 'AWS_same')).to.have.members(same)
        machine.advance(minute + 1)
        await isIn(lab, 9)
        await rests()
      })
      expect(tally).to.include({passes: 1, looked: 1, added: 1})
    })

    it('[scim watch --from] both: what the hook and the log tell of is carried over once', async () => {
      const argv = ['--from', 'both', '--port', '0', '--secret', 'env:HOOK_SECRET']
      const isPoll = isAbout(5 * minute)
      const tally = await watchSameDuring(lab, argv, async ({machine, asleep, says, rests}) => {
        const url = await says(/http:\S+\/okta-events/)
        await asleep(isPoll)
        expect((await postDelivery(url, deliveryOf([await join(lab, 9)]))).status).to.equal(204)
        await isIn(lab, 9)
        await rests()
        machine.advance(6 * minute)
        await asleep(isPoll)
        await join(lab, 10)
        machine.advance(6 * minute)
        await isIn(lab, 10)
        await rests()
      })
      expect(tally).to.include({passes: 1, looked: 2, added: 2, open: 0})
    })

    it('reads scim.yaml again at SIGHUP, and keeps it where it cannot be used', async () => {
      lab.configure("groups: ['AWS_same']\n")
      const tally = await watchDuring(lab, [], async ({rests, says}) => {
        await rests()
        lab.configure('groups: 7\n')
        process.emit('SIGHUP', 'SIGHUP')
        await says(/^SIGHUP: scim.yaml stays as it was: .*groups/)
        expect(await membersOf(lab, 'Ops_night')).to.deep.equal([])
        lab.configure("groups: ['Ops_*']\n")
        process.emit('SIGHUP', 'SIGHUP')
        await says(/^SIGHUP: scim.yaml was read again/)
        await until(async () => (await membersOf(lab, 'Ops_night')).length === 2)
        await rests()
      })
      expect(tally).to.include({passes: 2, added: 2})
    })
  })

  describe('of whom it asks', () => {
    beforeEach(() => open())

    it('[scim watch --name] has a checkpoint of its own', async () => {
      const names = async (): Promise<readonly string[]> =>
        (resultOf(await lab.run(CheckpointList, ['--json'])) as readonly {name: string}[]).map(
          ({name}) => name,
        )
      await once(['--name', 'day'])
      expect(await names()).to.deep.equal(['scim-day'])
      await once(['--name', 'night'])
      expect(await names()).to.have.members(['scim-day', 'scim-night'])
    })

    it('[scim watch --url] asks another endpoint', async () => {
      const {OKTA_OPS_SCIM_URL: url = ''} = lab.env
      const elsewhere = {OKTA_OPS_SCIM_URL: url.replace(/[^/]+(?=\/scim\/v2)/, 'elsewhere'), TOKEN: token()}
      const argv = ['--token', 'env:TOKEN']
      expect((await once(argv, elsewhere)).exitCode).to.be.greaterThan(0)
      expect((await once([...argv, '--url', url], elsewhere)).exitCode).to.equal(0)
    })

    it('[scim watch --token] shows another token', async () => {
      const env = {OKTA_OPS_SCIM_TOKEN: 'one-that-is-not-known', TOKEN: token()}
      expect((await once([], env)).exitCode).to.be.greaterThan(0)
      expect((await once(['--token', 'env:TOKEN'], env)).exitCode).to.equal(0)
    })
    const token = (): string => lab.env['OKTA_OPS_SCIM_TOKEN'] ?? ''

    it('[scim watch --via] reads Identity Center the other way', async () => {
      lab.configure('identityStore: {id: d-5a4d7c1e90, region: us-east-1}\n')
      const keys = await lab.awsKeys()
      const listsBy = async (via: string): Promise<readonly string[]> => {
        lab.sandbox.act('scim.counts reset')
        expect((await once(['--via', via], keys)).exitCode).to.equal(0)
        return Object.keys(countsOf(lab).operations).filter((name) => name.startsWith('list_'))
      }
      expect(await listsBy('identity-store')).to.deep.equal([])
      expect(await listsBy('scim')).to.include('list_groups')
    })

    it('[scim watch --org] asks another org', async () => {
      const nobody = {OKTA_CLIENT_ORGURL: undefined, OKTA_CLIENT_TOKEN: undefined}
      const env = {...nobody, TOKEN: lab.sandbox.okta.apiToken, STALE: 'a-token-of-nobody'}
      for (const [name, token] of [
        ['current', 'env:STALE'],
        ['halyard', 'env:TOKEN'],
      ] as const) {
        const argv = [name, '--org-url', lab.sandbox.url, '--api-token', token, '--no-check', '--json']
        expect((await lab.run(OrgAdd, argv, {env})).exitCode).to.equal(0)
      }
      expect((await once([], env)).exitCode).to.be.greaterThan(0)
      expect((await once(['--org', 'halyard'], env)).exitCode).to.equal(0)
    })

    it('[scim watch --rate-share] waits rather than take more of the rate limit of Okta', async () => {
      lab.sandbox.act('limits.set groups=20')
      const untilAsleep = (share: string, wanted: (ms: number) => boolean): Promise<WatchTally> => {
        const argv = ['--groups', 'AWS_same', '--interval', '2h', '--rate-share', share]
        return watchDuring(lab, argv, ({asleep}) => asleep(wanted))
      }
      expect(await untilAsleep('100%', (ms) => ms > 23 * hour)).to.include({passes: 1})
      expect(await untilAsleep('5%', (ms) => ms < 2 * minute)).to.include({passes: 0})
    })

    it('[scim watch --metrics] serves figures, and health', async () => {
      await watchSameDuring(lab, ['--interval', '10m', '--metrics', '0'], async ({machine, asleep, says}) => {
        const base = await says(/http:\S+(?=\/metrics)/)
        const get = async (path: string): Promise<string> => {
          const response = await fetch(base + path)
          return `${response.status} ${await response.text()}`
        }
        const figures = await get('/metrics')
        expect(figures).to.match(/^okta_ops_scim_full_passes_total 1$/m)
        expect(figures).to.match(/^okta_ops_scim_trouble 0$/m)
        const health = await get('/healthz')
        expect(health).to.match(/^200 /).and.to.contain('watch watching')
        lab.sandbox.act('scim.token expire first')
        await asleep(isAbout(10 * minute))
        await join(lab, 9)
        machine.advance(11 * minute)
        await until(async () => (await get('/healthz')).startsWith('503 '))
        expect(await get('/healthz')).to.contain('watch failed')
        expect(await get('/metrics')).to.match(/^okta_ops_scim_trouble 1$/m)
      })
    })
  })

  it('asks AWS twice for a pair of a large group, and changes that pair alone', async () => {
    const all = logins(0, 120)
    await open(seedOf({AWS_same: {okta: all, aws: all, linked: true}}, 120))
    const isPoll = isAbout(10 * minute)
    const calls: number[] = []
    const tally = await watchSameDuring(lab, ['--interval', '10m'], async ({machine, asleep, rests}) => {
      for (const change of ['remove', 'add']) {
        await asleep(isPoll)
        lab.sandbox.act('scim.counts reset')
        lab.sandbox.act(`group.${change} AWS_same ${login(7)}`)
        machine.advance(11 * minute)
        await until(() => countsOf(lab).members.added + countsOf(lab).members.removed === 1)
        await rests()
        calls.push(countsOf(lab).total.calls)
      }
    })
    expect(calls).to.deep.equal([2, 2])
    expect(countsOf(lab).total.calls).to.equal(2)
    expect(tally).to.include({passes: 1, looked: 2, added: 1, removed: 1})
  })
})

interface Counts {
  readonly operations: Readonly<Record<string, object>>
  readonly total: {readonly calls: number}
  readonly members: {readonly added: number; readonly removed: number}
}

function countsOf({sandbox}: ScimLab): Counts {
  return sandbox.act('scim.counts').data as Counts
}

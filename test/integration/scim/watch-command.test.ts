import {expect} from 'chai'
import {setTimeout as delay} from 'node:timers/promises'
import ScimStatus, {type ScimStatusResult} from '../../../src/commands/scim/status.js'
import ScimWatch from '../../../src/commands/scim/watch.js'
import {withScimJournal} from '../../../src/lib/scim/journal/scim-db.js'
import type {WatchTally} from '../../../src/lib/scim/watch/watch-news.js'
import type {JsonObject} from '../../../src/lib/shared/json.js'
import {follow, type Follower} from '../../support/follower.js'
import {deliveryOf, hookSecret, postDelivery} from '../../support/hook-caller.js'
import {liveMachine} from '../../support/live-machine.js'
import {login, openScimLab, resultOf, type LabContext, type ScimLab} from '../../support/scim-lab.js'

const isPass = ({kind}: JsonObject): boolean => kind === 'pass'
const isOfEvent = (name: string) => (line: JsonObject) =>
  line['kind'] === 'group' && line['group'] === name && line['how'] !== 'pass'

describe('scim watch', function () {
  this.slow(8000)
  this.timeout(60_000)
  let lab: ScimLab
  beforeEach(async () => {
    lab = await openScimLab()
  })
  afterEach(() => lab.close())

  const watch = (...argv: readonly string[]): Follower =>
    follow(
      [
        'scim',
        'watch',
        '--interval',
        '2s',
        ...(argv.includes('--debounce') ? [] : ['--debounce', '50ms']),
        ...argv,
      ],
      {
        env: lab.env,
        cwd: lab.home,
      },
    )
  const membersOf = async (name: string): Promise<readonly string[]> =>
    lab.scim.members(await lab.scim.groupId(name))

  it('[scim watch --from] carries a change over as the System Log tells of it', async () => {
    const watching = watch('--from', 'log')
    await watching.line(isPass)
    lab.sandbox.act(`group.add AWS_same ${login(9)}`)
    const line = await watching.line(isOfEvent('AWS_same'))
    expect(line).to.include({state: 'applied', how: 'group', added: 1, removed: 0})
    expect(await membersOf('AWS_same')).to.have.members([3, 4, 5, 9].map(login))
    const {exitCode, last} = await watching.stop('SIGTERM')
    expect(exitCode).to.equal(0)
    expect(last['result']).to.include({passes: 1, looked: 1, open: 0})
  })

  it('says once what a guard holds, and ends with 130 on Ctrl-C', async () => {
    const watching = watch()
    const held = await watching.line((line) => line['kind'] === 'held' && line['group'] === 'AWS_crew')
    expect(held['guards']).to.deep.equal(['max-group-removals'])
    await watching.line(isPass)
    const {exitCode} = await watching.stop('SIGINT')
    expect(exitCode).to.equal(130)
    expect(await membersOf('AWS_crew')).to.have.length(12)
  })

  it('[scim watch --debounce] loses no hint to kill -9, and status tells of it', async () => {
    const watching = watch('--debounce', '1h')
    await watching.line(isPass)
    lab.sandbox.act(`group.add AWS_same ${login(9)}`)
    const machine = liveMachine(lab.env)
    const tenant = lab.env['OKTA_OPS_SCIM_URL'] ?? ''
    const open = (): Promise<number> =>
      withScimJournal(machine, (journal) => journal.hintBacklog(tenant).open)
    while ((await open()) === 0) await delay(50)
    const alive = resultOf(await lab.run(ScimStatus, ['--json'])) as ScimStatusResult
    expect(alive.watch).to.include({running: true, open: 1, name: 'scim-main', from: 'log'})
    expect(alive.watch?.held.map(({group}) => group)).to.include('AWS_crew')
    await watching.stop('SIGKILL')
    expect(await membersOf('AWS_same')).not.to.include(login(9))
    const status = resultOf(await lab.run(ScimStatus, ['--json'])) as ScimStatusResult
    expect(status.watch).to.include({running: false, open: 1})
    const shown = await lab.run(ScimStatus, [])
    expect(shown.stdout).to.contain('scim-main does not run').and.to.contain('1 hint to be looked at')
    expect((await caughtUp()).open).to.equal(0)
    expect(await membersOf('AWS_same')).to.include(login(9))
  })

  it('[scim watch --port] [scim watch --secret] takes the word of an event hook', async () => {
    const watching = follow(
      ['scim', 'watch', '--from', 'hook', '--port', '0', '--secret', 'env:HOOK_SECRET', '--debounce', '0s'],
      {env: {...lab.env, HOOK_SECRET: hookSecret}, cwd: lab.home},
    )
    const {listening} = await watching.line((line) => typeof line['listening'] === 'string')
    await watching.line(isPass)
    lab.sandbox.act(`group.add AWS_same ${login(9)}`)
    const groups = (await lab.okta.get('/groups?limit=200')).body as readonly {
      id: string
      profile: {name: string}
    }[]
    const id = groups.find(({profile}) => profile.name === 'AWS_same')?.id ?? ''
    const event = {
      uuid: 'hook-1',
      eventType: 'group.profile.update',
      published: new Date().toISOString(),
      target: [{type: 'UserGroup', id, displayName: 'AWS_same'}],
    }
    expect((await postDelivery(listening as string, deliveryOf([event]))).status).to.equal(204)
    expect(await watching.line(isOfEvent('AWS_same'))).to.include({state: 'applied', added: 1})
    expect((await watching.stop('SIGTERM')).exitCode).to.equal(0)
  })

  describe('in its flags', () => {
    const added = async (...argv: readonly string[]): Promise<number> => (await caughtUp(...argv)).added

    it('[scim watch --once] ends when all is in step, with 9 where a guard holds', async () => {
      const outcome = await once([])
      expect(outcome.exitCode).to.equal(9)
      expect((await once(['--groups', 'AWS_same'])).exitCode).to.equal(0)
    })

    it('[scim watch --groups] [scim watch --map] look at other groups, by other names', async () => {
      expect(await added('--groups', 'Ops_*')).to.equal(2)
      const file = lab.write('map.yaml', 'AWS_mapped: Mapped elsewhere\n')
      expect(await added('--groups', 'AWS_mapped', '--map', file)).to.equal(1)
    })

    it('[scim watch --manage] creates groups', async () => {
      expect(await added('--groups', 'AWS_new')).to.equal(0)
      expect(await added('--groups', 'AWS_new', '--manage', 'groups')).to.equal(2)
    })

    it('[scim watch --config] [scim watch --explain] [scim watch --via] are those of scim plan', async () => {
      const file = lab.write('other.yaml', "version: 1\ngroups: ['Ops_*']\n")
      const outcome = await once(['--config', file, '--explain'])
      expect(tallyOf(outcome).added).to.equal(2)
      expect(outcome.stderr).to.contain('Identity Center is read by SCIM')
      expect((await once(['--via', 'identity-store'])).stdout).to.contain('identityStore.id')
    })

    it('[scim watch --org] [scim watch --url] [scim watch --token] [scim watch --rate-share] are checked', async () => {
      const codeOf = async (...argv: readonly string[]): Promise<number> => (await once(argv)).exitCode
      expect(await codeOf('--org', 'elsewhere')).to.equal(2)
      expect(await codeOf('--url', 'http://127.0.0.1:9/other/scim/v2')).to.equal(2)
      expect(await codeOf('--token', 'env:NOT_THERE')).to.be.greaterThan(0)
      expect(await codeOf('--rate-share', '500%')).to.equal(2)
    })

    it('[scim watch --max-group-removals] [scim watch --max-removals] [scim watch --max-removal-count] hold more or less', async () => {
      const crew = ['--groups', 'AWS_crew', '--max-group-removals', '50%']
      expect(await removed(...crew, '--max-removals', '1%')).to.equal(0)
      expect(await removed(...crew, '--max-removals', '50%', '--max-removal-count', '3')).to.equal(0)
      expect(await removed(...crew, '--max-removals', '50%')).to.equal(4)
    })

    it('[scim watch --allow-empty] empties a group', async () => {
      expect(await removed('--groups', 'AWS_empty')).to.equal(0)
      expect(await removed('--groups', 'AWS_empty', '--allow-empty')).to.equal(2)
    })

    it('[scim watch --self] lets nobody take themselves out', async () => {
      lab.configure('guards: {requireSelf: [AWS_self]}\n')
      expect(await removed('--groups', 'AWS_self', '--self', login(0))).to.equal(0)
      expect(await removed('--groups', 'AWS_self', '--self', login(5))).to.equal(1)
    })

    it('[scim watch --allow-delete] [scim watch --delete-grace] delete what is gone', async () => {
      const gone = ['--manage', 'groups', '--groups', 'AWS_gone', '--allow-empty']
      await once([...gone, '--delete-grace', '0s'])
      expect(await lab.scim.groupId('AWS_gone')).not.to.equal('none')
      await once([...gone, '--allow-delete'])
      expect(await lab.scim.groupId('AWS_gone')).not.to.equal('none')
      await once([...gone, '--allow-delete', '--delete-grace', '0s'])
      expect(await lab.scim.groupId('AWS_gone')).to.equal('none')
    })

    for (const [title, argv, message] of [
      ['--interval', ['--interval', '1s'], '--interval should be auto or at least 2s'],
      ['--full-pass', ['--full-pass', '0s'], '--full-pass is at least a second'],
      ['--name', ['--name', '../x'], 'name'],
      ['--metrics', ['--metrics', '70000'], 'metrics'],
      ['--host', ['--host', '0.0.0.0'], 'OPS_CLEAR_TEXT'],
      ['--public-url', ['--public-url', 'ftp://example.com'], '--public-url'],
      ['--behind-proxy', ['--behind-proxy'], '--public-url'],
      ['--secret-header', ['--secret-header', 'a b'], '--secret-header'],
      ['--previous-secret', ['--previous-secret', 'env:NOT_THERE'], 'NOT_THERE'],
      [
        '--tls-cert',
        ['--tls-cert', '/nowhere/cert.pem', '--tls-key', '/nowhere/key.pem'],
        '/nowhere/cert.pem',
      ],
      ['--tls-key', ['--tls-cert', '/nowhere/cert.pem'], '--tls-key'],
    ] as const)
      it(`[scim watch ${title}] is checked`, async () => {
        const isOfHook = !['--interval', '--full-pass', '--name', '--metrics'].includes(title)
        const hook = isOfHook ? ['--from', 'hook', '--port', '0', '--secret', 'env:HOOK_SECRET'] : ['--once']
        const outcome = await run([...hook, ...argv], {env: {HOOK_SECRET: hookSecret}})
        expect(outcome.exitCode).to.be.greaterThan(0)
        expect(outcome.stdout + outcome.stderr).to.contain(message)
      })

    it('[scim watch --lock-timeout] is how long another watch is waited for', async () => {
      const watching = watch()
      await watching.line(isPass)
      const outcome = await once(['--lock-timeout', '0s'])
      expect(outcome.exitCode).to.equal(6)
      await watching.stop('SIGTERM')
    })
  })

  const run = (argv: readonly string[], fake?: LabContext) => lab.run(ScimWatch, [...argv, '--json'], fake)
  const once = (argv: readonly string[]) => run(['--once', '--debounce', '0s', ...argv])
  const tallyOf = ({stdout}: {readonly stdout: string}): WatchTally =>
    (JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {result: WatchTally}).result
  const caughtUp = async (...argv: readonly string[]): Promise<WatchTally> => tallyOf(await once(argv))
  const removed = async (...argv: readonly string[]): Promise<number> => (await caughtUp(...argv)).removed
})

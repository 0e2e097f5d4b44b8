import {expect} from 'chai'
import {readdirSync, readFileSync, statSync} from 'node:fs'
import path from 'node:path'
import ScimProbe, {type ScimProbeResult} from '../../../src/commands/scim/probe.js'
import {hideSecrets} from '../../../src/lib/shared/hide-secrets.js'
import {liveMachine} from '../../support/live-machine.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {memberChange} from '../../support/scim-caller.js'
import {login, openScimLab, resultOf, type LabContext, type ScimLab} from '../../support/scim-lab.js'

const usual =
  'rate=off burst=20 retry_after=no lag=0 generation=new mixed_patch=yes pair_filter=any needless=yes fold_names=yes'

describe('scim probe', function () {
  this.slow(3000)
  let lab: ScimLab
  before(async () => {
    lab = await openScimLab()
  })
  after(() => lab.close())
  afterEach(() => {
    lab.configure()
    lab.sandbox.act(`scim.set ${usual}`)
  })

  const probe = (argv: readonly string[], fake?: LabContext): Promise<CommandOutcome> =>
    lab.run(ScimProbe, argv, fake)
  const made = ['--group', 'Scratch', '--create', '--yes']
  const probed = async (...argv: readonly string[]): Promise<ScimProbeResult> =>
    resultOf(await probe([...made, ...argv, '--json'])) as ScimProbeResult
  const answersOf = ({answers}: ScimProbeResult): Record<string, string> =>
    Object.fromEntries(answers.map(({question, answer}) => [question, answer]))
  const yaml = (): string => readFileSync(path.join(lab.home, 'config/scim.yaml'), 'utf8')
  const stateFiles = (): readonly string[] =>
    readdirSync(lab.env['OKTA_OPS_STATE_DIR'] ?? '').filter((name) => name.startsWith('scim-probe-'))
  const groupNames = async (): Promise<readonly string[]> =>
    (await lab.scim.all('/Groups')).map(({displayName}) => displayName)
  /** A group that is there already, for one test. */
  const withGroup = async (
    work: (id: string) => Promise<void>,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<void> => {
    const {body} = await lab.scim.call('POST', '/Groups', {displayName: 'Empty hall', ...more})
    try {
      await work(body.id ?? '')
    } finally {
      await lab.scim.call('DELETE', `/Groups/${body.id ?? ''}`)
    }
  }

  /** Runs the probe of a group that is there, and does something between the first change and the second. */
  const disturbed = async (disturb: () => void, argv: readonly string[] = []): Promise<CommandOutcome> => {
    const live = liveMachine(lab.env)
    let isDone = false
    const sleep: typeof live.sleep = (ms, signal) => {
      // The first pause while readers do not see who was added.
      if (ms !== 250 || isDone) return live.sleep(ms, signal)
      isDone = true
      lab.sandbox.act('scim.set lag=0')
      disturb()
      return live.sleep(0, signal)
    }
    lab.sandbox.act('scim.set lag=1h')
    return runCommand(ScimProbe, ['--group', 'Empty hall', '--yes', '--json', ...argv], {
      machine: {...live, sleep},
    })
  }

  describe('[scim probe --group] [scim probe --create] [scim probe --yes]', () => {
    it('settles what there is to settle in about thirty calls, and leaves nothing', async () => {
      const before = await groupNames()
      lab.sandbox.act('scim.counts reset')
      const result = await probed()
      expect(answersOf(result)).to.include({
        generation: 'yes',
        groupNameFound: 'yes',
        groupNameClash: 'yes',
        userNameFound: 'yes',
        addLag: 'at once',
        addTwice: 'yes',
        members: 'yes',
        pairFilter: 'member, members, members.value',
        mixedPatch: 'yes',
        removeLag: 'at once',
        removeAbsent: 'yes',
        retryAfter: 'unknown',
      })
      expect(result.calls).to.be.within(25, 35)
      expect(lab.sandbox.act('scim.counts').data).to.have.nested.property('total.calls', result.calls)
      expect(result.group).to.deep.equal({name: 'Scratch', made: true})
      expect([await groupNames(), stateFiles()]).to.deep.equal([before, []])
    })

    it('shows a table, and what was written where', async () => {
      const {stdout, stderr, exitCode} = await probe(made)
      expect(exitCode).to.equal(0)
      expect(stdout).to.match(/^May one PATCH both remove and add\? +yes +204, and both happened$/m)
      expect(stderr)
        .to.contain('into the group "Scratch"')
        .and.to.match(/Written into .*mixedPatch: true/)
      expect(hideSecrets(stdout + stderr)).to.equal(stdout + stderr)
    })

    it('takes a group that is there, warns of what SCIM does not show, and keeps the group', async () => {
      await withGroup(async (id) => {
        const outcome = await probe(['--group', 'Empty hall', '--yes', '--json'])
        const result = resultOf(outcome) as ScimProbeResult
        expect(outcome.json().warnings.join()).to.contain('which accounts "Empty hall" is assigned to')
        expect(answersOf(result)).to.include({mixedPatch: 'yes', groupNameClash: 'unknown'})
        expect(await lab.scim.members(id)).to.deep.equal([])
        expect(await groupNames()).to.include('Empty hall')
      })
    })
  })

  describe('each quirk, the other way', () => {
    for (const {set, want, settings} of [
      {set: 'mixed_patch=no', want: {mixedPatch: 'no'}, settings: {mixedPatch: false, pairFilter: 'member'}},
      {
        set: 'pair_filter=members.value',
        want: {pairFilter: 'members.value', members: 'yes', addLag: 'at once'},
        settings: {mixedPatch: true, pairFilter: 'members.value'},
      },
      {
        set: 'pair_filter=members',
        want: {pairFilter: 'members'},
        settings: {mixedPatch: true, pairFilter: 'members'},
      },
      {
        set: 'needless=no',
        want: {addTwice: 'no', removeAbsent: 'no', mixedPatch: 'yes'},
        settings: {mixedPatch: true, pairFilter: 'member'},
      },
      {
        set: 'needless=no mixed_patch=no',
        want: {addTwice: 'no', removeAbsent: 'no', mixedPatch: 'no'},
        settings: {mixedPatch: false, pairFilter: 'member'},
      },
      {
        set: 'fold_names=no',
        want: {groupNameFound: 'no', groupNameClash: 'no', userNameFound: 'no'},
        settings: {mixedPatch: true, pairFilter: 'member'},
      },
      {
        set: 'generation=old',
        want: {generation: 'no', members: 'no', pairFilter: 'member, members, members.value'},
        settings: {mixedPatch: true, pairFilter: 'member'},
      },
    ])
      it(`sees ${set}`, async () => {
        lab.sandbox.act(`scim.set ${set}`)
        const before = await groupNames()
        const result = await probed()
        expect(answersOf(result)).to.include(want)
        expect(result.settings).to.deep.equal(settings)
        expect(await groupNames()).to.deep.equal(before)
      })

    it('sees that readers are behind', async () => {
      await withGroup(async () => {
        const {answers} = resultOf(await disturbed(() => undefined)) as ScimProbeResult
        const lag = answers.find(({question}) => question === 'addLag')
        expect([lag?.answer, lag?.seen]).to.satisfy(
          ([span, seen]: [string, string]) => /^[\d.]+m?s$/.test(span) && seen === 'by look 2',
        )
      })
    })

    for (const [set, answer] of [
      ['retry_after=yes', 'yes'],
      ['retry_after=no', 'no'],
    ] as const)
      it(`[scim probe --burst] sees a 429 with ${set}`, async () => {
        lab.sandbox.act(`scim.set rate=1000 burst=50 ${set}`)
        expect(answersOf(await probed())).to.include({retryAfter: 'unknown'})
        lab.sandbox.act(`scim.set rate=1 burst=45 ${set}`)
        expect(answersOf(await probed('--burst', '100'))).to.include({retryAfter: answer})
      })
  })

  describe('who is put in', () => {
    it('[scim probe --user] is who is named', async () => {
      const {users, answers} = await probed('--user', login(3), '--user', login(5))
      expect(users).to.deep.equal([login(3), login(5)])
      expect(answers.find(({question}) => question === 'userNameFound')?.seen).to.contain('P3@EXAMPLE.COM')
    })

    it('may be one alone: then it is not tried whether removals and additions go together', async () => {
      const result = await probed('--user', login(3))
      expect(answersOf(result)).to.include({
        mixedPatch: 'unknown',
        pairFilter: 'member, members, members.value',
      })
      expect(result.settings).to.deep.equal({pairFilter: 'member'})
    })

    it('must be there, and not be a crowd', async () => {
      const stranger = await probe([...made, '--user', 'nobody@example.com', '--json'])
      expect([stranger.exitCode, stranger.json().error?.message]).to.deep.equal([
        2,
        'Identity Center has no user "nobody@example.com"',
      ])
      const crowd = [3, 4, 5].flatMap((number) => ['--user', login(number)])
      expect((await probe([...made, ...crowd, '--json'])).exitCode).to.equal(2)
    })
  })

  describe('a group that others use', () => {
    for (const {name, group, text = '', want} of [
      {name: 'in scope', group: 'aws_same', want: 'reconciled (AWS_*)'},
      {
        name: 'mapped',
        group: 'mapped elsewhere',
        text: 'map: {AWS_x: Mapped elsewhere}\n',
        want: 'map makes it',
      },
      {name: 'protected', group: 'Lab admins', text: "protect: ['lab *']\n", want: 'protect names it'},
      {
        name: 'kept',
        group: 'Lab admins',
        text: 'guards: {minKeep: {lab admins: 1}}\n',
        want: 'minKeep names it',
      },
      {
        name: 'of the operator',
        group: 'Lab admins',
        text: 'guards: {requireSelf: [lab admins]}\n',
        want: 'requireSelf names it',
      },
      {name: 'with members', group: 'Lab admins', want: 'it has members'},
    ])
      it(`is refused: ${name}`, async () => {
        lab.configure(text)
        lab.sandbox.act('scim.counts reset')
        const outcome = await probe(['--group', group, '--create', '--yes', '--json'])
        expect(outcome.exitCode).to.equal(9)
        expect(outcome.json().error?.code).to.equal('OPS_GUARD')
        expect(outcome.json().error?.message).to.contain(want)
        expect(lab.sandbox.act('scim.counts').data).not.to.have.nested.property('operations.patch_group')
      })

    it('is refused: linked to a group elsewhere', async () => {
      await withGroup(
        async () => {
          const outcome = await probe(['--group', 'Empty hall', '--yes', '--json'])
          expect(outcome.json().error?.message).to.contain('linked to a group elsewhere (externalId 00gelse)')
        },
        {externalId: '00gelse'},
      )
    })

    it('is refused: of a generation that does not show members', async () => {
      lab.sandbox.act('scim.set generation=old')
      await withGroup(async () => {
        const outcome = await probe(['--group', 'Empty hall', '--yes', '--json'])
        expect([outcome.exitCode, outcome.json().error?.message]).to.satisfy(
          ([code, message]: [number, string]) => code === 9 && message.includes('old generation'),
        )
      })
    })

    it('is not made up: one that is not there needs --create, and a name that AWS takes', async () => {
      const without = await probe(['--group', 'Scratch', '--yes', '--json'])
      expect([without.exitCode, without.json().error?.message]).to.deep.equal([
        2,
        'Identity Center has no group "Scratch": --create makes one, and deletes it afterwards',
      ])
      const strange = await probe(['--group', 'a;b', '--create', '--yes', '--json'])
      expect(strange.json().error?.message).to.contain('may not hold ;')
    })
  })

  describe('asks', () => {
    const answering = (...answers: readonly boolean[]) => {
      const [left, asked] = [[...answers], [] as string[]]
      const confirm = (message: string): Promise<boolean> => {
        asked.push(message)
        return Promise.resolve(left.shift() ?? false)
      }
      return {asked, fake: {terminal: {interactive: true}, prompts: {confirm}}}
    }

    it('nothing without a terminal, and does nothing then', async () => {
      const outcome = await probe(['--group', 'Scratch', '--create', '--json'])
      expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([2, 'OPS_NO_TERMINAL'])
    })

    it('before it changes anything', async () => {
      const {fake, asked} = answering(false)
      lab.sandbox.act('scim.counts reset')
      const outcome = await probe(['--group', 'Scratch', '--create'], fake)
      expect(outcome.stderr).to.contain('Nothing was changed')
      expect(asked).to.deep.equal(['Go ahead?'])
      expect(lab.sandbox.act('scim.counts').data).not.to.have.nested.property('operations.create_group')
    })

    it('before it writes', async () => {
      const [no, yes] = [answering(true, false), answering(true, true)]
      await probe(['--group', 'Scratch', '--create'], no.fake)
      expect(yaml()).not.to.contain('mixedPatch')
      await probe(['--group', 'Scratch', '--create'], yes.fake)
      expect(yes.asked[1]).to.contain('Write mixedPatch: true, pairFilter: member')
      expect(yaml()).to.contain('mixedPatch: true\npairFilter: member\n')
    })
  })

  describe('scim.yaml', () => {
    it('[scim.yaml mixedPatch] [scim.yaml pairFilter] is brought up to what was found', async () => {
      lab.configure('mixedPatch: true # guessed\npairFilter: members\n')
      lab.sandbox.act('scim.set mixed_patch=no pair_filter=member')
      expect((await probed()).file).to.equal(path.join(lab.home, 'config/scim.yaml'))
      expect(yaml()).to.contain('mixedPatch: false # guessed\npairFilter: member\n')
      expect((await probed()).file).to.equal(undefined)
    })

    it('[scim probe --no-write] stays as it is', async () => {
      const before = yaml()
      expect((await probed('--no-write')).file).to.equal(undefined)
      expect(yaml()).to.equal(before)
    })

    it('[scim probe --config] may be another one', async () => {
      const file = lab.write('other.yaml', 'version: 1\n')
      expect((await probed('--config', file)).file).to.equal(file)
      expect(readFileSync(file, 'utf8')).to.contain('mixedPatch: true')
      expect(yaml()).not.to.contain('mixedPatch')
    })

    it('[scim probe --url] is left alone when it is about another endpoint', async () => {
      const env = {OKTA_OPS_SCIM_URL: '', OKTA_OPS_SCIM_TOKEN: '', MINE: lab.env['OKTA_OPS_SCIM_TOKEN']}
      lab.configure('connection: {url: https://scim.example.com/t/scim/v2}\n')
      const url = ['--url', lab.env['OKTA_OPS_SCIM_URL'] ?? '', '--token', 'env:MINE']
      const outcome = await probe([...made, ...url], {env})
      expect([outcome.exitCode, yaml().includes('mixedPatch')]).to.deep.equal([0, false])
      expect(outcome.stderr).to.contain('about another endpoint: https://scim.example.com/t/scim/v2')
    })
  })

  it('[scim probe --token] sends another token', async () => {
    const outcome = await probe([...made, '--token', 'env:OTHER', '--json'], {env: {OTHER: 'not-a-token'}})
    expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([4, 'OPS_SIGNED_OUT'])
  })

  describe('takes back what it changed', () => {
    const failing = (fault: string) => (): void => {
      lab.sandbox.act(`fault ${fault}`)
    }

    it('when the endpoint fails in the middle', async () => {
      await withGroup(async (id) => {
        const outcome = await disturbed(failing('403:scim.patch_group'))
        expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([5, 'OPS_ACCESS_DENIED'])
        expect([await lab.scim.members(id), stateFiles()]).to.deep.equal([[], []])
      })
    })

    it('after Ctrl-C', async () => {
      await withGroup(async (id) => {
        const others = process.listeners('SIGINT')
        const outcome = await disturbed(() => {
          const ours = process.listeners('SIGINT').filter((listener) => !others.includes(listener))
          for (const listener of ours) listener('SIGINT')
        })
        expect(process.listeners('SIGINT')).to.deep.equal(others)
        expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([130, 'OPS_INTERRUPTED'])
        expect(outcome.stderr).to.contain('Taking back what was changed')
        expect([await lab.scim.members(id), stateFiles()]).to.deep.equal([[], []])
      })
    })

    it('by the next probe, when it could not, and says so', async () => {
      await withGroup(async (id) => {
        const outcome = await disturbed(failing('403:scim.patch_group*2'))
        expect(outcome.json().error?.message).to.contain('cannot empty the group Empty hall')
        expect(await lab.scim.members(id)).to.have.length(1)
        const [file = ''] = stateFiles()
        expect(statSync(path.join(lab.env['OKTA_OPS_STATE_DIR'] ?? '', file)).mode & 0o777).to.equal(0o600)
        const next = await probe(['--group', 'Empty hall', '--yes'])
        expect(next.stderr).to.contain('An earlier probe did not come to its end')
        expect([next.exitCode, await lab.scim.members(id), stateFiles()]).to.deep.equal([0, [], []])
      })
    })

    for (const [name, fault] of [
      ['whose deletion was refused', '403:scim.delete_group'],
      ['whose making got no answer', 'dropped:scim.create_group 403:scim.delete_group'],
    ] as const)
      it(`by the next probe: a group that it made, ${name}`, async () => {
        const before = await groupNames()
        for (const one of fault.split(' ')) failing(one)()
        const outcome = await probe([...made, '--json'])
        expect(outcome.json().error?.message).to.contain('cannot delete the group Scratch')
        expect(await groupNames()).to.deep.equal([...before, 'Scratch'])
        expect((await probe(['--group', 'Nowhere', '--yes'])).exitCode).to.equal(2)
        expect([await groupNames(), stateFiles()]).to.deep.equal([before, []])
      })

    it('a group that was made though no answer came', async () => {
      const before = await groupNames()
      lab.sandbox.act('scim.set fold_names=no')
      failing('dropped:scim.create_group*2')()
      expect(answersOf(await probed())).to.include({groupNameClash: 'unknown', mixedPatch: 'yes'})
      expect(await groupNames()).to.deep.equal(before)
    })

    it('but nobody whom it did not put in', async () => {
      await withGroup(async (id) => {
        await disturbed(failing('403:scim.patch_group*2'), ['--user', login(3)])
        await lab.scim.patch(id, memberChange('add', [await lab.scim.userId(login(9))]))
        const outcome = await probe(['--group', 'Empty hall', '--yes', '--json'])
        expect(outcome.json().error?.message).to.contain('it has members')
        expect(await lab.scim.members(id)).to.deep.equal([login(9)])
      })
    })
  })
})

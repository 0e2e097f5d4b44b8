import {expect} from 'chai'
import type {ChildProcess} from 'node:child_process'
import {setTimeout as delay} from 'node:timers/promises'
import type {ScimApplyResult} from '../../src/commands/scim/apply.js'
import {halyard} from '../../src/lib/sandbox/seed/halyard.js'
import type {Seed} from '../../src/lib/sandbox/seed/seed.js'
import {runBin} from '../support/run-bin.js'
import type {Envelope} from '../support/run-command.js'
import {openScimLab, type ScimLab} from '../support/scim-lab.js'

const names = Array.from({length: 12}, (_, index) => `AWS_team-${index}`)
const [comes, goes] = ['comes@example.com', 'goes@example.com']

/** Twelve groups, in each of which one person is missing and one is too much: two requests a group. */
const seed: Seed = {
  ...halyard,
  groups: names.map((name) => ({name, description: '', push: false})),
  users: [
    ...halyard.users.slice(0, 1).map((user) => ({...user, groups: []})),
    {login: comes, name: 'Comes', active: true, groups: names},
    {login: goes, name: 'Goes', active: true, groups: []},
  ],
  assignments: [],
  awsGroups: names.map((name) => ({name, description: '', members: [goes]})),
  awsUsers: [],
  flows: [],
}

describe('scim apply that is stopped by Ctrl-C', function () {
  this.timeout(60_000)
  this.slow(20_000)
  let lab: ScimLab
  beforeEach(async () => {
    lab = await openScimLab(seed)
  })
  afterEach(() => lab.close())

  const patches = (): number =>
    lab.sandbox.requests.filter(({operation}) => operation === 'scim.patch_group').length
  const flags = ['--yes', '--json', '--max-removals', '100%']

  const stopAtFirstPatch = async (child: ChildProcess): Promise<void> => {
    while (patches() === 0 && child.exitCode === null) await delay(20)
    child.kill('SIGINT')
  }

  it('finishes what is on its way, says what is open, and goes on when it is run again', async () => {
    lab.configure('', '{ceiling: 4/s, workers: 1}')
    const {exitCode, stdout, stderr} = await runBin(['scim', 'apply', ...flags], {
      env: lab.env,
      onStart: (child) => void stopAtFirstPatch(child),
    })
    expect(exitCode, stderr + stdout).to.equal(130)
    const {error, result} = JSON.parse(stdout) as Envelope
    expect(error).to.include({code: 'OPS_INTERRUPTED'})
    expect(error?.next).to.contain('okta-ops scim apply --yes')
    const {groups, done} = result as ScimApplyResult
    expect(groups).to.have.length(names.length)
    expect(done.added + done.removed).to.equal(patches())
    expect(groups.some(({state}) => state === 'notStarted')).to.equal(true)

    lab.configure()
    const again = await runBin(['scim', 'apply', ...flags], {env: lab.env})
    expect(again.exitCode, again.stdout + again.stderr).to.equal(0)
    expect(patches()).to.equal(2 * names.length)
    for (const name of names)
      expect(await lab.scim.members(await lab.scim.groupId(name))).to.deep.equal([comes])
  })
})

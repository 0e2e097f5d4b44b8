import {expect} from 'chai'
import ScimApply, {type ScimApplyResult} from '../../../src/commands/scim/apply.js'
import ScimPlan, {type ScimPlanResult} from '../../../src/commands/scim/plan.js'
import {halyard} from '../../../src/lib/sandbox/seed/halyard.js'
import type {Seed} from '../../../src/lib/sandbox/seed/seed.js'
import {sendMembers} from '../../../src/lib/scim/apply/send-members.js'
import {openScimClient} from '../../../src/lib/scim/client/open-scim-client.js'
import {liveMachine} from '../../support/live-machine.js'
import {openScimLab, resultOf, type ScimLab} from '../../support/scim-lab.js'

type Groups = Readonly<Record<string, readonly string[]>>

const company = (people: readonly string[], groups: Groups, awsGroups: Seed['awsGroups'] = []): Seed => ({
  ...halyard,
  groups: Object.keys(groups).map((name) => ({name, description: '', push: false})),
  users: [
    // Whoever the API token belongs to.
    ...halyard.users.slice(0, 1).map((user) => ({...user, groups: []})),
    ...people.map((login) => ({
      login,
      name: 'Somebody',
      active: true,
      groups: Object.keys(groups).filter((name) => groups[name]?.includes(login)),
    })),
  ],
  assignments: [],
  flows: [],
  awsGroups,
  awsUsers: [],
})

describe('from Okta to Identity Center, the whole way', function () {
  this.timeout(60_000)
  this.slow(20_000)

  let lab: ScimLab
  const open = async (seed: Seed): Promise<void> => {
    lab = await openScimLab(seed)
    lab.configure('manage: groups\n')
  }
  afterEach(() => lab.close())

  const plan = async (...argv: string[]): Promise<ScimPlanResult> =>
    resultOf(await lab.run(ScimPlan, [...argv, '--json'])) as ScimPlanResult
  const apply = async (...argv: string[]): Promise<ScimApplyResult> =>
    resultOf(await lab.run(ScimApply, ['--yes', ...argv, '--json'])) as ScimApplyResult
  const membersOf = async (name: string): Promise<readonly string[]> =>
    lab.scim.members(await lab.scim.groupId(name))

  it('carries 0, 1, 100, 101 and 5,000 members over, and takes them back [complaint 14]', async () => {
    const people = Array.from({length: 5000}, (_, number) => `p${number}@example.com`)
    const sizes = [0, 1, 100, 101, 5000]
    await open(
      company(people, Object.fromEntries(sizes.map((size) => [`AWS_of-${size}`, people.slice(0, size)]))),
    )
    expect((await apply()).done).to.include({created: 5, added: 5202, removed: 0})
    for (const size of sizes)
      expect(new Set(await membersOf(`AWS_of-${size}`)), `of ${size}`).to.deep.equal(
        new Set(people.slice(0, size)),
      )
    expect((await plan()).totals).to.include({additions: 0, removals: 0})

    const okta = await lab.okta.get(
      `/groups?search=${encodeURIComponent('profile.name sw "AWS_of-" and profile.name eq "AWS_of-101"')}`,
    )
    const [group] = okta.body as readonly {readonly id: string}[]
    const members = (await lab.okta.get(`/groups/${group?.id ?? ''}/users?limit=1000`)).body
    for (const {id} of members as readonly {readonly id: string}[])
      await lab.okta.call('DELETE', `/groups/${group?.id ?? ''}/users/${id}`)
    const emptying = ['--allow-empty', '--max-group-removals', '100%'] as const
    expect((await apply(...emptying)).done).to.include({added: 0, removed: 101})
    expect(await membersOf('AWS_of-101')).to.deep.equal([])
    expect(await membersOf('AWS_of-100')).to.have.length(100)
  })

  describe('under every name', () => {
    const logins = [
      'o"brien@example.com',
      "d'arc@example.com",
      '🚀@example.com',
      'צוות@example.com',
      'a\\b@example.com',
    ]
    const taken = [
      'AWS_"quoted"',
      'AWS_x" or id pr or "',
      "AWS_it's",
      'AWS_back\\slash',
      'AWS_🚀 launch',
      'AWS_צוות',
      'AWS_```| & row |',
      'AWS___proto__',
    ]
    const refused = ['AWS_50%', 'AWS_<b>', 'AWS_a:b', 'AWS_a;b', 'AWS_nimda\u202Enow', 'AWS_ad\u200Bmin']
    const clashing = ['AWS_café', 'AWS_cafe\u0301', 'AWS_Straße', 'AWS_STRASSE']

    it('carries over what Identity Center takes, tells of the rest, and is then in step', async () => {
      const names = [...taken, ...refused, ...clashing]
      await open(company(logins, Object.fromEntries(names.map((name) => [name, logins]))))
      const found = await plan()
      const kinds = (kind: string): readonly string[] =>
        [...new Set(found.findings.flatMap((one) => (one.kind === kind ? one.group : [])))].sort()
      expect(kinds('invalid-name')).to.deep.equal([...refused].sort())
      expect(kinds('name-clash')).to.deep.equal([...clashing].sort())
      expect(kinds('unresolved')).to.deep.equal([])

      expect((await apply()).done).to.include({created: taken.length, added: taken.length * logins.length})
      for (const name of taken)
        expect([...(await membersOf(name))].sort(), name).to.deep.equal([...logins].sort())
      expect((await lab.scim.all('/Groups')).map(({displayName}) => displayName).sort()).to.deep.equal(
        [...taken].sort(),
      )
      expect((await plan()).totals).to.include({additions: 0, removals: 0, toCreate: 0})
    })

    it('reaches a terminal and a comment as text', async () => {
      await open(company(logins, {'AWS_nimda\u202Enow\u001B[2J': logins}))
      const {stdout} = await lab.run(ScimPlan, [])
      expect(stdout).to.contain('\\u{202e}').and.not.contain('\u202E').and.not.contain('\u001B')
      const comment = await lab.run(ScimPlan, ['-o', 'markdown'])
      expect(comment.stdout).not.to.contain('\u202E').and.not.contain('\u001B')
    })
  })

  describe('when somebody changes Identity Center by hand', () => {
    const people = ['ana@example.com', 'bo@example.com', 'cy@example.com']

    it('makes a group again that was deleted there, and says before what it lacks [complaint 15]', async () => {
      const there = {name: 'AWS_dev', description: '', linkedTo: 'AWS_dev', members: people}
      await open(company(people, {AWS_dev: people}, [there]))
      expect((await plan()).totals).to.include({additions: 0, removals: 0, toCreate: 0})
      await lab.scim.call('DELETE', `/Groups/${await lab.scim.groupId('AWS_dev')}`)
      const found = await plan('--manage', 'memberships')
      expect(found.findings.map(({kind, group}) => [kind, group])).to.deep.equal([
        ['missing-group', 'AWS_dev'],
      ])
      expect((await apply()).done).to.include({created: 1, added: 3})
      expect(await membersOf('AWS_dev')).to.have.members(people)
    })

    it('does without a user who was deleted there meanwhile, and with all others [complaint 12]', async () => {
      await open(company(people, {AWS_dev: people}))
      await apply()
      const groupId = await lab.scim.groupId('AWS_dev')
      const remove = await Promise.all(
        people.map(async (userName) => ({awsId: await lab.scim.userId(userName), userName})),
      )
      await lab.scim.call('DELETE', `/Users/${remove[0]?.awsId ?? ''}`)
      const client = openScimClient(liveMachine(lab.env), {
        url: lab.env['OKTA_OPS_SCIM_URL'] ?? '',
        tokens: [lab.env['OKTA_OPS_SCIM_TOKEN'] ?? ''],
      })
      const result = await sendMembers(
        {
          aws: client,
          groupId,
          signal: undefined,
          send: async (chunk) =>
            client.patchGroup(groupId, {add: [], remove: chunk.remove.map(({awsId}) => awsId)}),
        },
        {add: [], remove},
      )
      expect(result).to.deep.equal({added: 0, removed: 3, failed: []})
      expect(await membersOf('AWS_dev')).to.deep.equal([])
    })
  })
})

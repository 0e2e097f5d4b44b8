import {expect} from 'chai'
import {GroupGone, sendMembers, type MemberChunk} from '../../../../src/lib/scim/apply/send-members.js'
import {ScimRefusal} from '../../../../src/lib/scim/client/scim-refusal.js'
import type {PlannedMember} from '../../../../src/lib/scim/plan/plan.js'
import {OpsError} from '../../../../src/lib/shared/errors.js'

const people = (count: number, prefix: string): readonly PlannedMember[] =>
  Array.from({length: count}, (_, index) => ({awsId: `${prefix}${index}`, userName: `${prefix}${index}`}))

const refusal = (status: number): OpsError =>
  new OpsError('OPS_SCIM', `refused with ${status}`, {
    cause: new ScimRefusal({status, headers: {}, body: '', doubtful: false}),
  })

/** An endpoint that refuses every request that names one of `bad`. */
function endpoint({
  bad,
  status = 404,
  members = [],
  isThere = true,
}: {
  readonly bad: readonly string[]
  readonly status?: number
  readonly members?: readonly string[]
  readonly isThere?: boolean
}) {
  const sent: number[] = []
  return {
    sent,
    deps: {
      groupId: 'g',
      signal: undefined,
      aws: {
        findGroup: () =>
          Promise.resolve(isThere ? {id: 'g', displayName: 'AWS_g', externalId: undefined} : undefined),
        isMember: ({userId}: {readonly userId: string}) => Promise.resolve(members.includes(userId)),
      },
      send: ({add, remove}: MemberChunk) => {
        sent.push(add.length + remove.length)
        return [...add, ...remove].some(({awsId}) => bad.includes(awsId))
          ? Promise.reject(refusal(status))
          : Promise.resolve()
      },
    },
  }
}

describe('memberships that AWS refuses', () => {
  it('are sent once when nothing is wrong', async () => {
    const {deps, sent} = endpoint({bad: []})
    const result = await sendMembers(deps, {add: people(100, 'a'), remove: []})
    expect(result).to.deep.equal({added: 100, removed: 0, failed: []})
    expect(sent).to.deep.equal([100])
  })

  for (const status of [404, 409])
    it(`are found by halves after a ${status}, and all others are made`, async () => {
      const {deps, sent} = endpoint({bad: ['a61'], status})
      const result = await sendMembers(deps, {add: people(70, 'a'), remove: people(30, 'r')})
      expect(result).to.include({added: 69, removed: 30})
      expect(result.failed.map(({person}) => person.awsId)).to.deep.equal(['a61'])
      expect(sent.length).to.be.at.most(15)
    })

  for (const {name, chunk, members} of [
    {name: 'somebody added who is in', chunk: {add: people(1, 'a'), remove: []}, members: ['a0']},
    {name: 'somebody removed who is not in', chunk: {add: [], remove: people(1, 'r')}, members: []},
  ])
    it(`are done where they are so already: ${name}`, async () => {
      const {deps} = endpoint({bad: ['a0', 'r0'], members})
      const {added, removed, failed} = await sendMembers(deps, chunk)
      expect([added + removed, failed]).to.deep.equal([1, []])
    })

  it('say that the group is gone', async () => {
    const {deps, sent} = endpoint({bad: ['a0'], isThere: false})
    const thrown = await sendMembers(deps, {add: people(3, 'a'), remove: []}).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(GroupGone)
    expect(sent).to.deep.equal([3])
  })

  for (const status of [400, 401, 500])
    it(`are not sent again after a ${status}`, async () => {
      const {deps, sent} = endpoint({bad: ['a0'], status})
      const thrown = await sendMembers(deps, {add: people(3, 'a'), remove: []}).catch(
        (error: unknown) => error,
      )
      expect(thrown).to.have.property('message', `refused with ${status}`)
      expect(sent).to.deep.equal([3])
    })
})

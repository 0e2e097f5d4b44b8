import {expect} from 'chai'
import {asAcknowledged} from '../../../../src/lib/scim/watch/as-acknowledged.js'
import {fakeAws} from '../../../support/fake-directories.js'
import {user} from '../../../support/scim-sides.js'

/** A group in which reads show `anna` and `ben`; `carl` is known, too. */
function lagging(said: Readonly<Record<string, 'added' | 'removed'>>) {
  const group = {id: 'g1', displayName: 'AWS_dev', externalId: undefined}
  const aws = fakeAws({
    groups: [group],
    groupsComplete: true,
    members: new Map([['g1', {users: [user('anna'), user('ben')], complete: true}]]),
    users: [user('carl')],
  })
  const doubts: string[] = []
  const since: Date[] = []
  const directory = asAcknowledged(aws, {
    tenant: 't',
    now: new Date(1_000_000),
    onDoubt: (id) => void doubts.push(id),
    journal: {
      acknowledged: (_, from) => {
        since.push(from)
        return new Map(Object.entries(said).map(([name, what]) => [user(name).id, what]))
      },
    },
  })
  const isMember = (name: string) => directory.isMember({groupId: 'g1', userId: user(name).id})
  const members = async () => (await directory.members('g1')).items.map(({userName}) => userName)
  return {isMember, members, doubts, since}
}

describe('Identity Center as it has acknowledged to be', () => {
  it('is what it shows, where nothing was changed lately', async () => {
    const {isMember, members, doubts, since} = lagging({})
    expect(await isMember('anna')).to.equal(true)
    expect(await members()).to.deep.equal(['anna@example.com', 'ben@example.com'])
    expect(doubts).to.deep.equal([])
    expect(since[0]?.getTime()).to.equal(1_000_000 - 120_000)
  })

  it('has whom it has taken in, and not whom it has let go, before it shows that', async () => {
    const {isMember, members, doubts} = lagging({anna: 'removed', carl: 'added'})
    expect(await isMember('anna')).to.equal(false)
    expect(await isMember('carl')).to.equal(true)
    expect(await members()).to.deep.equal(['ben@example.com', 'carl@example.com'])
    expect(doubts).to.deep.equal(['g1', 'g1', 'g1'])
  })

  it('is in no doubt once it shows it', async () => {
    const {isMember, members, doubts} = lagging({anna: 'added', carl: 'removed'})
    expect(await isMember('anna')).to.equal(true)
    expect(await isMember('carl')).to.equal(false)
    expect(await members()).to.have.length(2)
    expect(doubts).to.deep.equal([])
  })
})

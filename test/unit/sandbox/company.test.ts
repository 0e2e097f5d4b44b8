import {expect} from 'chai'
import {Company, NoSuchThing} from '../../../src/lib/sandbox/company/company.js'
import {halyard} from '../../../src/lib/sandbox/seed/halyard.js'

const tobias = 'tobias.wren@halyard.test'

describe('Company', () => {
  it('gives each environment an automation role of its own', () => {
    const company = new Company(halyard)
    const roles = ['111111111111', '222222222222', '333333333333'].flatMap((id) =>
      company.rolesOf('jun.hartley@halyard.test', id),
    )
    expect(roles).to.deep.equal(['AutomationDevRole', 'AutomationStagingRole', 'AutomationProdRole'])
  })

  it('has enough accounts for three pages, each id once', () => {
    const ids = halyard.accounts.map(({id}) => id)
    expect(new Set(ids)).to.have.property('size', 123)
    expect(ids.every((id) => /^\d{12}$/.test(id))).to.equal(true)
  })

  it('finds people whatever the case of their login', () => {
    expect(new Company(halyard).findUser(' Tobias.Wren@HALYARD.test ')?.login).to.equal(tobias)
  })

  it('counts a person once who joins a group twice', () => {
    const company = new Company(halyard)
    company.addMember('halyard-release', tobias)
    company.addMember('halyard-release', tobias)
    expect(company.group('halyard-release').members.filter((login) => login === tobias)).to.have.length(1)
  })

  it('takes one role in one account away and leaves the rest of the assignment', () => {
    const company = new Company(halyard)
    company.unassign('halyard-auditors', '111111111111', 'SecurityAudit')
    expect(company.rolesOf('saga.lindqvist@halyard.test', '111111111111')).to.deep.equal(['DevReader'])
    company.unassign('AWS_dev-readers', '111111111111', 'DevReader')
    expect(company.accountsOf('saga.lindqvist@halyard.test')).to.have.length(122)
  })

  for (const {name, act} of [
    {name: 'a user', act: (company: Company) => company.user('nobody@halyard.test')},
    {name: 'a group', act: (company: Company) => company.group('nothing')},
    {name: 'an account', act: (company: Company) => company.account('000000000000')},
  ])
    it(`says when there is no such ${name.slice(2)}`, () => {
      expect(() => act(new Company(halyard))).to.throw(NoSuchThing, name.slice(2).trim())
    })
})

describe('Company in AWS', () => {
  const nils = 'nils.aaberg@halyard.test'
  const namesIn = (company: Company, group: string): readonly string[] => {
    const {written} = company.aws
    return written.members(company.awsGroup(group).id).all.map(({userId}) => written.user(userId).userName)
  }

  it('pushes a group called AWS_ when the seed says so, and another not when it says that', () => {
    const groups = halyard.groups.map((group) => ({
      ...group,
      ...(group.name === 'halyard-release' ? {push: false} : {}),
      ...(group.name === 'AWS_billing-viewers' ? {push: true} : {}),
    }))
    const company = new Company({...halyard, groups})
    company.addMember('halyard-release', tobias)
    company.addMember('AWS_billing-viewers', tobias)
    expect(namesIn(company, 'halyard-release')).to.deep.equal([])
    expect(namesIn(company, 'AWS_billing-viewers').slice(-1)).to.deep.equal([tobias])
  })

  it('takes what a seed says twice as one', () => {
    const twice = {name: 'AWS_legacy-ops', description: '', members: [tobias]}
    const company = new Company({
      ...halyard,
      awsGroups: [...halyard.awsGroups, twice],
      awsUsers: [{userName: tobias, name: 'Another'}],
    })
    expect(namesIn(company, 'AWS_legacy-ops')).to.deep.equal(['jun.hartley@halyard.test', tobias])
    expect(company.aws.written.userBy('userName', tobias)?.displayName).to.equal('Tobias Wren')
  })

  it('knows nobody whom the app is not assigned to, also when they change', () => {
    const company = new Company(halyard)
    company.updateProfile(nils, {firstName: 'Nils', lastName: 'Holm', email: nils})
    expect(company.aws.written.userBy('userName', nils)).to.equal(undefined)
  })

  it('brings somebody who is activated later into the groups they are in', () => {
    const company = new Company(halyard)
    const login = 'nell.ashdown@halyard.test'
    company.createUser({login, status: 'STAGED', password: 'x', profile: {firstName: 'Nell'}})
    company.addMember('halyard-release', login)
    expect(company.aws.written.userBy('userName', login)).to.equal(undefined)
    company.setStatus(login, 'ACTIVE')
    expect(namesIn(company, 'halyard-release')).to.include(login)
    expect(company.rolesOf(login, '333333333333')).to.deep.equal(['ReleaseManager'])
  })

  it('pushes a new name, unless AWS has another group of that name', () => {
    const company = new Company(halyard)
    const {id} = company.awsGroup('halyard-release')
    company.updateGroup('halyard-release', {name: 'halyard-releases', description: ''})
    expect(company.awsGroup('halyard-releases').id).to.equal(id)
    company.updateGroup('halyard-releases', {name: 'AWS_legacy-ops', description: ''})
    expect(company.awsGroup('halyard-releases').id).to.equal(id)
  })

  it('forgets in AWS who is deleted in Okta, and gives a role to nobody inactive', () => {
    const company = new Company(halyard)
    company.deleteUser(tobias)
    expect(company.aws.written.userBy('userName', tobias)).to.equal(undefined)
    expect(company.rolesOf('otto.brandt@halyard.test', '111111111111')).to.deep.equal([])
  })

  it('does not put back in AWS what somebody took away there', () => {
    const company = new Company(halyard)
    const {id} = company.awsGroup('halyard-engineers')
    company.aws.write((directory) => {
      directory.deleteGroup(id)
    })
    company.addMember('halyard-engineers', 'saga.lindqvist@halyard.test')
    expect(company.aws.written.groupBy('displayName', 'halyard-engineers')).to.equal(undefined)
  })

  it('makes a group that something is assigned to', () => {
    const assignments = [{group: 'halyard-nobody', accounts: 'all', roles: ['Sailor']}] as const
    expect(new Company({...halyard, assignments}).awsGroup('halyard-nobody').externalId).to.equal(undefined)
  })
})

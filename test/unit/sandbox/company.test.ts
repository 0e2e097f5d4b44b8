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

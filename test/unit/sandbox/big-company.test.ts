import {expect} from 'chai'
import {Company} from '../../../src/lib/sandbox/company/company.js'
import {bigCompany, bigSeed, groupSizes, type BigCompany} from '../../support/big-company.js'

const small: BigCompany = {users: 300, groups: 12, memberships: 900, aws: {drift: 0}, seed: 3}

/** Logins and userNames of each group, sorted. */
function sides(big: BigCompany): {okta: readonly string[]; aws: readonly string[]} {
  const company = new Company(bigSeed(big))
  const {written} = company.aws
  const pairs = (group: string, members: readonly string[]) => members.map((member) => `${group} ${member}`)
  return {
    okta: company.groups.flatMap(({name, members}) => pairs(name, members)).sort(),
    aws: written.groups.all
      .flatMap(({id, displayName}) =>
        pairs(
          displayName,
          written.members(id).all.map(({userId}) => written.user(userId).userName),
        ),
      )
      .sort(),
  }
}

describe('a big company', () => {
  it('has as many memberships as it should, within 2,500 pages of 100 with its users and groups', () => {
    const sizes = groupSizes(bigCompany)
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.equal(200_000)
    expect(Math.max(...sizes)).to.be.within(5000, 10_000)
    const pages = sizes.reduce((sum, size) => sum + Math.ceil(size / 100), 0)
    expect(pages + 100 + 5).to.be.below(2500)
  })

  it('is the same on both sides without drift', () => {
    const {okta, aws} = sides(small)
    expect(okta).to.have.length(900)
    expect(new Set(okta).size).to.equal(900)
    expect(aws).to.deep.equal(okta)
  })

  it('differs by about as much as it is told, both ways', () => {
    const {okta, aws} = sides({...small, users: 2000, memberships: 3000, aws: {drift: 0.1}})
    const [missing, extra] = [
      okta.filter((pair) => !aws.includes(pair)),
      aws.filter((pair) => !okta.includes(pair)),
    ]
    expect(missing.length).to.be.within(90, 210)
    expect(extra.length).to.be.within(90, 210)
  })

  it('has nothing in AWS where it should, but the people', () => {
    const company = new Company(bigSeed({...small, aws: 'nothing'}))
    expect(company.aws.written.groups.size).to.equal(0)
    expect(company.aws.written.users.size).to.equal(300)
  })

  it('is another one by another seed, and the same by the same', () => {
    expect(sides(small)).to.deep.equal(sides(small))
    expect(sides({...small, seed: 4}).okta).not.to.deep.equal(sides(small).okta)
  })
})

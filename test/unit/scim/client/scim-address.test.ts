import {expect} from 'chai'
import {scimAddress} from '../../../../src/lib/scim/client/scim-address.js'
import {equals, isPair, listQuery} from '../../../../src/lib/scim/client/scim-filter.js'

describe('the address of a SCIM endpoint', () => {
  for (const {name, text, want} of [
    {
      name: 'stays as it is',
      text: 'https://scim.eu-central-1.amazonaws.com/a1b2/scim/v2',
      want: 'https://scim.eu-central-1.amazonaws.com/a1b2/scim/v2',
    },
    {
      name: 'loses slashes at its end',
      text: ' https://scim.eu-central-1.amazonaws.com/a1b2/scim/v2// ',
      want: 'https://scim.eu-central-1.amazonaws.com/a1b2/scim/v2',
    },
    {
      name: 'may be on loopback',
      text: 'http://127.0.0.1:4711/aws/scim/t/scim/v2',
      want: 'http://127.0.0.1:4711/aws/scim/t/scim/v2',
    },
  ])
    it(name, () => {
      expect(scimAddress(text)).to.equal(want)
    })

  for (const text of [
    '',
    'scim.eu-central-1.amazonaws.com',
    'ftp://example.com/scim/v2',
    'https://user:secret@example.com/scim/v2',
    'https://example.com/scim/v2?token=x',
    'https://example.com/scim/v2#x',
  ])
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(() => scimAddress(text))
        .to.throw(/not the address of a SCIM endpoint/)
        .with.property('code', 'OPS_SCIM_CONFIG')
    })

  for (const text of [
    'https://mara:s3cret@example.com/scim/v2',
    'https://mara:s3/cret@example.com/s3cret@/scim/v2?token=s3cret',
    'https://example.com/scim/v2#s3cret',
  ])
    it(`does not show what may be a secret in ${JSON.stringify(text)}`, () => {
      expect(() => scimAddress(text)).to.throw(/^(?:(?!s3).)*$/s)
    })
})

describe('filters', () => {
  for (const {name, value, want} of [
    {name: 'a plain name', value: 'AWS_dev', want: 'displayName eq "AWS_dev"'},
    {name: 'a quote', value: 'a" or id pr', want: 'displayName eq "a\\" or id pr"'},
    {name: 'a backslash', value: 'a\\', want: 'displayName eq "a\\\\"'},
    {name: 'half a character', value: '\ud800', want: 'displayName eq "\\ud800"'},
  ])
    it(`quote ${name}`, () => {
      expect(equals('displayName', value)).to.equal(want)
      expect(listQuery({filter: want})).to.match(/^\?filter=[\w%.~!*'()-]+$/)
    })

  it('find a pair by each spelling', () => {
    const pair = {groupId: 'g', userId: 'u'}
    expect(isPair('member', pair)).to.equal('id eq "g" and member eq "u"')
    expect(isPair('members.value', pair)).to.equal('id eq "g" and members.value eq "u"')
  })

  it('open paging by a bare cursor, and follow one that is encoded', () => {
    expect(listQuery({cursor: ''})).to.equal('?cursor')
    expect(listQuery({cursor: 'a+b='})).to.equal('?cursor=a%2Bb%3D')
    expect(listQuery({filter: 'id eq "x"', cursor: ''})).to.equal('?filter=id%20eq%20%22x%22&cursor')
    expect(listQuery({})).to.equal('')
  })
})

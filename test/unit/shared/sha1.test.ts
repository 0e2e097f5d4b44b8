import {expect} from 'chai'
import fc from 'fast-check'
import {createHash} from 'node:crypto'
import {sha1} from '../../../src/lib/shared/sha1.js'

const reference = (text: string): string => createHash('sha1').update(text, 'utf8').digest('hex')

describe('sha1', () => {
  it('agrees with the published vector of an empty text', () => {
    expect(sha1('')).to.equal('da39a3ee5e6b4b0d3255bfef95601890afd80709')
  })

  it('agrees with node:crypto at every length around the block borders', () => {
    for (let length = 0; length < 200; length++)
      expect(sha1('x'.repeat(length))).to.equal(reference('x'.repeat(length)))
  })

  it('agrees with node:crypto on any text, hashed as UTF-8', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary', maxLength: 80}), (text) => {
        expect(sha1(text)).to.equal(reference(text))
      }),
    )
  })
})

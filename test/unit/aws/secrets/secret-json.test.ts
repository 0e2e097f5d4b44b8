import {expect} from 'chai'
import {valueOfKey} from '../../../../src/lib/aws/secrets/secret-json.js'
import {opsErrorOf} from '../../../support/thrown.js'

describe('a key of a secret', () => {
  const text = JSON.stringify({
    token: 'hUnter2',
    port: 443,
    on: false,
    more: {a: 1},
    none: null,
    '\u001b[31m': 'x',
  })
  const found: readonly (readonly [string, string])[] = [
    ['token', 'hUnter2'],
    ['port', '443'],
    ['on', 'false'],
    ['more', '{"a":1}'],
  ]
  for (const [key, value] of found) {
    it(`${key} is its value`, () => {
      expect(valueOfKey(text, {id: 'shared', key})).to.equal(value)
    })
  }

  for (const key of ['nope', 'none', 'constructor', '__proto__', '\u001b[31m?']) {
    it(`${JSON.stringify(key)} is not there; the keys are named, no value is`, () => {
      const error = opsErrorOf(() => valueOfKey(text, {id: 'shared', key}))
      expect(error.code).to.equal('OPS_SECRET')
      expect(error.message).to.match(
        /^the secret shared has no key .*; it has .*more, none, on, port, token$/,
      )
      expect(error.message).not.to.include('hUnter2').and.not.to.include('\u001b')
    })
  }

  for (const other of ['hUnter2', '"hUnter2"', '["hUnter2"]', 'null', '12', '']) {
    it(`is not found in ${JSON.stringify(other)}`, () => {
      const error = opsErrorOf(() => valueOfKey(other, {id: 'shared', key: 'token'}))
      expect(error.message).to.equal('the secret shared is not a JSON object, so it has no key token')
    })
  }
})

import {expect} from 'chai'
import {commandEnvironment} from '../../../src/lib/delivery/command-environment.js'
import {commandWords} from '../../../src/lib/delivery/command-words.js'
import {opsErrorOf} from '../../support/thrown.js'

describe('commands as words', () => {
  for (const [text, want] of [
    ['notify done', ['notify', 'done']],
    ['  notify   done ', ['notify', 'done']],
    [`notify 'a b' "c d" e\\ f`, ['notify', 'a b', 'c d', 'e f']],
    [`notify a'b c'"d"`, ['notify', 'ab cd']],
    [`notify '' ""`, ['notify', '', '']],
    [`notify "a \\"b\\" \\$c" '\\'`, ['notify', 'a "b" \\$c', '\\']],
    ['notify $HOME | tee; rm -rf * > x', ['notify', '$HOME', '|', 'tee;', 'rm', '-rf', '*', '>', 'x']],
    ['["notify", "a b", ""]', ['notify', 'a b', '']],
  ] as const)
    it(text, () => {
      expect(commandWords(text, '--on-error')).to.deep.equal(want)
    })

  for (const text of [
    '',
    '  ',
    `notify 'a`,
    `notify "a`,
    'notify \\',
    '[]',
    '["a", 1]',
    '[notify',
    '[""]',
    'a\0b',
  ])
    it(`${JSON.stringify(text)} is none`, () => {
      const error = opsErrorOf(() => commandWords(text, '--on-error'))
      expect(error).to.include({code: 'OPS_USAGE', failure: 'usage'})
      expect(error.message).to.match(/^--on-error/)
    })
})

describe("a command's environment", () => {
  it('has no secrets of ours, of AWS, of Okta, or by name', () => {
    const kept = {
      PATH: '/bin',
      HOME: '/home/x',
      LANG: 'C',
      AWS_PROFILE: 'dev',
      OKTA_OPS_STATE_DIR: '/s',
      CHANNEL: '#ops',
    }
    const dropped = {
      AWS_ACCESS_KEY_ID: 's',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_SESSION_TOKEN: 's',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 's',
      OKTA_CLIENT_TOKEN: 's',
      OKTA_CLIENT_PRIVATEKEY: 's',
      OKTA_API_TOKEN: 's',
      GITHUB_TOKEN: 's',
      DB_PASSWORD: 's',
      my_secret: 's',
      OFFBOARD: 's',
    }
    expect(commandEnvironment({...kept, ...dropped, UNSET: undefined}, ['OFFBOARD'])).to.deep.equal(kept)
  })
})

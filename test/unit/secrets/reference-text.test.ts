import {expect} from 'chai'
import fc from 'fast-check'
import {isSecretName, parseReference, printReference} from '../../../src/lib/secrets/reference-text.js'
import type {SecretReference} from '../../../src/lib/secrets/secret-reference.js'
import {opsErrorOf} from '../../support/thrown.js'

const aws = 'aws-secretsmanager' as const
const arn = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:/halyard/shared-a1B2c3'

describe('the text of a secret reference', () => {
  const read: readonly (readonly [string, SecretReference])[] = [
    ['-', {kind: 'stdin'}],
    ['env:OKTA_API_TOKEN', {kind: 'env', name: 'OKTA_API_TOKEN'}],
    ['file:~/token', {kind: 'file', path: '~/token'}],
    ['file:C:\\keys\\a b.pem', {kind: 'file', path: 'C:\\keys\\a b.pem'}],
    ['keychain:halyard', {kind: 'keychain', name: 'halyard'}],
    [`${aws}:plain`, {kind: aws, id: 'plain'}],
    [
      `${aws}:/halyard/shared#okta_api_token@dev`,
      {kind: aws, id: '/halyard/shared', key: 'okta_api_token', profile: 'dev'},
    ],
    [`${aws}:/halyard/shared@dev`, {kind: aws, id: '/halyard/shared', profile: 'dev'}],
    [`${aws}:${arn}#a key@dev`, {kind: aws, id: arn, key: 'a key', profile: 'dev'}],
    [`${aws}:${arn}`, {kind: aws, id: arn}],
    [`${aws}:team@halyard/db@`, {kind: aws, id: 'team@halyard/db'}],
    [`${aws}:team@halyard/db@dev`, {kind: aws, id: 'team@halyard/db', profile: 'dev'}],
    [`${aws}:team@halyard/db#key`, {kind: aws, id: 'team@halyard/db', key: 'key'}],
    [`${aws}:id#a#b@c@dev`, {kind: aws, id: 'id', key: 'a#b@c', profile: 'dev'}],
    [`${aws}:id#a@b@`, {kind: aws, id: 'id', key: 'a@b'}],
  ]
  for (const [text, reference] of read) {
    it(`reads ${text}`, () => {
      expect(parseReference(text, '--api-token')).to.deep.equal(reference)
      expect(printReference(reference)).to.equal(text)
    })
  }

  for (const secret of [
    '00hUnter2-literal-token',
    'SSWS 00hUnter2',
    '',
    'env:hUnter2 !',
    'env:',
    'file:',
    'keychain:../hUnter2',
    'vault:hUnter2',
    `${aws}:`,
    `${aws}:#hUnter2`,
    `${aws}:id#`,
    `${aws}:hUnter2 with space`,
    '-----BEGIN PRIVATE KEY-----\nhUnter2',
  ]) {
    it(`does not take ${JSON.stringify(secret)} for a place, nor repeat it`, () => {
      const error = opsErrorOf(() => parseReference(secret, '--api-token'))
      expect(error).to.include({code: 'OPS_SECRET', failure: 'usage'})
      expect(error.message).to.match(/^--api-token takes the place of a secret, never the secret itself: - /)
      expect(`${error.message} ${error.next ?? ''} ${error.stack ?? ''}`).not.to.include('hUnter2')
    })
  }

  it('is read back as it was printed', () => {
    const id = fc.stringMatching(/^[\w/+=.@:-]{1,40}$/)
    const key = fc.string({minLength: 1})
    const profile = fc.stringMatching(/^[^@#]{1,10}$/)
    const reference = fc
      .tuple(id, fc.option(key), fc.option(profile))
      .map(([id, key, profile]): SecretReference => ({
        kind: aws,
        id,
        ...(key === null ? {} : {key}),
        ...(profile === null ? {} : {profile}),
      }))
    fc.assert(
      fc.property(reference, (given) => {
        expect(parseReference(printReference(given), 'x')).to.deep.equal(given)
      }),
      {seed: 3, numRuns: 500},
    )
  })

  it('has names that can be files', () => {
    const names = [
      'halyard',
      'a',
      'org.token',
      'a@b-c_d',
      '..',
      '.a',
      'a.',
      'a/b',
      'a b',
      '',
      '-a',
      'x'.repeat(101),
    ]
    expect(names.filter(isSecretName)).to.deep.equal(['halyard', 'a', 'org.token', 'a@b-c_d'])
  })
})

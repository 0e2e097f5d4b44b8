import {expect} from 'chai'
import fc from 'fast-check'
import {isSecretName} from '../../../src/lib/secrets/secret-name.js'
import {
  parseSecretReference,
  showSecretReference,
  type SecretReference,
} from '../../../src/lib/secrets/secret-reference.js'
import {opsErrorOf} from '../../support/thrown.js'

describe('a reference to a secret', () => {
  const secretsManager = 'aws-secretsmanager'
  for (const {text, reference} of [
    {text: '-', reference: {kind: 'stdin'}},
    {text: 'env:OKTA_API_TOKEN', reference: {kind: 'env', name: 'OKTA_API_TOKEN'}},
    {text: 'file:/run/secrets/okta token', reference: {kind: 'file', path: '/run/secrets/okta token'}},
    {text: 'file:C:\\keys\\okta.pem', reference: {kind: 'file', path: 'C:\\keys\\okta.pem'}},
    {text: 'keychain:halyard', reference: {kind: 'keychain', name: 'halyard'}},
    {text: `${secretsManager}:/halyard/shared`, reference: {kind: secretsManager, id: '/halyard/shared'}},
    {
      text: `${secretsManager}:/halyard/shared#okta`,
      reference: {kind: secretsManager, id: '/halyard/shared', key: 'okta'},
    },
    {
      text: `${secretsManager}:/halyard/shared#okta@dev`,
      reference: {kind: secretsManager, id: '/halyard/shared', key: 'okta', profile: 'dev'},
    },
    {
      text: `${secretsManager}:/halyard/shared@dev`,
      reference: {kind: secretsManager, id: '/halyard/shared', profile: 'dev'},
    },
    {text: `${secretsManager}:a@b#`, reference: {kind: secretsManager, id: 'a@b'}},
    {text: `${secretsManager}:a@b#@dev`, reference: {kind: secretsManager, id: 'a@b', profile: 'dev'}},
    {text: `${secretsManager}:a#k@v@`, reference: {kind: secretsManager, id: 'a', key: 'k@v'}},
    {
      text: `${secretsManager}:a#k@v@dev`,
      reference: {kind: secretsManager, id: 'a', key: 'k@v', profile: 'dev'},
    },
    {
      text: `${secretsManager}:arn:aws:secretsmanager:eu-west-1:111111111111:secret:okta-AbCdEf#token`,
      reference: {
        kind: secretsManager,
        id: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:okta-AbCdEf',
        key: 'token',
      },
    },
  ] as const)
    // prettier-ignore
    it(`reads ${text} and writes it the same`, () => {
      expect(parseSecretReference(text, '--api-token')).to.deep.equal(reference)
      expect(showSecretReference(reference)).to.equal(text)
    })

  for (const text of [
    '',
    '00Halyard-secret-token',
    'env:',
    'env:A B',
    'env:1',
    'vault:x',
    'https://x',
    'file:',
    'keychain:../Halyard',
    'aws-secretsmanager:',
    'aws-secretsmanager:#Halyard',
    'aws-secretsmanager:Halyard with space',
    '-----BEGIN PRIVATE KEY-----\nHalyard',
  ])
    it(`refuses ${JSON.stringify(text)} without repeating it`, () => {
      const error = opsErrorOf(() => parseSecretReference(text, '--api-token'))
      expect(error).to.deep.include({code: 'OPS_SECRET', failure: 'usage'})
      expect(error.message).to.match(/^--api-token takes where the secret is/)
      expect(error.message).to.not.include('Halyard')
    })

  it('is read as it was written, whatever is in it', () => {
    const reference = fc
      .tuple(
        fc.stringMatching(/^[\w/+=.@:-]{1,40}$/),
        fc.option(fc.string({minLength: 1})),
        fc.option(fc.stringMatching(/^[^@#]{1,10}$/)),
      )
      .map(([id, key, profile]): SecretReference => ({
        kind: secretsManager,
        id,
        ...(key === null ? {} : {key}),
        ...(profile === null ? {} : {profile}),
      }))
    fc.assert(
      fc.property(reference, (given) => {
        expect(parseSecretReference(showSecretReference(given), 'x')).to.deep.equal(given)
      }),
      {seed: 3, numRuns: 500},
    )
  })

  it('has names that can be files', () => {
    const names = [
      'halyard',
      'a',
      'a.b',
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
    expect(names.filter(isSecretName)).to.deep.equal(['halyard', 'a', 'a.b', 'a@b-c_d'])
  })
})

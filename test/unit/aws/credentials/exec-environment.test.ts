import {expect} from 'chai'
import type {Credentials} from '../../../../src/lib/aws/credentials/credentials.js'
import {execEnvironment, regionFor} from '../../../../src/lib/aws/credentials/exec-environment.js'

const credentials: Credentials = {
  accessKeyId: 'ASIANEW',
  secretAccessKey: 'new-secret',
  sessionToken: 'new-token',
  expiresAt: new Date('2026-11-21T13:00:00Z'),
  origin: 'sso',
}
const keys = {
  AWS_ACCESS_KEY_ID: 'ASIANEW',
  AWS_SECRET_ACCESS_KEY: 'new-secret',
  AWS_SESSION_TOKEN: 'new-token',
}

describe('execEnvironment', () => {
  const misleading = {
    AWS_PROFILE: 'other',
    AWS_DEFAULT_PROFILE: 'other',
    AWS_SECURITY_TOKEN: 'old',
    AWS_SESSION_TOKEN: 'old',
    AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/',
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/creds',
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'old',
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/run/token',
    AWS_ROLE_ARN: 'arn:aws:iam::111111111111:role/Other',
    AWS_ROLE_SESSION_NAME: 'other',
    AWS_WEB_IDENTITY_TOKEN_FILE: '/run/token',
  }
  for (const [name, value] of Object.entries(misleading)) {
    it(`does not hand down ${name}`, () => {
      const env = execEnvironment({PATH: '/bin', [name]: value}, {credentials}, undefined)
      expect(env).to.deep.equal({PATH: '/bin', ...keys})
    })
  }

  it('keeps everything else, AWS settings included', () => {
    const kept = {
      HOME: '/home/a',
      AWS_CONFIG_FILE: '/c',
      AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1',
      EMPTY: '',
    }
    expect(execEnvironment(kept, {credentials}, undefined)).to.deep.equal({...kept, ...keys})
  })

  it('says the region under both names', () => {
    expect(execEnvironment({AWS_REGION: 'us-east-1'}, {credentials}, 'eu-west-1')).to.deep.equal({
      ...keys,
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
    })
  })

  it('hands down no session token beside long-lived keys', () => {
    const longLived: Credentials = {accessKeyId: 'AKIANEW', secretAccessKey: 's', origin: 'static'}
    expect(execEnvironment({AWS_SESSION_TOKEN: 'old'}, {credentials: longLived}, undefined)).to.deep.equal({
      AWS_ACCESS_KEY_ID: 'AKIANEW',
      AWS_SECRET_ACCESS_KEY: 's',
    })
  })

  it('hands down a profile instead of keys when asked, and no keys that would hide it', () => {
    const parent = {AWS_ACCESS_KEY_ID: 'AKIAOLD', AWS_SECRET_ACCESS_KEY: 'old', AWS_DEFAULT_PROFILE: 'other'}
    expect(execEnvironment(parent, {profile: 'dev-process'}, 'eu-west-1')).to.deep.equal({
      AWS_PROFILE: 'dev-process',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
    })
  })
})

describe('regionFor', () => {
  const cases = [
    {name: 'AWS_REGION first', env: {AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b'}, profile: 'c', want: 'a'},
    {
      name: 'then AWS_DEFAULT_REGION',
      env: {AWS_REGION: '', AWS_DEFAULT_REGION: 'b'},
      profile: 'c',
      want: 'b',
    },
    {name: 'then the profile', env: {}, profile: 'c', want: 'c'},
    {name: 'else none', env: {}, profile: undefined, want: undefined},
  ]
  for (const {name, env, profile, want} of cases) {
    it(name, () => {
      expect(regionFor(env, profile)).to.equal(want)
    })
  }
})

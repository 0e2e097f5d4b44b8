import {expect} from 'chai'
import {
  assumeRoleCacheName,
  assumeRoleRequest,
  registrationCacheName,
  roleCacheName,
  tokenCacheName,
} from '../../../../src/lib/aws/cache/cache-names.js'
import {pythonJson} from '../../../../src/lib/aws/cache/python-json.js'

const startUrl = 'https://d-1234567890.awsapps.com/start'
const corp = {name: 'corp', startUrl, region: 'us-east-1', scopes: ['sso:account:access']}
const legacy = {name: undefined, startUrl, region: 'us-east-1', scopes: undefined}

const accented = {...corp, name: 'é', region: 'eu-west-1'}
const deploy = {
  roleArn: 'arn:aws:iam::222222222222:role/Deploy',
  externalId: undefined,
  durationSeconds: undefined,
  roleSessionName: undefined,
  mfaSerial: undefined,
}

// Computed by AWS CLI 2.36.7, or with Python's hashlib over json.dumps, which is what it does.
const vectors = [
  {name: 'token of a session', got: tokenCacheName(corp), want: 'ee0bfd2552fbd840c02cc48b6e823320543c450f'},
  {
    name: 'token of a legacy profile',
    got: tokenCacheName(legacy),
    want: '7487b5b67d5fa1132cf33fa93ae51ef38cc37752',
  },
  {
    name: 'token of a session outside ASCII: raw UTF-8',
    got: tokenCacheName(accented),
    want: 'bf15be717ac1b080b4f1c456692825891ff5073d',
  },
  {
    name: 'registration of a session',
    got: registrationCacheName(corp),
    want: 'bc8a1afdb0f5cdc2c789b8a6cd51898e2be3c37c',
  },
  {
    name: 'registration of a legacy profile: nulls',
    got: registrationCacheName(legacy),
    want: '365414a68be7c9bfc776c660981dbdbd942acea4',
  },
  {
    name: 'registration outside ASCII: escaped',
    got: registrationCacheName(accented),
    want: '7a8223e4a6279099ace5cec018ad7702fe9aa64b',
  },
  {
    name: 'role of a session',
    got: roleCacheName(corp, '100000000000', 'Dev'),
    want: 'dada7be23696ff3aadc4e78c60b5cc4b2751b103',
  },
  {
    name: 'role of a legacy profile',
    got: roleCacheName(legacy, '100000000000', 'Dev'),
    want: 'fbeb128f685446798c19f5f304a773cbb6e3aeb8',
  },
  {
    name: 'role outside ASCII, with an account number that begins with zeros',
    got: roleCacheName(accented, '000000000012', 'Dev'),
    want: '08ea25ae81496d386d40ef3ecd0bdeb1822f0348',
  },
  {
    name: 'chained role, its session name left to the tool',
    got: assumeRoleCacheName(assumeRoleRequest(deploy)),
    want: 'd42d53ff6e9998d62ec043f628100fe602cf95e6',
  },
  {
    name: 'chained role with everything said',
    got: assumeRoleCacheName(
      assumeRoleRequest({...deploy, externalId: 'e1', durationSeconds: 1800, roleSessionName: 'me'}),
    ),
    want: 'd7a55d1ccb0f8986d2c9415e78d19bb46d72a0a0',
  },
]

describe('cache file names', () => {
  for (const {name, got, want} of vectors) it(name, () => expect(got).to.equal(`${want}.json`))

  it('do not normalise a start URL: three spellings are three logins', () => {
    const names = ['', '/', '#/'].map((end) => tokenCacheName({...legacy, startUrl: startUrl + end}))
    expect(new Set(names)).to.have.property('size', 3)
  })

  it('of chained roles differ by the device that confirms them', () => {
    const withDevice = assumeRoleRequest({...deploy, mfaSerial: 'arn:aws:iam::222222222222:mfa/ada'})
    expect(assumeRoleCacheName(withDevice)).to.not.equal(assumeRoleCacheName(assumeRoleRequest(deploy)))
  })
})

describe('pythonJson', () => {
  it('prints as json.dumps does: spaces, short escapes, ASCII only, DEL too, surrogates one by one', () => {
    expect(pythonJson({k: 'a\u007f\u0001é😀"\\\n', l: [1, true, null, {m: 'x'}], u: undefined})).to.equal(
      String.raw`{"k": "a\u007f\u0001\u00e9\ud83d\ude00\"\\\n", "l": [1, true, null, {"m": "x"}]}`,
    )
  })

  it('sorts and packs when asked, at every depth', () => {
    expect(pythonJson({b: 1, a: {d: 2, c: 3}}, {sorted: true, compact: true})).to.equal(
      '{"a":{"c":3,"d":2},"b":1}',
    )
  })
})

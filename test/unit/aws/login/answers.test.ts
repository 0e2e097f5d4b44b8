import {expect} from 'chai'
import {
  readDeviceAuthorization,
  readGrantedToken,
  readRegisteredClient,
} from '../../../../src/lib/aws/login/answers.js'
import {opsErrorOf} from '../../../support/thrown.js'

const now = new Date('2026-11-21T12:00:00Z')
const device = {deviceCode: 'd', userCode: 'ABCD-EFGH', verificationUri: 'https://device.example.test/'}

describe('aws/login/answers', () => {
  it('reads a token, its end by the local clock', () => {
    expect(readGrantedToken({accessToken: 'a', expiresIn: 3600, refreshToken: 'r'}, now)).to.deep.equal({
      accessToken: 'a',
      expiresAt: new Date('2026-11-21T13:00:00Z'),
      refreshToken: 'r',
    })
  })

  it('fills in what a device answer may leave out', () => {
    expect(readDeviceAuthorization(device)).to.deep.equal({
      ...device,
      verificationUriComplete: device.verificationUri,
      lifetimeMs: 600_000,
      intervalMs: 5000,
    })
  })

  it('takes the end of a registration in epoch seconds', () => {
    const answer = {clientId: 'c', clientSecret: 's', clientSecretExpiresAt: 1_800_000_000}
    expect(readRegisteredClient(answer).expiresAt.getUTCFullYear()).to.equal(2027)
  })

  const broken: readonly (readonly [string, () => unknown])[] = [
    ['a token without itself', () => readGrantedToken({expiresIn: 1}, now)],
    ['an empty token', () => readGrantedToken({accessToken: '', expiresIn: 1}, now)],
    ['a token without an end', () => readGrantedToken({accessToken: 'a'}, now)],
    ['a token that ended', () => readGrantedToken({accessToken: 'a', expiresIn: -1}, now)],
    ['an end as text', () => readGrantedToken({accessToken: 'a', expiresIn: '3600'}, now)],
    ['an end no date can hold', () => readGrantedToken({accessToken: 'a', expiresIn: 1e300}, now)],
    ['a device answer without a code', () => readDeviceAuthorization({...device, deviceCode: undefined})],
    [
      'a page that is a script',
      () => readDeviceAuthorization({...device, verificationUri: 'javascript:alert(1)'}),
    ],
    [
      'a page that is a file',
      () => readDeviceAuthorization({...device, verificationUriComplete: 'file:///etc/passwd'}),
    ],
    ['an interval of nothing', () => readDeviceAuthorization({...device, interval: 0})],
    ['a registration without an end', () => readRegisteredClient({clientId: 'c', clientSecret: 's'})],
  ]
  for (const [name, read] of broken)
    it(`refuses ${name}`, () => {
      expect(opsErrorOf(read)).to.include({code: 'OPS_BAD_ANSWER', failure: 'unavailable'})
    })

  it('shows what a user code should not hold', () => {
    expect(readDeviceAuthorization({...device, userCode: 'A\u001b[2J'}).userCode).to.equal('A\\u{1b}[2J')
  })
})

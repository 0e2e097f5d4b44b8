import {expect} from 'chai'
import {
  awsSigninEndpoint,
  consoleDestination,
  loginUrl,
  readSigninToken,
  signinTokenUrl,
} from '../../../../src/lib/aws/console/console-url.js'
import type {Credentials} from '../../../../src/lib/aws/credentials/credentials.js'
import {OpsError} from '../../../../src/lib/shared/errors.js'

const now = new Date('2026-11-21T12:00:00Z')
const inOneHour = new Date('2026-11-21T13:00:00Z')
const role: Credentials = {
  accessKeyId: 'ASIAHALYARD',
  secretAccessKey: 's+/=',
  sessionToken: 't&t',
  expiresAt: inOneHour,
  origin: 'sso',
}
const signin = 'https://signin.aws.amazon.com/federation'

describe('signinTokenUrl', () => {
  it('sends the session as JSON in the query, escaped', () => {
    const {searchParams} = new URL(signinTokenUrl(signin, role, now))
    expect(searchParams.get('Action')).to.equal('getSigninToken')
    expect(searchParams.get('Session')).to.equal(
      '{"sessionId":"ASIAHALYARD","sessionKey":"s+/=","sessionToken":"t&t"}',
    )
  })

  const durations: {name: string; change: Partial<Credentials>; want: string | null}[] = [
    {name: 'asks for what the role credentials have left', change: {}, want: '3600'},
    {name: 'asks for no duration for a chained role', change: {origin: 'assume-role'}, want: null},
    {
      name: 'asks for none below the minimum',
      change: {expiresAt: new Date('2026-11-21T12:14:59Z')},
      want: null,
    },
    {name: 'asks for 12 hours at most', change: {expiresAt: new Date('2026-11-23T00:00:00Z')}, want: '43200'},
  ]
  for (const {name, change, want} of durations) {
    it(name, () => {
      const {searchParams} = new URL(signinTokenUrl(signin, {...role, ...change}, now))
      expect(searchParams.get('SessionDuration')).to.equal(want)
    })
  }

  it('refuses long-lived keys', () => {
    const keys: Credentials = {accessKeyId: 'AKIA', secretAccessKey: 's', origin: 'static'}
    expect(() => signinTokenUrl(signin, keys, now)).to.throw(OpsError, 'only short-lived credentials')
  })
})

describe('readSigninToken', () => {
  it('reads the token', () => {
    expect(readSigninToken('{"SigninToken":"abc"}')).to.equal('abc')
  })
  for (const body of [
    '',
    'null',
    '[]',
    '{}',
    '{"SigninToken":7}',
    '{"SigninToken":""}',
    '<html>',
    '{"Signin',
  ]) {
    it(`refuses ${JSON.stringify(body)}`, () => {
      expect(() => readSigninToken(body)).to.throw(OpsError, 'without a sign-in token')
    })
  }
})

describe('loginUrl', () => {
  it('holds issuer, destination and token', () => {
    const url = loginUrl(
      {signinEndpoint: signin, region: 'eu-west-1', service: 's3', issuer: 'https://d-1.awsapps.com/start'},
      'tok/en',
    )
    expect(url).to.equal(
      'https://signin.aws.amazon.com/federation?Action=login&Issuer=https%3A%2F%2Fd-1.awsapps.com%2Fstart' +
        '&Destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fs3%2Fhome%3Fregion%3Deu-west-1&SigninToken=tok%2Fen',
    )
  })
})

describe('consoleDestination', () => {
  const cases = [
    {region: undefined, service: undefined, want: 'https://console.aws.amazon.com/console/home'},
    {
      region: 'eu-west-1',
      service: undefined,
      want: 'https://console.aws.amazon.com/console/home?region=eu-west-1',
    },
    {region: 'eu-west-1', service: 's3', want: 'https://console.aws.amazon.com/s3/home?region=eu-west-1'},
    {region: 'cn-north-1', service: 'ec2', want: 'https://console.amazonaws.cn/ec2/home?region=cn-north-1'},
    {
      region: 'us-gov-west-1',
      service: 'ec2/v2/home',
      want: 'https://console.amazonaws-us-gov.com/ec2/v2/home?region=us-gov-west-1',
    },
    {
      region: 'eusc-de-east-1',
      service: undefined,
      want: 'https://console.amazonaws-eusc.eu/console/home?region=eusc-de-east-1',
    },
  ]
  for (const {region, service, want} of cases) {
    it(want, () => {
      expect(consoleDestination(region, service)).to.equal(want)
    })
  }
  for (const service of ['', '/s3', '//evil.test', 's3?x=1', 's3#x', '../x', 'S3', 's3/..', 'a b']) {
    it(`refuses ${JSON.stringify(service)}`, () => {
      expect(() => consoleDestination('eu-west-1', service)).to.throw(OpsError, 'not a console service')
    })
  }
})

describe('awsSigninEndpoint', () => {
  const cases = [
    {region: undefined, want: 'https://signin.aws.amazon.com/federation'},
    {region: 'cn-northwest-1', want: 'https://signin.amazonaws.cn/federation'},
    {region: 'us-gov-east-1', want: 'https://signin.amazonaws-us-gov.com/federation'},
    {region: 'eusc-de-east-1', want: 'https://signin.amazonaws-eusc.eu/federation'},
  ]
  for (const {region, want} of cases) {
    it(`${region ?? 'no region'}: ${want}`, () => {
      expect(awsSigninEndpoint(region)).to.equal(want)
    })
  }
})

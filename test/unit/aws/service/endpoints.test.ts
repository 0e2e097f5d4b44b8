import {expect} from 'chai'
import {
  isOwnEndpoint,
  oidcEndpoint,
  portalEndpoint,
  stsEndpoint,
} from '../../../../src/lib/aws/service/endpoints.js'
import {fakeMachine} from '../../../support/fake-machine.js'
import {opsErrorOf} from '../../../support/thrown.js'

const plain = fakeMachine()

describe('endpoints', () => {
  for (const [region, oidc, portal, sts] of [
    [
      'us-east-1',
      'oidc.us-east-1.amazonaws.com',
      'portal.sso.us-east-1.amazonaws.com',
      'sts.us-east-1.amazonaws.com',
    ],
    [
      'us-gov-west-1',
      'oidc.us-gov-west-1.amazonaws.com',
      'portal.sso.us-gov-west-1.amazonaws.com',
      'sts.us-gov-west-1.amazonaws.com',
    ],
    [
      'cn-north-1',
      'oidc.cn-north-1.amazonaws.com.cn',
      'portal.sso.cn-north-1.amazonaws.com.cn',
      'sts.cn-north-1.amazonaws.com.cn',
    ],
    [
      'eusc-de-east-1',
      'oidc.eusc-de-east-1.amazonaws.eu',
      'portal.sso.eusc-de-east-1.amazonaws.eu',
      'sts.eusc-de-east-1.amazonaws.eu',
    ],
  ] as const) {
    it(`AWS's own in ${region}`, () => {
      const found = [oidcEndpoint, portalEndpoint, stsEndpoint].map((endpoint) => endpoint(plain, region))
      expect(found).to.deep.equal([oidc, portal, sts].map((host) => `https://${host}`))
      expect(found.every(isOwnEndpoint)).to.equal(true)
    })
  }

  const settings = {all: 'https://all.test', ssoOidc: 'https://oidc.test/', sso: 'https://portal.test'}
  for (const [name, env, want] of [
    [
      "the service's variable first",
      {AWS_ENDPOINT_URL_SSO_OIDC: 'http://127.0.0.1:1/aws/', AWS_ENDPOINT_URL: 'https://x.test'},
      'http://127.0.0.1:1/aws',
    ],
    ['then AWS_ENDPOINT_URL', {AWS_ENDPOINT_URL: 'https://x.test'}, 'https://x.test'],
    ["then the profile's services section", {}, 'https://oidc.test'],
    [
      'none of them when told to ignore them',
      {AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'True', AWS_ENDPOINT_URL: 'https://x.test'},
      'https://oidc.us-east-1.amazonaws.com',
    ],
  ] as const) {
    it(name, () => {
      expect(oidcEndpoint(fakeMachine(env), 'us-east-1', settings)).to.equal(want)
    })
  }

  it("the profile's endpoint_url last, for services without their own", () => {
    expect(stsEndpoint(plain, 'us-east-1', settings)).to.equal('https://all.test')
  })

  it('a region that would change the host is refused', () => {
    for (const region of ['evil.test/', 'us-east-1.evil.test#', '', 'US-EAST-1'])
      expect(opsErrorOf(() => portalEndpoint(plain, region)).code).to.equal('OPS_CONFIG_BROKEN')
  })

  it('an override that is no address is named by its variable', () => {
    const error = opsErrorOf(() =>
      portalEndpoint(fakeMachine({AWS_ENDPOINT_URL_SSO: 'localhost'}), 'us-east-1'),
    )
    expect(error.message).to.include('AWS_ENDPOINT_URL_SSO is not an http(s) address')
  })

  it('knows which endpoints are not AWS', () => {
    for (const foreign of [
      'http://127.0.0.1:1',
      'https://amazonaws.com.evil.test',
      'http://oidc.us-east-1.amazonaws.com',
    ])
      expect(isOwnEndpoint(foreign)).to.equal(false)
  })
})

import {expect} from 'chai'
import {proxyFor} from '../../../src/lib/shared/proxy.js'
import {opsErrorOf} from '../../support/thrown.js'

const portal = 'https://portal.sso.us-east-1.amazonaws.com/federation'
const proxy = 'http://proxy.example.test:3128'

describe('proxyFor', () => {
  for (const [name, env, want, url = portal] of [
    ['nothing is set', {}, undefined],
    ['HTTPS_PROXY', {HTTPS_PROXY: proxy}, 'proxy.example.test:3128'],
    [
      'https_proxy before HTTPS_PROXY',
      {HTTPS_PROXY: 'http://upper.test', https_proxy: 'http://lower.test'},
      'lower.test',
    ],
    ['ALL_PROXY where there is no other', {ALL_PROXY: proxy}, 'proxy.example.test:3128'],
    ['an address without a scheme', {HTTPS_PROXY: 'proxy.example.test:3128'}, 'proxy.example.test:3128'],
    ['an empty variable', {HTTPS_PROXY: ''}, undefined],
    ['HTTP_PROXY is for http', {HTTP_PROXY: proxy}, undefined],
    ['loopback is never proxied', {HTTPS_PROXY: proxy}, undefined, 'https://127.0.0.1:8443/'],
    ['nor is http, which is for loopback alone', {HTTPS_PROXY: proxy}, undefined, 'http://localhost:8080/'],
    ['NO_PROXY=*', {HTTPS_PROXY: proxy, NO_PROXY: '*'}, undefined],
    [
      'NO_PROXY with the host',
      {HTTPS_PROXY: proxy, NO_PROXY: 'portal.sso.us-east-1.amazonaws.com'},
      undefined,
    ],
    ['NO_PROXY with a parent', {HTTPS_PROXY: proxy, NO_PROXY: 'a.test, amazonaws.com'}, undefined],
    ['NO_PROXY with a leading dot', {HTTPS_PROXY: proxy, no_proxy: '.amazonaws.com'}, undefined],
    ['NO_PROXY with a star', {HTTPS_PROXY: proxy, NO_PROXY: '*.amazonaws.com'}, undefined],
    ['NO_PROXY with this port', {HTTPS_PROXY: proxy, NO_PROXY: 'amazonaws.com:443'}, undefined],
    [
      'NO_PROXY with another port',
      {HTTPS_PROXY: proxy, NO_PROXY: 'amazonaws.com:8443'},
      'proxy.example.test:3128',
    ],
    ['NO_PROXY with a mere ending', {HTTPS_PROXY: proxy, NO_PROXY: 'naws.com'}, 'proxy.example.test:3128'],
  ] as const) {
    it(`${name}: ${want ?? 'no proxy'}`, () => {
      expect(proxyFor(env, new URL(url))?.host).to.equal(want)
    })
  }

  for (const address of [
    'socks5://proxy.example.test',
    'http://',
    'not an address',
    'http://ada:50%zz@proxy.test',
  ]) {
    it(`refuses ${address}, without repeating it: it may hold a password`, () => {
      const error = opsErrorOf(() => proxyFor({HTTPS_PROXY: address}, new URL(portal)))
      expect(error).to.include({code: 'OPS_PROXY', failure: 'unavailable'})
      expect(error.message).to.not.include(address)
    })
  }
})

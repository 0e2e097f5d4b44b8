import {expect} from 'chai'
import {createHash} from 'node:crypto'
import {pageHeaders, refusalFor, type GuardRule} from '../../../src/lib/shared/loopback-guard.js'

const rule: GuardRule = {port: 4100, otherHosts: ['portal.example.test'], landingPaths: ['/callback']}

interface Case {
  readonly name: string
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly want: number | undefined
}

const landing = {'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document'}

const cases: readonly Case[] = [
  {name: 'its own address', want: undefined},
  {name: 'localhost', headers: {host: 'localhost:4100'}, want: undefined},
  {name: 'a host it plays', headers: {host: 'portal.example.test'}, want: undefined},
  {name: 'upper case', headers: {host: 'LOCALHOST:4100'}, want: undefined},
  {name: 'a rebound name', headers: {host: 'evil.example.test:4100'}, want: 421},
  {name: 'another port', headers: {host: '127.0.0.1:4101'}, want: 421},
  {name: 'no port', headers: {host: '127.0.0.1'}, want: 421},
  {name: 'an empty host', headers: {host: ''}, want: 421},
  {name: 'a host that only begins right', headers: {host: '127.0.0.1:4100.evil.example.test'}, want: 421},
  {name: 'its own origin', method: 'POST', headers: {origin: 'http://127.0.0.1:4100'}, want: undefined},
  {name: 'a foreign origin', method: 'POST', headers: {origin: 'https://evil.example.test'}, want: 403},
  {name: 'origin null', method: 'POST', headers: {origin: 'null'}, want: 403},
  {name: 'another local port as origin', headers: {origin: 'http://127.0.0.1:3000'}, want: 403},
  {name: 'same-origin fetch', headers: {'sec-fetch-site': 'same-origin'}, want: undefined},
  {name: 'typed by the person', headers: {'sec-fetch-site': 'none'}, want: undefined},
  {name: 'cross-site navigation elsewhere', headers: landing, want: 403},
  {name: 'cross-site navigation to the callback', path: '/callback', headers: landing, want: undefined},
  {
    name: 'cross-site post to the callback',
    method: 'POST',
    path: '/callback',
    headers: {...landing, origin: 'https://evil.example.test'},
    want: 403,
  },
  {
    name: 'cross-site frame of the callback',
    path: '/callback',
    headers: {...landing, 'sec-fetch-dest': 'iframe'},
    want: 403,
  },
  {
    name: 'cross-site fetch of the callback',
    path: '/callback',
    headers: {...landing, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image'},
    want: 403,
  },
  {
    name: 'a landing under a rebound name',
    path: '/callback',
    headers: {...landing, host: 'evil.example.test'},
    want: 421,
  },
]

describe('shared/loopback-guard', () => {
  for (const {name, method = 'GET', path = '/', headers = {}, want} of cases) {
    it(`${name}: ${want ?? 'passes'}`, () => {
      const all: Readonly<Record<string, string>> = {host: '127.0.0.1:4100', ...headers}
      expect(refusalFor({method, path, header: (key) => all[key]}, rule)?.status).to.equal(want)
    })
  }

  it('allows only the styles and scripts that were named', () => {
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64')
    const policy = pageHeaders({styles: ['a{}'], scripts: ['b()'], formTargets: ["'self'"]})[
      'content-security-policy'
    ]
    expect(policy).to.equal(
      `default-src 'none'; style-src 'sha256-${hash('a{}')}'; script-src 'sha256-${hash('b()')}'; ` +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
  })

  it('allows images only when they are part of the page', () => {
    expect(pageHeaders({dataImages: true})['content-security-policy']).to.include('; img-src data:; ')
  })

  it('allows nothing when nothing is named, and no other site to read or frame an answer', () => {
    const headers = pageHeaders()
    expect(headers['content-security-policy']).to.equal(
      "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    )
    expect(Object.keys(headers)).to.not.include('access-control-allow-origin')
  })
})

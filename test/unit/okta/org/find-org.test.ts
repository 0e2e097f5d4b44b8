import {expect} from 'chai'
import path from 'node:path'
import {findOrg} from '../../../../src/lib/okta/org/find-org.js'
import type {OrgSetting} from '../../../../src/lib/okta/org/org-setting.js'
import type {Environment} from '../../../../src/lib/shared/machine.js'
import {fakeMachine} from '../../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../../support/temp-home.js'
import {opsErrorOf} from '../../../support/thrown.js'

const halyard = 'https://halyard.okta.com'
const keel = 'https://keel.okta.com'

describe('which Okta org a command works with', () => {
  let home: TempHome
  beforeEach(() => {
    home = createTempHome()
  })
  afterEach(() => {
    home.remove()
  })

  function find(env: Environment, org?: string): OrgSetting {
    const all = {HOME: home.path, OKTA_OPS_CONFIG_DIR: path.join(home.path, 'config'), ...env}
    return findOrg(fakeMachine(all), {org})
  }
  const oktaYaml = (client: string): string =>
    home.write('.okta/okta.yaml', `okta:\n  client:\n${client.replace(/^/gm, '    ')}\n`)
  const orgsYaml = (text: string): string => home.write('config/orgs.yaml', `version: 1\n${text}`)
  const variable = (name: string) => ({kind: 'reference', reference: {kind: 'env', name}})

  const environments = [
    {
      name: "the SDKs' API token",
      env: {OKTA_CLIENT_ORGURL: halyard, OKTA_CLIENT_TOKEN: 't'},
      way: {kind: 'api-token', token: variable('OKTA_CLIENT_TOKEN')},
    },
    {
      name: 'the plain API token',
      env: {OKTA_ORG_URL: `${halyard}/`, OKTA_API_TOKEN: 't'},
      way: {kind: 'api-token', token: variable('OKTA_API_TOKEN')},
    },
    {
      name: 'a bare domain',
      env: {OKTA_DOMAIN: 'halyard.okta.com', OKTA_API_TOKEN: 't'},
      way: {kind: 'api-token', token: variable('OKTA_API_TOKEN')},
    },
    {
      name: 'OKTA_ORG_URL before OKTA_DOMAIN',
      env: {OKTA_ORG_URL: halyard, OKTA_DOMAIN: 'keel.okta.com', OKTA_API_TOKEN: 't'},
      way: {kind: 'api-token', token: variable('OKTA_API_TOKEN')},
    },
    {
      name: "the SDKs' service app",
      env: {
        OKTA_CLIENT_ORGURL: halyard,
        OKTA_CLIENT_AUTHORIZATIONMODE: 'PrivateKey',
        OKTA_CLIENT_CLIENTID: '0oa1',
        OKTA_CLIENT_PRIVATEKEY: 'pem',
        OKTA_CLIENT_SCOPES: 'okta.logs.read, okta.users.read',
        OKTA_CLIENT_KEYID: 'k1',
      },
      way: {
        kind: 'service-app',
        clientId: '0oa1',
        privateKey: variable('OKTA_CLIENT_PRIVATEKEY'),
        keyId: 'k1',
        scopes: ['okta.logs.read', 'okta.users.read'],
        dpop: 'auto',
      },
    },
    {
      name: 'the plain service app, its key in a variable',
      env: {OKTA_DOMAIN: halyard, OKTA_CLIENT_ID: '0oa1', OKTA_CLIENT_PRIVATE_KEY: 'pem'},
      way: {
        kind: 'service-app',
        clientId: '0oa1',
        privateKey: variable('OKTA_CLIENT_PRIVATE_KEY'),
        scopes: ['okta.logs.read'],
        dpop: 'auto',
      },
    },
    {
      name: 'the plain service app, its key in a file',
      env: {
        OKTA_DOMAIN: halyard,
        OKTA_CLIENT_ID: '0oa1',
        OKTA_CLIENT_PRIVATE_KEY_FILE: '/keys/okta.pem',
        OKTA_CLIENT_SCOPES: 'okta.logs.read',
      },
      way: {
        kind: 'service-app',
        clientId: '0oa1',
        privateKey: {kind: 'reference', reference: {kind: 'file', path: '/keys/okta.pem'}},
        scopes: ['okta.logs.read'],
        dpop: 'auto',
      },
    },
    {
      name: 'a person: a client without a key',
      env: {OKTA_ORG_URL: halyard, OKTA_CLIENT_ID: '0oa2'},
      way: {kind: 'person', clientId: '0oa2', scopes: ['okta.logs.read']},
    },
    {
      name: 'the token where both are there and no mode is said, as the SDKs do',
      env: {OKTA_CLIENT_ORGURL: halyard, OKTA_CLIENT_TOKEN: 't', OKTA_CLIENT_CLIENTID: '0oa1', OKTA_CLIENT_PRIVATEKEY: 'p'}, // prettier-ignore
      way: {kind: 'api-token', token: variable('OKTA_CLIENT_TOKEN')},
    },
    {
      name: "the SDKs' token before the plain one",
      env: {OKTA_CLIENT_ORGURL: halyard, OKTA_CLIENT_TOKEN: 't', OKTA_API_TOKEN: 'u'},
      way: {kind: 'api-token', token: variable('OKTA_CLIENT_TOKEN')},
    },
    {
      name: "the SDKs' service app, though a plain token lies about",
      env: {OKTA_CLIENT_ORGURL: halyard, OKTA_CLIENT_CLIENTID: '0oa1', OKTA_CLIENT_PRIVATEKEY: 'p', OKTA_API_TOKEN: 'u'}, // prettier-ignore
      way: {
        kind: 'service-app',
        clientId: '0oa1',
        privateKey: variable('OKTA_CLIENT_PRIVATEKEY'),
        scopes: ['okta.logs.read'],
        dpop: 'auto',
      },
    },
    {
      name: 'one half with the other when only one names an org',
      env: {OKTA_CLIENT_ORGURL: halyard, OKTA_API_TOKEN: 'u'},
      way: {kind: 'api-token', token: variable('OKTA_API_TOKEN')},
    },
    {
      name: "the SDKs' half alone when the plain half is about another org",
      env: {OKTA_CLIENT_ORGURL: halyard, OKTA_CLIENT_TOKEN: 't', OKTA_DOMAIN: 'keel.okta.com', OKTA_API_TOKEN: 'u'}, // prettier-ignore
      way: {kind: 'api-token', token: variable('OKTA_CLIENT_TOKEN')},
    },
  ]
  for (const {name, env, way} of environments)
    it(`is said by the environment: ${name}`, () => {
      const setting = find(env)
      expect(setting.address.url).to.equal(halyard)
      expect(setting.way).to.deep.equal(way)
      expect(setting.name).to.equal(undefined)
    })

  it('is said by ~/.okta/okta.yaml when the environment says nothing, read as it is written', () => {
    oktaYaml('orgUrl: https://halyard.okta.com\ntoken: "00${HOME}"\nconnectionTimeout: 30')
    const {way, address, values} = find({})
    expect(address.url).to.equal(halyard)
    expect(way).to.deep.equal({kind: 'api-token', token: {kind: 'text', text: '00${HOME}'}})
    expect(values.apiToken?.from).to.equal(`${home.path}/.okta/okta.yaml (okta.client.token)`)
  })

  it('takes a key as a JWK and scopes as a list from okta.yaml', () => {
    oktaYaml(
      'orgUrl: https://halyard.okta.com\nauthorizationMode: PrivateKey\nclientId: 0oa1\nscopes:\n  - okta.logs.read\n  - okta.users.read\nprivateKey:\n  kty: EC\n  d: abc',
    )
    expect(find({}).way).to.deep.equal({
      kind: 'service-app',
      clientId: '0oa1',
      privateKey: {kind: 'text', text: '{"kty":"EC","d":"abc"}'},
      scopes: ['okta.logs.read', 'okta.users.read'],
      dpop: 'auto',
    })
  })

  for (const {name, text} of [
    {name: 'is empty', text: ''},
    {name: 'says nothing of a client', text: 'okta:\n  testing:\n    disableHttpsCheck: true\n'},
    {name: 'has empty values, as a template has', text: 'okta:\n  client:\n    orgUrl: ""\n    token:\n'},
  ])
    it(`goes past an okta.yaml that ${name}`, () => {
      home.write('.okta/okta.yaml', text)
      orgsYaml('current: prod\norgs:\n  prod:\n    url: https://halyard.okta.com\n    apiToken: env:T\n')
      expect(find({}).name).to.equal('prod')
    })

  it('names the place of a fault in okta.yaml', () => {
    home.write('.okta/okta.yaml', 'okta:\n  client:\n    orgUrl: [a\n')
    expect(opsErrorOf(() => find({})).message).to.match(/okta\.yaml:\d+:\d+: /)
  })

  const both = `current: prod
orgs:
  prod:
    url: https://halyard.okta.com
    apiToken: keychain:okta-prod
  dev:
    url: https://keel.okta.com
    clientId: 0oa1
    privateKey: file:/keys/dev.pem
`
  it('is the current named one at last', () => {
    orgsYaml(both)
    expect(find({})).to.deep.include({name: 'prod', rateShare: undefined})
  })

  it('is a named one when asked for, whatever the environment and okta.yaml say', () => {
    orgsYaml(both)
    oktaYaml('orgUrl: https://halyard.okta.com\ntoken: t')
    const setting = find({OKTA_CLIENT_ORGURL: halyard, OKTA_CLIENT_TOKEN: 't'}, 'dev')
    expect(setting.address.url).to.equal(keel)
    expect(setting.way).to.deep.include({kind: 'service-app', clientId: '0oa1'})
  })

  it('goes with the environment before okta.yaml, and with okta.yaml before a named one', () => {
    orgsYaml(both)
    oktaYaml('orgUrl: https://keel.okta.com\ntoken: t')
    expect(find({}).source).to.match(/okta\.yaml$/)
    expect(find({OKTA_CLIENT_ORGURL: halyard, OKTA_CLIENT_TOKEN: 't'}).source).to.equal('the environment')
  })

  it('borrows the way in of a lower place that is about the same org', () => {
    orgsYaml(both)
    expect(find({OKTA_ORG_URL: 'halyard-admin.okta.com'})).to.deep.include({name: 'prod'})
  })

  const refused = [
    {
      name: 'nothing is configured',
      env: {},
      want: {code: 'OPS_ORG_NOT_FOUND', failure: 'usage', next: 'okta-ops org add'},
      says: /no Okta org is configured/,
    },
    {
      name: 'a token would reach the org of another place',
      env: {OKTA_ORG_URL: 'https://mast.okta.com'},
      files: () => oktaYaml('orgUrl: https://keel.okta.com\ntoken: t'),
      want: {
        code: 'OPS_ORG_CONFIG',
        failure: 'usage',
        next: 'okta-ops org add --org-url https://mast.okta.com',
      },
      says: /^OKTA_ORG_URL names an org, but there is no way in for it; .*okta\.yaml \(okta\.client\.orgUrl\) has one for another org, keel\.okta\.com/,
    },
    {
      name: 'a token has no address, though another place has one',
      env: {OKTA_API_TOKEN: 't'},
      files: () => oktaYaml('orgUrl: https://keel.okta.com'),
      want: {
        code: 'OPS_ORG_CONFIG',
        failure: 'usage',
        next: 'export OKTA_CLIENT_ORGURL=https://keel.okta.com',
      },
      says: /^OKTA_API_TOKEN is set, but the environment does not say of which org; .*okta\.yaml/,
    },
    {
      name: 'two halves of the environment are about two orgs',
      env: {OKTA_CLIENT_ORGURL: halyard, OKTA_ORG_URL: keel, OKTA_API_TOKEN: 't'},
      want: {code: 'OPS_ORG_CONFIG', failure: 'usage', next: 'unset OKTA_CLIENT_ORGURL'},
      says: /OKTA_CLIENT_ORGURL and OKTA_ORG_URL name two orgs/,
    },
    {
      name: 'the mode is unknown',
      env: {OKTA_CLIENT_ORGURL: halyard, OKTA_CLIENT_TOKEN: 't', OKTA_CLIENT_AUTHORIZATIONMODE: 'Bearer'},
      want: {code: 'OPS_ORG_CONFIG', failure: 'usage'},
      says: /OKTA_CLIENT_AUTHORIZATIONMODE is "Bearer"/,
    },
    {
      name: 'the mode asks for a key that is not there',
      env: {OKTA_CLIENT_ORGURL: halyard, OKTA_CLIENT_CLIENTID: '0oa1', OKTA_CLIENT_AUTHORIZATIONMODE: 'PrivateKey'}, // prettier-ignore
      want: {code: 'OPS_ORG_CONFIG', failure: 'usage'},
      says: /says PrivateKey, but the environment has no key/,
    },
    {
      name: 'a key has no client',
      env: {OKTA_CLIENT_ORGURL: halyard, OKTA_CLIENT_PRIVATEKEY: 'p'},
      want: {code: 'OPS_ORG_CONFIG', failure: 'usage'},
      says: /client id/,
    },
    {
      name: 'no org is the current one',
      env: {},
      files: () => orgsYaml('orgs:\n  prod:\n    url: https://halyard.okta.com\n    apiToken: env:T\n'),
      want: {code: 'OPS_ORG_NOT_FOUND', failure: 'usage', next: 'okta-ops org use prod'},
      says: /current/,
    },
    {
      name: 'the name is not known',
      env: {},
      org: 'pord',
      files: () => orgsYaml(both),
      want: {code: 'OPS_ORG_NOT_FOUND', failure: 'usage', next: 'okta-ops org list'},
      says: /did you mean prod\?/,
    },
  ]
  for (const {name, env, org, files, want, says} of refused)
    it(`is refused when ${name}`, () => {
      files?.()
      const error = opsErrorOf(() => find(env, org))
      expect(error).to.deep.include(want)
      expect(error.message).to.match(says)
    })
})

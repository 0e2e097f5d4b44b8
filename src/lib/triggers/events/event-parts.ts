import type {JsonObject} from '../../shared/json.js'

/*
 * The people and things of a made-up company, in the shapes of the System Log (developer.okta.com, System Log API,
 * "LogEvent"). None of them exists.
 */

/** One of `actor` and `target`. */
export interface Party {
  readonly id: string
  readonly type: string
  readonly alternateId: string
  readonly displayName: string
  readonly detailEntry: JsonObject | null
}

export const admin = user('00uexampleadmin00001', 'ida.admin@example.com', 'Ida Admin')
export const person = user('00uexampleperson0001', 'kim.doe@example.com', 'Kim Doe')
export const okta: Party = {
  id: 'okta.2b1959c8-bcc0-56eb-a589-cfcfb7422f26',
  type: 'SystemPrincipal',
  alternateId: 'system@okta.com',
  displayName: 'Okta System',
  detailEntry: null,
}
export const group: Party = {
  id: '00gexamplegroup00001',
  type: 'UserGroup',
  alternateId: 'unknown',
  displayName: 'Engineering',
  detailEntry: null,
}
export const app: Party = {
  id: '0oaexampleapp0000001',
  type: 'AppInstance',
  alternateId: 'AWS IAM Identity Center',
  displayName: 'AWS IAM Identity Center',
  detailEntry: {signOnModeType: 'SAML_2_0'},
}
export const appUser: Party = {...person, id: '0uaexampleappuser001', type: 'AppUser'}
export const authenticator: Party = {
  id: 'opfexamplefactor0001',
  type: 'AuthenticatorEnrollment',
  alternateId: 'unknown',
  displayName: 'Okta Verify',
  detailEntry: {methodTypeUsed: 'Get a push notification'},
}
export const policy: Party = {
  id: '00pexamplepolicy0001',
  type: 'PolicyEntity',
  alternateId: 'unknown',
  displayName: 'Default Policy',
  detailEntry: {policyType: 'OktaSignOn'},
}
export const policyRule: Party = {
  id: '0prexamplerule000001',
  type: 'PolicyRule',
  alternateId: '00pexamplepolicy0001',
  displayName: 'Default Rule',
  detailEntry: null,
}

const geographicalContext = {
  city: 'Utrecht',
  state: 'Utrecht',
  country: 'Netherlands',
  postalCode: '3511',
  geolocation: {lat: 52.09, lon: 5.12},
}
const ipAddress = '198.51.100.20'
const requestId = 'reqExample0000000000001'

/** From where a person acts: an address kept for documentation, an ordinary browser. */
export const client: JsonObject = {
  userAgent: {
    rawUserAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    os: 'Linux',
    browser: 'FIREFOX',
  },
  zone: 'null',
  device: 'Computer',
  id: null,
  ipAddress,
  geographicalContext,
}

/** What every event has, whatever happened. */
export const frame: JsonObject = {
  client,
  device: null,
  authenticationContext: {
    authenticationProvider: null,
    credentialProvider: null,
    credentialType: null,
    issuer: null,
    interface: null,
    authenticationStep: 0,
    rootSessionId: 'trsExample0000000000001',
    externalSessionId: 'trsExample0000000000001',
  },
  securityContext: {asNumber: 64500, asOrg: 'example', isp: 'example', domain: 'example.com', isProxy: false},
  legacyEventType: null,
  transaction: {type: 'WEB', id: requestId, detail: {}},
  version: '0',
  request: {ipChain: [{ip: ipAddress, geographicalContext, version: 'V4', source: null}]},
}

/** The texts of `debugContext.debugData` that most events have. */
export const debugData: JsonObject = {
  requestId,
  dtHash: '0f'.repeat(32),
  requestUri: '/api/v1/example',
  threatSuspected: 'false',
  url: '/api/v1/example?',
}

function user(id: string, alternateId: string, displayName: string): Party {
  return {id, type: 'User', alternateId, displayName, detailEntry: null}
}

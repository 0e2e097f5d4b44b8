import type {Dice} from './dice.js'
import type {Happening, Origin, Party} from '../log/log-event.js'
import {userParty} from '../log/journal.js'
import type {User} from '../../company/company.js'
import type {JsonObject} from '../../../shared/json.js'

/*
 * A working day at the company, one event at a time: people sign in, use their apps, mistype, confirm on a telephone. It tells
 * of nothing that would have changed the company.
 */

export interface Scene {
  readonly happening: Happening
  readonly origin: Origin
}

const apps: readonly [string, ...string[]] = [
  'AWS IAM Identity Center',
  'Okta Dashboard',
  'Harbour Mail',
  'Logbook',
  'Tide Tables',
]

const places: readonly [JsonObject, ...JsonObject[]] = [
  place({city: 'Bergen', state: 'Vestland', country: 'Norway'}, {lat: 60.39, lon: 5.32}),
  place({city: 'Lisbon', state: 'Lisboa', country: 'Portugal'}, {lat: 38.72, lon: -9.14}),
  place({city: 'Halifax', state: 'Nova Scotia', country: 'Canada'}, {lat: 44.65, lon: -63.57}),
  place({city: 'Hobart', state: 'Tasmania', country: 'Australia'}, {lat: -42.88, lon: 147.33}),
]

const userAgents: readonly [string, ...string[]] = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'okta-sdk-halyard/2.4.0 node/20.19.0 linux/6.1.0',
]

const risk = (dice: Dice): string =>
  `{reasons=Anomalous Location, level=${dice.pick(['LOW', 'LOW', 'MEDIUM', 'HIGH'])}}`

/** An ordinary event: sign-ins and apps. */
export function quietScene(dice: Dice, users: readonly [User, ...User[]]): Scene {
  const user = dice.pick(users)
  const origin = originOf(dice, user)
  if (dice.chance(0.35)) {
    return {
      origin: {...origin, requestUri: '/idp/idx/identify', url: '/idp/idx/identify?'},
      happening: {
        eventType: 'user.session.start',
        displayMessage: 'User login to Okta',
        legacyEventType: 'core.user_auth.login_success',
        debugData: {risk: risk(dice), authnRequestId: dice.hex(24)},
      },
    }
  }
  if (dice.chance(0.15)) {
    return {
      origin,
      happening: {
        eventType: 'user.session.end',
        displayMessage: 'User logout from Okta',
        legacyEventType: 'core.user_auth.logout_success',
      },
    }
  }
  const app = dice.pick(apps)
  return {
    origin: {...origin, requestUri: '/app/sso', url: `/app/sso?app=${encodeURIComponent(app)}`},
    happening: {
      eventType: 'user.authentication.sso',
      displayMessage: 'User single sign on to app',
      legacyEventType: 'app.auth.sso',
      target: appTargets(dice, app, user),
      debugData: {initiationType: 'IDP_INITIATED', signOnMode: 'SAML 2.0'},
    },
  }
}

/** A busier one: factors, policies, refusals, threats, limits. */
export function busyScene(dice: Dice, users: readonly [User, ...User[]]): Scene {
  if (dice.chance(0.45)) return quietScene(dice, users)
  const user = dice.pick(users)
  const origin = originOf(dice, user)
  return {origin, happening: dice.pick(busyHappenings)(dice, user)}
}

const busyHappenings: readonly [
  (dice: Dice, user: User) => Happening,
  ...((dice: Dice, user: User) => Happening)[],
] = [
  () => ({
    eventType: 'user.session.start',
    displayMessage: 'User login to Okta',
    legacyEventType: 'core.user_auth.login_failed',
    severity: 'WARN',
    outcome: {result: 'FAILURE', reason: 'INVALID_CREDENTIALS'},
    debugData: {loginResult: 'CREDENTIALS_ERROR'},
  }),
  (dice, user) => ({
    eventType: 'user.authentication.auth_via_mfa',
    displayMessage: 'Authentication of user via MFA',
    legacyEventType: 'core.user.factor.attempt_success',
    target: [userParty(user)],
    outcome: dice.chance(0.2)
      ? {result: 'FAILURE', reason: 'User rejected Okta push verify'}
      : {result: 'SUCCESS'},
    debugData: {factor: dice.pick(['OKTA_VERIFY_PUSH', 'FIDO_WEBAUTHN', 'TOKEN_SOFTWARE_TOTP'])},
  }),
  (dice, user) => ({
    eventType: 'policy.evaluate_sign_on',
    displayMessage: 'Evaluation of sign-on policy',
    target: [...appTargets(dice, dice.pick(apps), user), policy],
    outcome: {
      result: dice.pick(['ALLOW', 'CHALLENGE', 'CHALLENGE', 'DENY']),
      reason: 'Sign-on policy evaluation resulted in a decision',
    },
    debugData: {
      behaviors: '{New Geo-Location=NEGATIVE, New Device=POSITIVE, New IP=POSITIVE, Velocity=NEGATIVE}',
      logOnlySecurityData: `{"risk":{"level":"${dice.pick(['LOW', 'MEDIUM'])}"},"behaviors":{"New IP":"POSITIVE"}}`,
    },
  }),
  (dice, user) => ({
    eventType: 'app.oauth2.token.grant.access_token',
    displayMessage: 'OAuth2 access token is granted',
    target: [
      {id: `0oa${dice.hex(17)}`, type: 'PublicClientApp', alternateId: 'unknown', displayName: 'Tide Tables'},
      userParty(user),
    ],
    debugData: {grantType: 'client_credentials', grantedScopes: 'okta.logs.read, okta.groups.read'},
  }),
  (dice) => ({
    eventType: 'system.push.send_factor_verify_push',
    displayMessage: 'Send a push notification to verify a factor',
    severity: dice.chance(0.5) ? 'DEBUG' : 'INFO',
    target: null,
  }),
  (dice) => ({
    eventType: 'security.threat.detected',
    displayMessage: 'Request from suspicious actor',
    severity: 'WARN',
    outcome: {result: dice.pick(['DENY', 'RATE_LIMIT']), reason: 'Password Spray, Login Failures'},
    debugData: {
      threatSuspected: 'true',
      threatDetections: '{"Password Spray":"HIGH","Login Failures":"MEDIUM"}',
    },
  }),
  (_, user) => ({
    eventType: 'user.account.lock',
    displayMessage: 'Max sign-in attempts exceeded',
    legacyEventType: 'core.user_auth.account_locked',
    severity: 'DEBUG',
    target: [userParty(user)],
    outcome: {result: 'FAILURE', reason: 'LOCKED_OUT'},
  }),
]

const policy: Party = {
  id: '00p0000001halyard0d7',
  type: 'PolicyEntity',
  alternateId: 'unknown',
  displayName: 'Shore and ship',
  detailEntry: {policyType: 'OktaSignOn'},
}

function originOf(dice: Dice, user: User): Origin {
  return {
    actor: userParty(user),
    ipAddress: dice.chance(0.03) ? 'null' : `198.51.100.${dice.below(254) + 1}`,
    userAgent: dice.pick(userAgents),
    requestId: dice.hex(30),
    requestUri: '/api/v1/authn',
    url: '/api/v1/authn?',
    sessionId: `102${dice.hex(20)}`,
    geo: dice.pick(places),
  }
}

function appTargets(dice: Dice, app: string, user: User): readonly Party[] {
  const parts: Party[] = [
    {id: `0oa${dice.hex(17)}`, type: 'AppInstance', alternateId: app, displayName: app},
    {id: `0ua${user.id.slice(3)}`, type: 'AppUser', alternateId: user.login, displayName: user.name},
  ]
  return dice.chance(0.5) ? parts : parts.reverse()
}

function place(where: JsonObject, geolocation: JsonObject): JsonObject {
  return {...where, postalCode: '0000', geolocation}
}

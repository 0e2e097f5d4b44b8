import {createHash} from 'node:crypto'
import {textField, type Answer, type Call} from './call.js'
import type {Client} from './clients.js'
import {authenticatedClient} from './device-authorization.js'
import {oidcError} from './service-error.js'
import type {Session} from './sessions.js'
import type {Operation} from '../faults/fault.js'
import {recordAwsSignIn} from '../okta/log/sign-ins.js'
import type {World} from '../world.js'

const deviceGrantType = 'urn:ietf:params:oauth:grant-type:device_code'

/** Which grant a token request asks for, as faults name it. */
export function tokenOperation(call: Call): Operation {
  const grantType = textField(call, 'grantType')
  if (grantType === deviceGrantType) return 'token.device'
  if (grantType === 'authorization_code') return 'token.code'
  return grantType === 'refresh_token' ? 'token.refresh' : 'token'
}

/** POST /token (sso-oidc CreateToken), JSON in camelCase, for all three grants. */
export function createToken(world: World, call: Call): Answer {
  const operation = tokenOperation(call)
  if (world.faults.take(['invalid_client'], operation)) throw oidcError('InvalidClient', 'planned fault')
  if (world.faults.take(['invalid_grant'], operation)) throw oidcError('InvalidGrant', 'planned fault')
  const client = authenticatedClient(world, call)
  if (operation === 'token.device') return tokens(world, redeemDeviceCode(world, client, call), operation)
  if (operation === 'token.code') return tokens(world, redeemCode(world, client, call), operation)
  if (operation === 'token.refresh') return tokens(world, redeemRefreshToken(world, client, call), operation)
  throw oidcError('UnsupportedGrantType', 'grantType is not one of the three this service knows')
}

function tokens(world: World, session: Session, operation: Operation): Answer {
  const {accessToken, refreshToken, expiresIn} = world.sessions.issue(session, world.now(), world.lifetimes)
  const withheld = world.faults.take(['no_refresh_token'], operation) !== undefined
  return {
    login: session.login,
    body: {
      accessToken,
      tokenType: 'Bearer',
      expiresIn,
      ...(refreshToken === undefined || withheld ? {} : {refreshToken}),
    },
  }
}

function redeemDeviceCode(world: World, client: Client, call: Call): Session {
  const grant = world.grants.findDevice(textField(call, 'deviceCode') ?? '')
  if (grant?.clientId !== client.id) throw oidcError('InvalidGrant', 'the device code is unknown')
  plannedDeviceAnswer(world)
  if (grant.expiresAt <= world.now()) throw oidcError('ExpiredToken', 'the device code has expired')
  if (grant.answer.kind === 'denied') throw oidcError('AccessDenied', 'the request was denied')
  if (grant.answer.kind === 'used') throw oidcError('InvalidGrant', 'the device code was used already')
  const login = grant.answer.kind === 'approved' ? grant.answer.login : world.autoApproveAs
  if (login === undefined) throw oidcError('AuthorizationPending', 'the request waits for approval')
  world.grants.answerDevice(grant, {kind: 'used'})
  return startSession(world, client, login)
}

function plannedDeviceAnswer(world: World): void {
  const fault = world.faults.take(['pending', 'slow_down', 'denied', 'expired'], 'token.device')
  if (fault?.name === 'pending') throw oidcError('AuthorizationPending', 'planned fault')
  if (fault?.name === 'slow_down') throw oidcError('SlowDown', 'planned fault')
  if (fault?.name === 'denied') throw oidcError('AccessDenied', 'planned fault')
  if (fault?.name === 'expired') throw oidcError('ExpiredToken', 'planned fault')
}

function redeemCode(world: World, client: Client, call: Call): Session {
  const grant = world.grants.takeCode(textField(call, 'code') ?? '')
  if (grant?.clientId !== client.id)
    throw oidcError('InvalidGrant', 'the code is unknown or was used already')
  if (grant.expiresAt <= world.now()) throw oidcError('InvalidGrant', 'the code has expired')
  if (grant.redirectUri !== textField(call, 'redirectUri')) {
    throw oidcError('InvalidGrant', 'redirectUri differs from the one the code was issued for')
  }
  const challenge = createHash('sha256')
    .update(textField(call, 'codeVerifier') ?? '')
    .digest('base64url')
  if (challenge !== grant.codeChallenge) throw oidcError('InvalidGrant', 'codeVerifier does not match')
  return startSession(world, client, grant.login)
}

function redeemRefreshToken(world: World, client: Client, call: Call): Session {
  const session = world.sessions.takeRefreshToken(
    textField(call, 'refreshToken') ?? '',
    client.id,
    world.now(),
  )
  if (session === undefined) {
    throw oidcError(
      'InvalidGrant',
      'the refresh token is unknown, was used already, or its session has ended',
    )
  }
  return session
}

function startSession(world: World, client: Client, login: string): Session {
  if (!world.company.user(login).active) throw oidcError('AccessDenied', 'the user is deactivated')
  recordAwsSignIn(world, login)
  return world.sessions.start(
    {login, clientId: client.id, refreshable: client.scopes.includes('sso:account:access')},
    world.now(),
    world.lifetimes,
  )
}

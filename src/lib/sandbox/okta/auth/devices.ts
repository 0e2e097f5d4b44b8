import {randomBytes} from 'node:crypto'
import {isAssigned} from './okta-auth.js'
import type {OktaApp} from './apps.js'
import type {Stored} from './issued.js'
import type {User} from '../../company/company.js'
import type {World} from '../../world.js'

/** A device that shows a code and waits for somebody. */
export interface WaitingDevice {
  readonly deviceCode: string
  readonly userCode: string
  readonly app: OktaApp
  readonly scope: string
  readonly expiresAt: Date
}

/** The devices that wait, the oldest first. */
export function waitingDevices(world: World): readonly WaitingDevice[] {
  const {apps, issued} = world.oktaAuth
  return [...issued.of('DeviceCode')].flatMap(([deviceCode, {payload, expiresAt}]) => {
    const app = apps.find(payload.clientId)
    const {userCode = '', accountId, error} = payload
    if (app === undefined || accountId !== undefined || error !== undefined || expiresAt <= world.now())
      return []
    return [{deviceCode, userCode, app, scope: requestedScope(payload), expiresAt}]
  })
}

/** The device with the code a person reads; case, spaces and hyphens do not matter. */
export function findWaiting(world: World, typed: string): WaitingDevice | undefined {
  const wanted = typed.toUpperCase().replaceAll(/[^A-Z]/g, '')
  return waitingDevices(world).find(({userCode}) => userCode === wanted)
}

/**
 * Signs the device in as `user`, as the page and `sandbox do device.approve` do. False when the user is deactivated or not
 * assigned to the app: then the device is denied.
 */
export function approveDevice(world: World, device: WaitingDevice, user: User): boolean {
  if (!user.active || !isAssigned(world.company, user, device.app)) {
    denyDevice(world, device)
    return false
  }
  const grantId = randomBytes(16).toString('base64url')
  const seconds = Math.floor(Date.now() / 1000)
  const {scope} = device
  // What oidc-provider writes when its own pages are used: a consent, and whose the code is now.
  world.oktaAuth.issued.of('Grant').set(grantId, {
    payload: {
      jti: grantId,
      kind: 'Grant',
      accountId: user.id,
      clientId: device.app.clientId,
      openid: {scope},
      iat: seconds,
      exp: seconds + 365 * 24 * 3600,
    },
    expiresAt: new Date(8.64e15),
  })
  change(world, device, {accountId: user.id, grantId, scope, authTime: seconds})
  return true
}

/** The person said no. */
export function denyDevice(world: World, device: WaitingDevice): void {
  change(world, device, {
    error: 'access_denied',
    errorDescription: 'The resource owner or authorization server denied the request.',
  })
}

function change(world: World, {deviceCode}: WaitingDevice, members: object): void {
  const codes = world.oktaAuth.issued.of('DeviceCode')
  const stored = codes.get(deviceCode)
  if (stored !== undefined) codes.set(deviceCode, {...stored, payload: {...stored.payload, ...members}})
}

function requestedScope({params}: Stored['payload']): string {
  const scope = (params as {scope?: unknown} | undefined)?.scope
  return typeof scope === 'string' ? scope : ''
}

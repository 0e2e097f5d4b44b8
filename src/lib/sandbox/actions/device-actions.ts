import {usage, type ActionResult} from './result.js'
import * as okta from '../okta/auth/devices.js'
import {tellConsent} from '../okta/auth/tell.js'
import type {User} from '../company/company.js'
import type {World} from '../world.js'

/* Actions on devices that wait, at AWS or at the Okta org. The words of each are listed in act.ts. */

/** A device of either half. */
interface Device {
  readonly userCode: string
  readonly expiresAt: Date
  /** False: the user may not sign in there. */
  readonly approve: (user: User) => boolean
  readonly deny: () => void
}

/** `device.approve`: in the place of the page; the newest device and the first active user unless named. */
export function approveDevice(world: World, words: readonly string[]): ActionResult {
  const login = words.find((word) => word.includes('@'))
  const code = words.find((word) => !word.includes('@'))
  const user =
    login === undefined ? world.company.users.find(({active}) => active) : world.company.user(login)
  if (user === undefined) throw usage('the company has no active user')
  const device = waitingDevice(world, code)
  if (!device.approve(user)) throw usage(`${user.login} is deactivated or not assigned to that application`)
  return {
    text: `${device.userCode} is approved for ${user.login}`,
    data: {userCode: device.userCode, login: user.login},
  }
}

/** `device.deny` */
export function denyDevice(world: World, [code]: readonly string[]): ActionResult {
  const device = waitingDevice(world, code)
  device.deny()
  return {text: `${device.userCode} is denied`, data: {userCode: device.userCode}}
}

/** The device with that code, or the newest that waits. */
function waitingDevice(world: World, code: string | undefined): Device {
  const devices = [...awsDevices(world), ...oktaDevices(world)]
  const device =
    code === undefined
      ? devices.sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime()).at(-1)
      : devices.find(({userCode}) => lettersOf(userCode) === lettersOf(code))
  if (device === undefined) throw usage('no device waits for approval with that code')
  return device
}

function awsDevices(world: World): Device[] {
  const waiting = world.grants.devices.filter(
    ({answer, expiresAt}) => answer.kind === 'waiting' && expiresAt > world.now(),
  )
  return waiting.map((grant) => ({
    userCode: grant.userCode,
    expiresAt: grant.expiresAt,
    approve: ({login}) => {
      world.grants.answerDevice(grant, {kind: 'approved', login})
      return true
    },
    deny: () => world.grants.answerDevice(grant, {kind: 'denied'}),
  }))
}

function oktaDevices(world: World): Device[] {
  return okta.waitingDevices(world).map((device) => ({
    userCode: device.userCode,
    expiresAt: device.expiresAt,
    approve: (user) => {
      const allowed = okta.approveDevice(world, device, user)
      tellConsent(world, {user, app: device.app, scope: device.scope, allowed})
      return allowed
    },
    deny: () => {
      okta.denyDevice(world, device)
    },
  }))
}

function lettersOf(typed: string): string {
  return typed.toUpperCase().replaceAll(/[^A-Z]/g, '')
}

import type {SsoSession} from '../config/profile.js'

export type LoginFlow = 'pkce' | 'device-code'

/** What was asked for on the command line. */
export interface FlowWishes {
  readonly deviceCode: boolean
  /** Given: the person has arranged for the callback to arrive (`ssh -L`), so PKCE it is. */
  readonly callbackPort: number | undefined
}

export interface FlowChoice {
  readonly flow: LoginFlow
  /** Why, when a device code was not asked for by flag; to be said. */
  readonly because: string | undefined
}

/**
 * PKCE by default; a device code when asked, configured (`sso_use_device_code`), headless, or for a legacy profile,
 * whose clients other tools register for that flow alone. An explicit callback port overrules all but the flag.
 */
export function chooseFlow(
  wishes: FlowWishes,
  session: SsoSession,
  headless: string | undefined,
): FlowChoice {
  if (wishes.deviceCode) return {flow: 'device-code', because: undefined}
  if (session.name === undefined)
    return {flow: 'device-code', because: 'the profile has no sso-session (okta-ops setup migrates it)'}
  if (wishes.callbackPort !== undefined) return {flow: 'pkce', because: undefined}
  if (session.useDeviceCode) return {flow: 'device-code', because: 'sso_use_device_code is set'}
  if (headless !== undefined) return {flow: 'device-code', because: headless}
  return {flow: 'pkce', because: undefined}
}

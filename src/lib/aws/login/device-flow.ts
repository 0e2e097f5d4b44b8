import type {Machine} from '../../shared/machine.js'
import {visibleText} from '../../shared/visible-text.js'
import type {GrantedToken} from './answers.js'
import {isOpenable, openBrowser} from '../../sign-in/browser.js'
import {pollUntilApproved} from './device-poll.js'
import type {ClientIdentity, OidcService} from './oidc-service.js'
import type {Voice} from '../../sign-in/voice.js'

export interface DeviceFlow {
  readonly service: OidcService
  readonly client: ClientIdentity
  /** Whether a browser may be opened on this machine. */
  readonly openBrowser: boolean
  readonly signal: AbortSignal
  readonly voice: Voice
}

/** Signs in with a code the person approves in a browser anywhere (RFC 8628). */
export async function signInByDevice(machine: Machine, flow: DeviceFlow): Promise<GrantedToken> {
  const {service, client, voice, signal} = flow
  const code = await service.authorizeDevice(client)
  voice.say('Open this page, on this or any other device, and check that it shows the code:')
  voice.say()
  voice.say(`  ${visibleText(code.verificationUriComplete)}`)
  voice.say(`  code: ${code.userCode}`)
  voice.say()
  if (code.verificationUri !== code.verificationUriComplete)
    voice.say(`(or open ${visibleText(code.verificationUri)} and type the code)`)
  if (flow.openBrowser && isOpenable(code.verificationUriComplete))
    await openBrowser(machine, code.verificationUriComplete)
  voice.say('Waiting for your approval ...')
  return pollUntilApproved(machine, code, {
    poll: () => service.pollDeviceToken(client, code.deviceCode),
    signal,
  })
}

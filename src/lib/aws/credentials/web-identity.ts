import type {Machine} from '../../shared/machine.js'
import type {SdkIdentity} from './credential-provider.js'
import {callSts, readIssued, type StsPlace} from '../service/sts-call.js'

/** What the SDK's web identity provider hands over once it has read the token file. */
interface WebIdentityRequest {
  readonly RoleArn: string
  readonly RoleSessionName: string
  readonly WebIdentityToken: string
}

/** STS takes no signature for this call; the SDK wants something to not sign with. */
const unsigned = {accessKeyId: 'unsigned', secretAccessKey: 'unsigned', origin: 'web-identity'} as const

/** Trades an OIDC token for role credentials through our own door to the network (STS AssumeRoleWithWebIdentity). */
export function webIdentityAssumer(
  machine: Machine,
  place: StsPlace,
): (request: WebIdentityRequest) => Promise<SdkIdentity> {
  return async (request) => {
    const {AssumeRoleWithWebIdentityCommand} = await import('@aws-sdk/client-sts')
    const {RoleArn, RoleSessionName, WebIdentityToken} = request
    const answer = await callSts(
      machine,
      {place, credentials: unsigned, what: `cannot assume ${RoleArn}`},
      (sts) => sts.send(new AssumeRoleWithWebIdentityCommand({RoleArn, RoleSessionName, WebIdentityToken})),
    )
    return readIssued(answer)
  }
}

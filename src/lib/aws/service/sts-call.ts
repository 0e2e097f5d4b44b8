import type {STSClient} from '@aws-sdk/client-sts'
import {OpsError, type OpsCode} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import type {SdkIdentity} from '../credentials/credential-provider.js'
import type {Credentials} from '../credentials/credentials.js'
import {stsEndpoint} from './endpoints.js'
import type {EndpointSettings} from '../config/profile.js'
import {createStsClient} from './sdk.js'
import {callService} from './service-call.js'

/** Which STS is asked: the region's own one, or what the environment or the profile puts in its place. */
export interface StsPlace {
  readonly region: string | undefined
  readonly endpoints: EndpointSettings
}

/** One call of STS, signed with `credentials`; `what` says for the error what was being done. */
export interface StsCall {
  readonly place: StsPlace
  readonly credentials: Credentials
  readonly what: string
  /** The command that helps when STS refuses. */
  readonly next?: string | undefined
}

/** No, rather than not now. */
const refusals: readonly OpsCode[] = ['OPS_ACCESS_DENIED', 'OPS_REQUEST_REJECTED']

/**
 * Runs one STS command. Without a region it is us-east-1, the one that answers for every account of the partition.
 * @throws OpsError OPS_ACCESS_DENIED, OPS_REQUEST_REJECTED, OPS_NETWORK and their kin
 */
export async function callSts<T>(
  machine: Machine,
  {place, credentials, what, next}: StsCall,
  send: (client: STSClient) => Promise<T>,
): Promise<T> {
  const region = place.region ?? 'us-east-1'
  const endpoint = stsEndpoint(machine, region, place.endpoints)
  const client = await createStsClient(machine, {region, endpoint}, credentials)
  try {
    return await callService(machine, {what, attempt: () => send(client)})
  } catch (error) {
    throw withNext(error, next)
  } finally {
    client.destroy()
  }
}

function withNext(error: unknown, next: string | undefined): unknown {
  const isRefused = error instanceof OpsError && refusals.includes(error.code)
  if (!isRefused || next === undefined) return error
  const {code, message, failure, cause} = error
  return new OpsError(code, message, {failure, cause, next})
}

/** What the AssumeRole calls answer with, as far as it is read here. */
interface IssuedCredentials {
  readonly Credentials?: IssuedKeys | undefined
  readonly AssumedRoleUser?: {readonly Arn?: string | undefined} | undefined
}

interface IssuedKeys {
  readonly AccessKeyId?: string | undefined
  readonly SecretAccessKey?: string | undefined
  readonly SessionToken?: string | undefined
  readonly Expiration?: Date | undefined
}

/**
 * The credentials in an answer of the AssumeRole calls; the account is read from the role's ARN.
 * @throws OpsError OPS_BAD_ANSWER when one of them is missing
 */
export function readIssued({
  Credentials: keys,
  AssumedRoleUser: user,
}: IssuedCredentials): Required<SdkIdentity> {
  const {AccessKeyId, SecretAccessKey, SessionToken, Expiration} = keys ?? {}
  const accountId = user?.Arn?.split(':')[4]
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration || !accountId) {
    throw new OpsError('OPS_BAD_ANSWER', 'STS answered without credentials', {failure: 'unavailable'})
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
    accountId,
  }
}

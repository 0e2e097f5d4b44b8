import type {IdentitystoreClient} from '@aws-sdk/client-identitystore'
import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import type {EndpointSettings} from '../config/profile.js'
import {identityStoreEndpoint} from '../service/endpoints.js'
import {callPaced} from '../service/paced-call.js'
import {createPacer} from '../service/pacer.js'
import {createIdentityStoreClient, type CredentialSupply} from '../service/sdk.js'
import {isNotTaken, readServiceRefusal, translateServiceError} from '../service/service-error.js'

/** Which Identity Store. */
export interface IdentityStorePlace {
  /** `d-1234567890` */
  readonly id: string
  /** Identity Center's own. */
  readonly region: string
  readonly endpoints: EndpointSettings
}

/** One operation of the Identity Store, as the SDK sends it. */
export type StoreOperation<T> = (
  client: IdentitystoreClient,
  options: {readonly abortSignal?: AbortSignal},
) => Promise<T>

/** Calls that share one client, one pace and one count. */
export interface StoreCalls {
  /** @throws OpsError in the words of `what`: "cannot list the users" */
  readonly call: <T>(what: string, operation: StoreOperation<T>, signal?: AbortSignal) => Promise<T>
  /** As `call`; undefined where there is no such user or group. */
  readonly find: <T>(
    what: string,
    operation: StoreOperation<T>,
    signal?: AbortSignal,
  ) => Promise<T | undefined>
  /** Requests sent so far, those that were refused too. */
  readonly count: () => number
}

/** An open Identity Store: what every operation needs. */
export interface Store {
  readonly IdentityStoreId: string
  readonly calls: StoreCalls
}

/** Nothing is loaded or sent before the first call. */
export function createStoreCalls(
  machine: Machine,
  {id, region, endpoints}: IdentityStorePlace,
  supply: CredentialSupply,
): StoreCalls {
  const pacer = createPacer(machine)
  const endpoint = identityStoreEndpoint(machine, region, endpoints)
  let client: Promise<IdentitystoreClient> | undefined
  let count = 0
  const send = async <T>(operation: StoreOperation<T>, signal: AbortSignal | undefined): Promise<T> => {
    client ??= createIdentityStoreClient(machine, {region, endpoint}, supply)
    const made = await client
    const options = signal === undefined ? {} : {abortSignal: signal}
    const ask = (): Promise<T> => {
      count++
      return operation(made, options)
    }
    return callPaced({pacer, signal, ask})
  }
  return {
    call: async (what, operation, signal) => {
      try {
        return await send(operation, signal)
      } catch (error) {
        throw explained(error, `${what} of the Identity Store ${id}`)
      }
    },
    find: async (what, operation, signal) => {
      try {
        return await send(operation, signal)
      } catch (error) {
        if (isNoSuchThing(error)) return undefined
        throw explained(error, `${what} of the Identity Store ${id}`)
      }
    },
    count: () => count,
  }
}

/** No such user or group; an Identity Store that is not there has none that could be missing. */
function isNoSuchThing(error: unknown): boolean {
  if (readServiceRefusal(error)?.name !== 'ResourceNotFoundException') return false
  return (error as {readonly ResourceType?: unknown}).ResourceType !== 'IDENTITY_STORE'
}

function explained(error: unknown, what: string): Error {
  const failure = translateServiceError(error, what)
  const refusal = readServiceRefusal(error)
  if (!(failure instanceof OpsError) || refusal === undefined) return failure
  if (isNotTaken(refusal))
    return new OpsError('OPS_SIGNED_OUT', `${failure.message}; a new sign-in helps`, {
      failure: 'signedOut',
      next: 'okta-ops whoami',
      cause: error,
    })
  if (failure.failure !== 'denied') return failure
  const next = 'okta-ops whoami'
  return new OpsError(failure.code, failure.message, {failure: 'denied', next, cause: error})
}

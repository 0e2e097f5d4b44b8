import type {EndpointSettings} from '../aws/config/profile.js'
import type {Credentials} from '../aws/credentials/credentials.js'
import {OpsError} from '../shared/errors.js'
import {awsCredentials, type Context} from './context.js'
import {findCredentials} from './find-credentials.js'

/** Credentials for a program that runs for days, and where its services are. */
export interface AwsSupply {
  readonly region: string
  readonly endpoints: EndpointSettings
  /** The same credentials until they are about to end, then new ones. */
  readonly supply: () => Promise<Credentials>
}

/** Renewed this long before they end: longer than a request lasts. */
const renewBeforeMs = 5 * 60_000

/**
 * Credentials of a profile (else what the environment says), renewed as long as the sign-in behind them lasts.
 * @throws OpsError OPS_SIGNED_OUT and its kin; OPS_USAGE when no region is known
 */
export async function awsSupply(
  context: Context,
  wish: {
    readonly profile?: string | undefined
    readonly region?: string | undefined
    /** What to say where no region is known. */
    readonly noRegion: string
  },
): Promise<AwsSupply> {
  let found = await findCredentials(context, {profile: wish.profile})
  const {regionFor} = await awsCredentials()
  const region = wish.region ?? regionFor(context.machine.env, found.profile?.region)
  if (region === undefined)
    throw new OpsError('OPS_USAGE', `no AWS region is known ${wish.noRegion}`, {failure: 'usage'})
  return {
    region,
    endpoints: found.profile?.endpoints ?? {},
    supply: async () => {
      const {expiresAt} = found.credentials
      const left = expiresAt === undefined ? Infinity : expiresAt.getTime() - context.machine.now().getTime()
      if (left < renewBeforeMs) found = await findCredentials(context, {profile: wish.profile})
      return found.credentials
    },
  }
}

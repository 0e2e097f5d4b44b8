import {OpsError} from '../../shared/errors.js'
import type {Credentials} from '../credentials/credentials.js'
import {partitionOf} from '../service/partition.js'

/** What the console should show first, and who signs in. */
export interface ConsoleVisit {
  /** Where federation is asked, e.g. `https://signin.aws.amazon.com/federation`. */
  readonly signinEndpoint: string
  readonly region: string | undefined
  /** A console path such as `s3` or `cloudwatch`; undefined: the console's home. */
  readonly service: string | undefined
  /** Where the console sends a person whose session has ended: the start URL. */
  readonly issuer: string | undefined
}

/** The federation endpoint of the partition that `region` lies in. */
export function awsSigninEndpoint(region: string | undefined): string {
  return `https://${partitionOf(region).signinHost}/federation`
}

/**
 * The request that trades credentials for a sign-in token. It carries them in its query: never log it.
 * A duration is asked for only of SSO role credentials, and never more than they have left: AWS refuses one for chained roles.
 * Source: IAM user guide, "Enabling custom identity broker access to the AWS console".
 * @throws OpsError OPS_REQUEST_REJECTED for long-lived keys, which federation does not take
 */
export function signinTokenUrl(endpoint: string, credentials: Credentials, now: Date): string {
  const {accessKeyId, secretAccessKey, sessionToken, expiresAt, origin} = credentials
  if (sessionToken === undefined) {
    throw new OpsError(
      'OPS_REQUEST_REJECTED',
      `the console takes only short-lived credentials, and these ${origin} keys are long-lived`,
      {next: 'okta-ops console --profile <an sso profile>'},
    )
  }
  const session = {sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken}
  const query = new URLSearchParams({Action: 'getSigninToken', Session: JSON.stringify(session)})
  const secondsLeft = expiresAt === undefined ? 0 : Math.floor((expiresAt.getTime() - now.getTime()) / 1000)
  if (origin === 'sso' && secondsLeft >= 900)
    query.set('SessionDuration', String(Math.min(secondsLeft, 43_200)))
  return `${endpoint}?${query.toString()}`
}

/**
 * Reads the answer of `signinTokenUrl`.
 * @throws OpsError OPS_BAD_ANSWER when it holds no token
 */
export function readSigninToken(body: string): string {
  const token = parsedOrUndefined(body)
  if (typeof token === 'object' && token !== null && 'SigninToken' in token) {
    if (typeof token.SigninToken === 'string' && token.SigninToken !== '') return token.SigninToken
  }
  throw new OpsError('OPS_BAD_ANSWER', 'the federation endpoint answered without a sign-in token', {
    failure: 'unavailable',
    next: 'okta-ops console --verbose',
  })
}

/** The address that signs a browser in; good for 15 minutes and for whoever holds it. */
export function loginUrl(visit: ConsoleVisit, signinToken: string): string {
  const query = new URLSearchParams({
    Action: 'login',
    ...(visit.issuer === undefined ? {} : {Issuer: visit.issuer}),
    Destination: consoleDestination(visit.region, visit.service),
    SigninToken: signinToken,
  })
  return `${visit.signinEndpoint}?${query.toString()}`
}

/**
 * The console page of a service in a region.
 * @throws OpsError OPS_USAGE when `service` could lead anywhere but to a page of the console
 */
export function consoleDestination(region: string | undefined, service: string | undefined): string {
  if (service !== undefined && !/^[a-z\d][a-z\d-]*(\/[\w-]+)*$/.test(service)) {
    throw new OpsError('OPS_USAGE', `not a console service: ${JSON.stringify(service)}; write it like s3`, {
      failure: 'usage',
      next: 'okta-ops console --service s3',
    })
  }
  const page = service === undefined ? 'console/home' : service.includes('/') ? service : `${service}/home`
  const url = new URL(`https://${partitionOf(region).consoleHost}/${page}`)
  if (region !== undefined) url.searchParams.set('region', region)
  return url.href
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

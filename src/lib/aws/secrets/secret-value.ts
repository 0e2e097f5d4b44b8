import {OpsError} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {shellWord} from '../../shared/shell-word.js'
import type {EndpointSettings} from '../config/profile.js'
import type {Credentials} from '../credentials/credentials.js'
import {secretsEndpoint} from '../service/endpoints.js'
import {createSecretsClient} from '../service/sdk.js'
import {callService} from '../service/service-call.js'
import {isNotTaken, readServiceRefusal} from '../service/service-error.js'
import {valueOfKey} from './secret-json.js'

/** Which secret, and who asks where. */
export interface SecretWish {
  /** Name or ARN; an ARN's own region is asked. */
  readonly id: string
  /** A key of the JSON that the secret holds. */
  readonly key?: string | undefined
  readonly credentials: Credentials
  readonly region: string | undefined
  readonly endpoints: EndpointSettings
  /** The command that helps when AWS does not take the credentials. */
  readonly signInAgain?: string | undefined
  /** ` --profile NAME` for the commands that are advised. */
  readonly profileFlag?: string
}

/**
 * Secrets Manager's GetSecretValue: the current text of a secret, or of one key in it.
 * @throws OpsError OPS_SECRET when there is no such secret or key, or it is binary; OPS_ACCESS_DENIED;
 *   OPS_SIGNED_OUT when AWS does not take the credentials any more; OPS_PROFILE_INCOMPLETE without a region
 */
export async function secretValue(machine: Machine, wish: SecretWish): Promise<string> {
  const {id, key} = wish
  const region = regionOf(wish)
  const {SecretString: text} = await ask(machine, wish, region)
  if (text === undefined) throw binarySecret(wish, region)
  return key === undefined ? text : valueOfKey(text, {id, key})
}

async function ask(
  machine: Machine,
  wish: SecretWish,
  region: string,
): Promise<{readonly SecretString?: string | undefined}> {
  const {GetSecretValueCommand} = await import('@aws-sdk/client-secrets-manager')
  const endpoint = secretsEndpoint(machine, region, wish.endpoints)
  const client = await createSecretsClient(machine, {region, endpoint}, wish.credentials)
  try {
    return await callService(machine, {
      what: `cannot read the secret ${wish.id}`,
      attempt: () => client.send(new GetSecretValueCommand({SecretId: wish.id})),
    })
  } catch (error) {
    throw explained(error, wish, region)
  } finally {
    client.destroy()
  }
}

/** `arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX` says itself where it lies. */
function regionOf({id, region}: SecretWish): string {
  const found = /^arn:[\w-]+:secretsmanager:([\w-]+):/.exec(id)?.[1] ?? region
  if (found !== undefined) return found
  throw new OpsError('OPS_PROFILE_INCOMPLETE', `no region is known in which the secret ${id} could be`, {
    failure: 'usage',
    next: 'export AWS_REGION=us-east-1',
  })
}

function explained(error: unknown, wish: SecretWish, region: string): unknown {
  if (!(error instanceof OpsError)) return error
  const {id, signInAgain, profileFlag = ''} = wish
  const refusal = readServiceRefusal(error.cause)
  if (refusal?.name === 'ResourceNotFoundException') {
    return new OpsError('OPS_SECRET', `there is no secret ${id} in ${region}, or it is about to be deleted`, {
      next: `aws secretsmanager list-secrets --region ${shellWord(region)}${profileFlag}`,
      cause: error,
    })
  }
  if (refusal !== undefined && isNotTaken(refusal) && signInAgain !== undefined) {
    return new OpsError('OPS_SIGNED_OUT', `${error.message}; a new sign-in helps`, {
      failure: 'signedOut',
      next: signInAgain,
      cause: error,
    })
  }
  if (error.code !== 'OPS_ACCESS_DENIED') return error
  return new OpsError(error.code, error.message, {
    failure: 'denied',
    next: `okta-ops whoami${profileFlag}`,
    cause: error,
  })
}

function binarySecret({id, profileFlag = ''}: SecretWish, region: string): OpsError {
  const ask = `aws secretsmanager get-secret-value --secret-id ${shellWord(id)} --region ${shellWord(region)}${profileFlag}`
  return new OpsError('OPS_SECRET', `the secret ${id} is binary, not text`, {
    next: `${ask} --query SecretBinary --output text | base64 --decode > secret.bin`,
  })
}

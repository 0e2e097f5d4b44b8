import type {Answer, Call} from './call.js'
import type {RoleKeys} from './role-keys.js'
import {ServiceError} from './service-error.js'
import {verifiedSigner} from './sigv4.js'
import type {World} from '../world.js'

/* What the AWS services that speak JSON 1.1 have in common. */

/**
 * Who signed: the same checks as STS makes, refused in the words of these services.
 * @throws ServiceError
 */
export function jsonSigner(world: World, call: Call): RoleKeys {
  try {
    return verifiedSigner(world.roleKeys, call, world.now())
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    throw new ServiceError(400, jsonName[error.exception] ?? error.exception, {message: error.message})
  }
}

const jsonName: Readonly<Record<string, string>> = {
  InvalidClientTokenId: 'UnrecognizedClientException',
  ExpiredToken: 'ExpiredTokenException',
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
}

export function jsonAnswer(body: object, login: string): Answer {
  return {login, headers: {'content-type': 'application/x-amz-json-1.1'}, body: JSON.stringify(body)}
}

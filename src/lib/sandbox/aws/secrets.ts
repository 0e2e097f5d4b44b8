import {createHash} from 'node:crypto'
import {textField, type Answer, type Call} from './call.js'
import {jsonAnswer, jsonSigner} from './json-service.js'
import {assumedRoleArn, type Identity} from './role-keys.js'
import {ServiceError} from './service-error.js'
import type {Operation} from '../faults/fault.js'
import type {SeedSecret} from '../seed/seed-secrets.js'
import type {World} from '../world.js'

const prefix = 'secretsmanager.'

/** Whether this POST is for Secrets Manager: STS, at the same address, has no such header. */
export function isForSecrets(target: string | undefined): boolean {
  return target?.startsWith(prefix) === true
}

export function secretsOperation(call: Call): Operation | undefined {
  return call.headers['x-amz-target'] === `${prefix}GetSecretValue` ? 'get_secret' : undefined
}

/** GetSecretValue (JSON 1.1, 2017-10-17): the current version of a secret, for a role that may read it. */
export function getSecretValue(world: World, call: Call): Answer {
  const {identity} = jsonSigner(world, call)
  const id = textField(call, 'SecretId') ?? ''
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(call.headers['authorization'] ?? '')?.[1] ?? ''
  if (id === '') throw new ServiceError(400, 'ValidationException', {message: 'SecretId is missing'})
  const here = (secret: SeedSecret): string => arnOf(secret, {region, account: identity.accountId})
  const secret = world.seed.secrets.find(
    (each) =>
      (each.account ?? identity.accountId) === identity.accountId &&
      [each.name, here(each), here(each).slice(0, -7)].includes(id),
  )
  // Who may not read it is told so before being told whether it is there.
  if (secret?.roles?.includes(identity.roleName) === false) throw notAuthorized(identity, here(secret))
  if (secret === undefined) {
    throw new ServiceError(400, 'ResourceNotFoundException', {
      message: "Secrets Manager can't find the specified secret.",
    })
  }
  return jsonAnswer(
    {
      ARN: here(secret),
      Name: secret.name,
      VersionId: versionOf(secret.name),
      ...contentOf(world, secret),
      VersionStages: ['AWSCURRENT'],
      CreatedDate: Math.floor(world.now().getTime() / 1000),
    },
    identity.login,
  )
}

function contentOf(world: World, {value = '', keys, binary}: SeedSecret): object {
  if (binary !== undefined) return {SecretBinary: binary}
  const filled = (text: string): string =>
    text.replaceAll(/\{token:([^}]+)\}/g, (whole, name: string) => {
      return world.oktaAuth.tokens.all.find((token) => token.name === name)?.value ?? whole
    })
  if (keys === undefined) return {SecretString: filled(value)}
  const entries = Object.entries(keys).map(([key, text]) => [key, filled(text)])
  return {SecretString: JSON.stringify(Object.fromEntries(entries))}
}

/** Real ARNs end in a hyphen and six characters by chance; here they follow from the name. */
function arnOf({name}: SeedSecret, {region, account}: {region: string; account: string}): string {
  const suffix = createHash('sha256').update(name).digest('hex').slice(0, 6)
  return `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix}`
}

function versionOf(name: string): string {
  const hex = createHash('sha256').update(`version of ${name}`).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

function notAuthorized(identity: Identity, arn: string): ServiceError {
  return new ServiceError(400, 'AccessDeniedException', {
    message: `User: ${assumedRoleArn(identity)} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${arn} because no identity-based policy allows the secretsmanager:GetSecretValue action`,
  })
}

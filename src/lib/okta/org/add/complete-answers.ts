import type {Asker, Choice, TextOptions} from '../../../ports/asker.js'
import {parseSecretReference} from '../../../secrets/secret-reference.js'
import {OpsError} from '../../../shared/errors.js'
import {checkedOrgName, proposedOrgName} from '../org-name.js'
import type {OrgWay} from '../org-setting.js'
import {readOrgUrl, type OrgAddress} from '../org-url.js'
import {splitScopes, usualScopes} from '../scopes.js'
import type {AnsweredWay, GivenSecret, OrgAnswers, OrgWishes} from './wishes.js'

/**
 * Fills in what the flags leave out: by questions when there is somebody to ask, else by defaults.
 * @param asker undefined: nobody can be asked
 * @throws OpsError OPS_USAGE naming the flag that is missing
 */
export async function completeAnswers(wishes: OrgWishes, asker: Asker | undefined): Promise<OrgAnswers> {
  const address = wishes.address ?? (await askAddress(asker))
  const way = await completeWay(wishes, asker)
  const proposed = proposedOrgName(address)
  const name = wishes.name ?? (await asker?.text('A short name for it', nameOptions(proposed))) ?? proposed
  return {name: checkedOrgName(name), address, way, rateShare: wishes.rateShare}
}

async function askAddress(asker: Asker | undefined): Promise<OrgAddress> {
  if (asker === undefined) throw missing('--org-url', 'the address of the org')
  return readOrgUrl(
    await asker.text('Address of the org, like https://halyard.okta.com', {validate: trying(readOrgUrl)}),
  )
}

async function completeWay(wishes: OrgWishes, asker: Asker | undefined): Promise<AnsweredWay> {
  const kind = kindOf(wishes) ?? (await asker?.search('How does okta-ops get in?', wayChoices))
  switch (kind) {
    case undefined:
      throw missing('--api-token, --private-key or --login', 'the way in')
    case 'api-token':
      return {kind, token: given(wishes.apiToken) ?? (await askToken(asker))}
    case 'service-app':
      return {
        kind,
        clientId: wishes.clientId ?? (await askClientId(asker)),
        privateKey: given(wishes.privateKey) ?? (await askKey(asker)),
        keyId: wishes.keyId,
        scopes: wishes.scopes ?? (await askScopes(asker)),
        dpop: wishes.dpop,
      }
    case 'person':
      return {
        kind,
        clientId: wishes.clientId ?? (await askClientId(asker)),
        scopes: wishes.scopes ?? (await askScopes(asker)),
      }
  }
}

/** A client alone may still be a service app's or a person's. */
function kindOf({apiToken, privateKey, login}: OrgWishes): OrgWay['kind'] | undefined {
  if (apiToken !== undefined) return 'api-token'
  if (privateKey !== undefined) return 'service-app'
  return login ? 'person' : undefined
}

const wayChoices: readonly Choice<OrgWay['kind']>[] = [
  {label: 'API service app: a client id and a private key (best for servers)', value: 'service-app'},
  {label: 'As yourself, by browser: a client id of a native app', value: 'person', keywords: ['login']},
  {label: 'API token (SSWS): has all the rights of who made it', value: 'api-token'},
]

async function askToken(asker: Asker | undefined): Promise<GivenSecret> {
  if (asker === undefined) throw missing('--api-token', 'the API token')
  return secretOrReference(
    await asker.secret('API token, or where it is (env:NAME, file:PATH, ...)', notEmpty),
  )
}

/** A key has several lines, so it is given by its file. */
async function askKey(asker: Asker | undefined): Promise<GivenSecret> {
  if (asker === undefined) throw missing('--private-key', 'the private key of the service app')
  const answer = await asker.text('File with the private key (PEM or JWK), or where else it is', notEmpty)
  return isReference(answer)
    ? secretOrReference(answer)
    : {kind: 'reference', reference: {kind: 'file', path: answer}}
}

async function askClientId(asker: Asker | undefined): Promise<string> {
  if (asker === undefined) throw missing('--client-id', 'the client id of the app')
  return asker.text('Client id of the app', notEmpty)
}

async function askScopes(asker: Asker | undefined): Promise<readonly string[]> {
  if (asker === undefined) return usualScopes
  return splitScopes(await asker.text('Scopes', {fallback: usualScopes.join(' '), ...notEmpty}))
}

function given(reference: OrgWishes['apiToken']): GivenSecret | undefined {
  return reference && {kind: 'reference', reference}
}

function secretOrReference(answer: string): GivenSecret {
  return isReference(answer)
    ? {kind: 'reference', reference: parseSecretReference(answer, 'the answer')}
    : {kind: 'text', text: answer}
}

function isReference(answer: string): boolean {
  return /^(env|file|keychain|aws-secretsmanager):./.test(answer)
}

const notEmpty: Pick<TextOptions, 'validate'> = {
  validate: (answer) => answer.trim() !== '' || 'It cannot be empty',
}

function nameOptions(fallback: string): TextOptions {
  return {fallback, validate: trying(checkedOrgName)}
}

/** A check at a prompt: what `read` throws is shown, and the question stays. */
function trying(read: (text: string) => unknown): (text: string) => true | string {
  return (text) => {
    try {
      read(text.trim())
      return true
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
}

function missing(flag: string, what: string): OpsError {
  return new OpsError('OPS_USAGE', `${what} is missing: ${flag}`, {
    failure: 'usage',
    next: 'okta-ops org add --help',
  })
}

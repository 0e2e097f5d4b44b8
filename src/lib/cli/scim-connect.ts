import type {Asker} from '../ports/asker.js'
import type {ScimConnection} from '../scim/config/scim-config.js'
import {parseSecretReference, showSecretReference, type SecretReference} from '../secrets/secret-reference.js'
import {counted} from '../shared/counted.js'
import {OpsError} from '../shared/errors.js'
import {given} from '../shared/given.js'
import {sha1} from '../shared/sha1.js'
import type {Voice} from '../sign-in/voice.js'
import {scimDomain, type Context} from './context.js'
import {isOwnScimAddress, tellStrange} from './scim-connection.js'
import {readSecretOf} from './secret-readers.js'

/** What `scim connect` was told; what is undefined is asked, or stays as scim.yaml has it. */
export interface ScimConnectRequest {
  readonly config: string | undefined
  readonly url: string | undefined
  readonly token: SecretReference | undefined
  readonly nextToken: SecretReference | undefined
  readonly tokenIssued: Date | undefined
  readonly keychain: boolean
  /** Who can be asked for the rest; undefined: nobody. */
  readonly asker: Asker | undefined
}

/** What `scim connect --json` answers with. */
export interface ScimConnectResult {
  /** scim.yaml */
  readonly file: string
  readonly url: string
  /** Whether the address is one of AWS's own. */
  readonly awsOwn: boolean
  /** `old`: lists are cut off at 50 and memberships cannot be read, so nothing is ever removed by SCIM alone. */
  readonly generation: 'cursor' | 'old'
  /** Groups that Identity Center has; those that it shows, where the endpoint is of the old generation. */
  readonly groups: number
  /** Where the tokens are; never the tokens. */
  readonly token: string
  readonly nextToken?: string
  readonly tokenIssued?: string
}

/** A token that is to be kept, or where it stays. */
type GivenToken =
  | {readonly kind: 'reference'; readonly reference: SecretReference}
  | {readonly kind: 'text'; readonly text: string}

/**
 * Tries the endpoint with every token, and writes the connection into scim.yaml. A failing try changes nothing; a token that was typed or
 * given by `-` is kept last.
 * @throws OpsError OPS_USAGE, OPS_SCIM_CONFIG, OPS_CLEAR_TEXT; whatever the endpoint refuses with
 */
export async function connectScim(
  context: Context,
  request: ScimConnectRequest,
  voice: Voice,
): Promise<ScimConnectResult> {
  const {machine} = context
  const {readScimConfig, scimAddress, showTokenDate, storeScimSettings} = await scimDomain()
  const before = readScimConfig(machine, request.config, {mayBeMissing: true}).connection
  const url = scimAddress(request.url ?? before.url ?? (await askUrl(request.asker)))
  tellStrange(context, url)
  const kept: ScimConnection = url === before.url ? before : {}
  const readSecret = readSecretOf(context, voice.warn)
  const inHand = async (token: GivenToken): Promise<GivenToken> =>
    token.kind === 'reference' && token.reference.kind === 'stdin'
      ? {kind: 'text', text: await readSecret(token.reference)}
      : token
  const token = await inHand(await tokenOf(request, kept))
  const next = request.nextToken ?? kept.nextToken
  const nextToken = next && (await inHand({kind: 'reference', reference: next}))
  checkKeychain(request, [token, nextToken])
  const tokenIssued = await issuedOf(request, kept, machine.now())
  const textOf = (one: GivenToken): string | Promise<string> =>
    one.kind === 'text' ? one.text : readSecret(one.reference)
  const isKept = request.token === undefined && kept.token !== undefined
  const {taken, ...found} = await tryTokens(context, url, [
    {token, text: await textOf(token), isKept},
    ...(nextToken === undefined
      ? []
      : [{token: nextToken, text: await textOf(nextToken), isKept: request.nextToken === undefined}]),
  ])
  const [first = token, second] = taken
  for (const dropped of [token, nextToken])
    if (dropped?.kind === 'reference' && !taken.includes(dropped))
      voice.warn(
        `the endpoint does not take the token in ${showSecretReference(dropped.reference)} any more: it is left out`,
      )
  const keep = (one: GivenToken, what: string): Promise<SecretReference> =>
    keepToken(context, one, {name: `scim-${sha1(url).slice(0, 8)}-${what}`, keychain: request.keychain})
  const connection: ScimConnection = {
    url,
    token: await keep(first, 'token'),
    ...(second === undefined ? {} : {nextToken: await keep(second, 'next-token')}),
    // The day was the other one's.
    ...given({tokenIssued: first === token ? tokenIssued : request.tokenIssued}),
  }
  const file = await storeScimSettings(machine, {connection}, request.config)
  const result: ScimConnectResult = {
    file,
    url,
    awsOwn: isOwnScimAddress(url),
    ...found,
    token: shown(connection.token),
    ...(connection.nextToken === undefined ? {} : {nextToken: shown(connection.nextToken)}),
    ...(connection.tokenIssued === undefined ? {} : {tokenIssued: showTokenDate(connection.tokenIssued)}),
  }
  tell(result, voice)
  return result
}

async function askUrl(asker: Asker | undefined): Promise<string> {
  if (asker === undefined) throw missing('--url', 'the address of the SCIM endpoint')
  const {scimAddress} = await scimDomain()
  return asker.text('SCIM endpoint (Identity Center console: Settings, Automatic provisioning)', {
    validate: (answer) => {
      try {
        scimAddress(answer)
        return true
      } catch (error) {
        return error instanceof Error ? error.message : String(error)
      }
    },
  })
}

async function tokenOf({token, asker}: ScimConnectRequest, kept: ScimConnection): Promise<GivenToken> {
  const reference = token ?? kept.token
  if (reference !== undefined) return {kind: 'reference', reference}
  if (asker === undefined) throw missing('--token', 'where its token is')
  const answer = await asker.secret('SCIM token, or where it is (env:NAME, file:PATH, ...)', {
    validate: (text) => text.trim() !== '' || 'It cannot be empty',
  })
  return /^(env|file|keychain|aws-secretsmanager):./.test(answer)
    ? {kind: 'reference', reference: parseSecretReference(answer, 'the answer')}
    : {kind: 'text', text: answer}
}

/** Only a token that stays keeps its day. */
async function issuedOf(
  {token, tokenIssued, asker}: ScimConnectRequest,
  kept: ScimConnection,
  now: Date,
): Promise<Date | undefined> {
  if (tokenIssued !== undefined) return tokenIssued
  if (token === undefined && kept.token !== undefined) return kept.tokenIssued
  if (asker === undefined) return undefined
  const {parseTokenDate, showTokenDate} = await scimDomain()
  const answer = await asker.text('The day the token was made', {fallback: showTokenDate(now)})
  return parseTokenDate(answer, 'the answer')
}

function checkKeychain({keychain}: ScimConnectRequest, tokens: readonly (GivenToken | undefined)[]): void {
  if (!keychain || tokens.some((token) => token?.kind === 'text')) return
  throw new OpsError(
    'OPS_USAGE',
    '--keychain keeps a token that is given by - or typed; these stay where they are',
    {failure: 'usage'},
  )
}

interface TriedToken {
  readonly token: GivenToken
  readonly text: string
  /** It was there before, and nobody has named it now. */
  readonly isKept: boolean
}

/**
 * Each by itself: the second one would hide that the first is not taken. One that was only kept, and is over, does not keep the
 * other from being written down.
 */
async function tryTokens(
  {machine}: Context,
  url: string,
  tokens: readonly TriedToken[],
): Promise<Pick<ScimConnectResult, 'generation' | 'groups'> & {readonly taken: readonly GivenToken[]}> {
  const {openScimClient} = await scimDomain()
  const taken: {readonly token: GivenToken; readonly client: ReturnType<typeof openScimClient>}[] = []
  let refused: OpsError | undefined
  for (const {token, text, isKept} of tokens) {
    const client = openScimClient(machine, {url, tokens: [text]})
    try {
      await client.serviceProvider()
      taken.push({token, client})
    } catch (error) {
      if (!isKept || !(error instanceof OpsError) || error.code !== 'OPS_SIGNED_OUT') throw error
      refused ??= error
    }
  }
  const [first] = taken
  if (first === undefined) throw refused ?? new TypeError('no token to try')
  const {items} = await first.client.groups()
  return {
    generation: await first.client.generation(),
    groups: items.length,
    taken: taken.map(({token}) => token),
  }
}

async function keepToken(
  {machine}: Context,
  token: GivenToken,
  {name, keychain}: {readonly name: string; readonly keychain: boolean},
): Promise<SecretReference> {
  if (token.kind === 'reference') return token.reference
  const {storeSecret} = await import('../secrets/store-secret.js')
  return storeSecret(machine, {name, value: token.text.trim(), keychain})
}

function shown(reference: SecretReference | undefined): string {
  return reference === undefined ? '' : showSecretReference(reference)
}

function tell(
  {url, file, groups, generation, token, nextToken, tokenIssued}: ScimConnectResult,
  voice: Voice,
): void {
  voice.say(
    `Connected to ${url}, which has ${counted(groups, 'group')}${generation === 'old' ? ' or more' : ''}.`,
  )
  if (generation === 'old')
    voice.warn(
      'the endpoint is of the old generation: lists end at 50, memberships cannot be read, and nothing is removed; identityStore in scim.yaml is the way round it',
    )
  voice.say(
    `Its token is in ${token}${nextToken === undefined ? '' : `, the next one in ${nextToken}`}; the connection is in ${file}.`,
  )
  if (tokenIssued === undefined)
    voice.say('--token-issued YYYY-MM-DD lets okta-ops say when the token is about to end.')
  voice.say('Next: okta-ops scim plan')
}

function missing(flag: string, what: string): OpsError {
  return new OpsError('OPS_USAGE', `${what} is missing: ${flag}`, {
    failure: 'usage',
    next: 'okta-ops scim connect --help',
  })
}

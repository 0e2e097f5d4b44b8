import type {SecretReference} from '../../../secrets/secret-reference.js'
import {absoluteReference, referencedFile} from '../../../secrets/read-secret.js'
import {storeSecret} from '../../../secrets/store-secret.js'
import {OpsError} from '../../../shared/errors.js'
import type {Machine} from '../../../shared/machine.js'
import type {SigningKey} from '../../auth/private-key.js'
import {openOrg} from '../../api/open-org.js'
import type {OrgConnection} from '../../connection.js'
import {checkAddress} from '../check/check-address.js'
import {probeOrg, type ProbeResult} from '../check/probe.js'
import {connectionOf, type ReadSecret} from '../org-connection.js'
import type {OrgSecret, OrgValues} from '../org-layer.js'
import type {OrgSetting, OrgWay} from '../org-setting.js'
import type {NamedOrg} from '../orgs-file.js'
import {nameTaken, readOrgs, storeOrg} from '../orgs-store.js'
import {dropLeftovers} from '../remove-org.js'
import type {AnsweredWay, GivenSecret, OrgAnswers} from './wishes.js'

export interface AddOrgOptions {
  readonly readSecret: ReadSecret
  /** Keep given secrets in the keychain instead of a 0600 file. */
  readonly keychain: boolean
  /** Over an org of that name. */
  readonly replace: boolean
  /** Make a call before anything is written. */
  readonly check: boolean
}

export interface AddedOrg {
  readonly connection: OrgConnection
  /** Undefined where nothing was called. */
  readonly probe: ProbeResult | undefined
  /** Where the secret is now; undefined where there is none. */
  readonly secret: SecretReference | undefined
  /** Whether commands take this org when nothing else is said. */
  readonly current: boolean
}

/**
 * Checks an org and remembers it. A failing check changes nothing: secrets are kept last, just before the org.
 * @throws OpsError OPS_ORG_CONFIG (refused) for a name that is taken; whatever the check fails with
 */
export async function addOrg(
  machine: Machine,
  answers: OrgAnswers,
  options: AddOrgOptions,
): Promise<AddedOrg> {
  const {name, address, rateShare} = answers
  const {orgs, bad} = readOrgs(machine)
  const former = orgs.get(name) ?? bad.get(name)
  if (former !== undefined && !options.replace) throw nameTaken(name)
  const {way, given} = await withSecretInHand(answers.way, options)
  const setting: OrgSetting = {name, address, way, rateShare, source: 'flags', values: noValues}
  const connection = await connectionOf(setting, {readSecret: options.readSecret})
  const key = await checkKey(machine, connection, way)
  const probe = options.check ? await checkBefore(machine, connection, key) : undefined
  const secret = given && (await keep(machine, given, {name, kind: way.kind, ...options}))
  const org = namedOrg({...answers, secret})
  await storeOrg(machine, {name, org}, {replace: options.replace, makeCurrent: false})
  if (former !== undefined) await dropLeftovers(machine, {name, org: former})
  return {connection, probe, secret, current: readOrgs(machine).current === name}
}

const noValues: OrgValues = {}

/** A key that cannot be used is said before anybody is asked, and also without a check: no org takes it. */
async function checkKey(
  machine: Machine,
  {auth}: OrgConnection,
  way: OrgWay,
): Promise<SigningKey | undefined> {
  if (auth.kind !== 'service-app' || way.kind !== 'service-app') return undefined
  const {privateKey} = way
  const isFile = privateKey.kind === 'reference' && privateKey.reference.kind === 'file'
  const {readPrivateKey} = await import('../../auth/private-key.js')
  return readPrivateKey(auth.privateKey, {
    keyId: auth.keyId,
    file: isFile ? referencedFile(machine, privateKey.reference.path) : undefined,
    otherwise: 'okta-ops org add --help',
  })
}

/** A person has not signed in yet: only the address can be looked at. */
async function checkBefore(
  machine: Machine,
  connection: OrgConnection,
  key: SigningKey | undefined,
): Promise<ProbeResult | undefined> {
  const {auth} = connection
  try {
    await checkAddress(machine, connection.orgUrl)
    if (auth.kind === 'person') return undefined
    return await probeOrg(openOrg(machine, connection), auth)
  } catch (error) {
    throw unchecked(error, key)
  }
}

/** Without a command to run next: those that the failure may name are about an org that is not there yet. */
function unchecked(error: unknown, key: SigningKey | undefined): unknown {
  if (!(error instanceof OpsError)) return error
  const {code, message, failure} = error
  const {kid, ownKid} = key ?? {}
  const isOther = code === 'OPS_OAUTH' && ownKid !== undefined && kid !== ownKid
  const ids = isOther
    ? `; the key calls itself ${JSON.stringify(ownKid)}, and --key-id says ${JSON.stringify(kid)}`
    : ''
  return new OpsError(
    code,
    `${message}${ids}; nothing was written, and --no-check adds the org all the same`,
    {failure, cause: error, ...(isOther ? {next: 'okta-ops org add --help'} : {})},
  )
}

/** Standard input is read once, here; everything else stays where it is. */
async function withSecretInHand(
  way: AnsweredWay,
  {readSecret, keychain}: AddOrgOptions,
): Promise<{readonly way: OrgWay; readonly given: GivenSecret | undefined}> {
  if (way.kind === 'person') return {way, given: undefined}
  const given = await inHand(way.kind === 'api-token' ? way.token : way.privateKey, readSecret)
  if (keychain && given.kind === 'reference')
    throw new OpsError(
      'OPS_USAGE',
      '--keychain keeps a secret that is given by - or typed; this one stays where it is',
      {
        failure: 'usage',
      },
    )
  const secret: OrgSecret = given
  if (way.kind === 'api-token') return {way: {kind: 'api-token', token: secret}, given}
  const {keyId, dpop, ...rest} = way
  return {
    way: {...rest, privateKey: secret, dpop: dpop ?? 'auto', ...(keyId === undefined ? {} : {keyId})},
    given,
  }
}

async function inHand(secret: GivenSecret, readSecret: ReadSecret): Promise<GivenSecret> {
  if (secret.kind === 'text' || secret.reference.kind !== 'stdin') return secret
  return {kind: 'text', text: await readSecret(secret.reference)}
}

/** Where the org's file will say the secret is. */
async function keep(
  machine: Machine,
  secret: GivenSecret,
  {name, kind, keychain}: {readonly name: string; readonly kind: OrgWay['kind']; readonly keychain: boolean},
): Promise<SecretReference> {
  if (secret.kind === 'reference') return absoluteReference(machine, secret.reference)
  const what = kind === 'api-token' ? 'api-token' : 'private-key'
  return storeSecret(machine, {name: `${name}-${what}`, value: secret.text.trim(), keychain})
}

function namedOrg({
  address,
  way,
  rateShare,
  secret,
}: OrgAnswers & {readonly secret: SecretReference | undefined}): NamedOrg {
  const share = rateShare === undefined ? {} : {rateShare}
  if (way.kind === 'person') return {url: address.url, clientId: way.clientId, scopes: way.scopes, ...share}
  if (secret === undefined) throw new TypeError('a way in without its secret')
  if (way.kind === 'api-token') return {url: address.url, apiToken: secret, ...share}
  const {clientId, keyId, scopes, dpop} = way
  return {
    url: address.url,
    clientId,
    privateKey: secret,
    ...(keyId === undefined ? {} : {keyId}),
    scopes,
    ...(dpop === undefined ? {} : {dpop}),
    ...share,
  }
}

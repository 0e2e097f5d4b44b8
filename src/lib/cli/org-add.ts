import type {AddedOrg} from '../okta/org/add/add-org.js'
import type {OrgAnswers, OrgWishes} from '../okta/org/add/wishes.js'
import type {OrgWay} from '../okta/org/org-setting.js'
import {showSecretReference} from '../secrets/secret-reference.js'
import type {Voice} from '../sign-in/voice.js'
import {oktaOrgs, type Context} from './context.js'
import {loginToOrg} from './org-sign-in.js'
import type {Prompts} from './prompts.js'
import {readSecretOf} from './secret-readers.js'

/** What `org add --json` answers with. */
export interface OrgAddResult {
  readonly name: string
  readonly orgUrl: string
  readonly way: OrgWay['kind']
  /** Where the secret is kept; absent for a person. */
  readonly secret?: string
  /** Whether commands take this org when nothing else is said. */
  readonly current: boolean
  /** Whether a call was made and taken, before anything was written. */
  readonly checked: boolean
  /** Whose rights the connection has, where the org says it. */
  readonly as?: string
}

export interface OrgAddRequest {
  readonly wishes: OrgWishes
  /** Who can be asked for the rest; undefined: nobody. */
  readonly asker: Prompts | undefined
  readonly keychain: boolean
  readonly force: boolean
  readonly check: boolean
}

/** Nothing is said: everything is asked. */
export const noWishes: OrgWishes = {
  name: undefined,
  address: undefined,
  apiToken: undefined,
  clientId: undefined,
  privateKey: undefined,
  keyId: undefined,
  scopes: undefined,
  dpop: undefined,
  login: false,
  rateShare: undefined,
}

/** Adds an org and, where a person gets in, signs that person in; `org add`, and the end of `setup`. */
export async function addOrgFor(
  context: Context,
  request: OrgAddRequest,
  voice: Voice,
): Promise<OrgAddResult> {
  const {addOrg, completeAnswers, wayWords} = await oktaOrgs()
  const answers = await completeAnswers(request.wishes, request.asker)
  for (const note of answers.address.notes) voice.warn(note)
  const added = await addOrg(context.machine, answers, {
    readSecret: readSecretOf(context, voice.warn),
    keychain: request.keychain,
    replace: request.force,
    check: request.check,
  })
  tell(answers, added, {wayWords, voice})
  const result = resultOf(answers, added)
  if (answers.way.kind !== 'person') return result
  // The org stays when this fails: `login --org` is the way to go on.
  const {user} = await loginToOrg(context, {org: answers.name}, voice)
  return {...result, ...(user === undefined ? {} : {as: user})}
}

function tell(
  {name, address, way}: OrgAnswers,
  {probe, secret, current}: AddedOrg,
  {wayWords, voice}: {readonly wayWords: Readonly<Record<OrgWay['kind'], string>>; readonly voice: Voice},
): void {
  const domain = address.domain === 'custom' ? ' (not okta.com: a custom domain)' : ''
  voice.say(`Added ${name}: ${address.url}${domain}, ${wayWords[way.kind]}.`)
  if (probe?.as !== undefined) voice.say(`It has the rights of ${probe.as}.`)
  if (secret !== undefined) voice.say(`The secret is in ${showSecretReference(secret)}.`)
  voice.say(current ? `Next: okta-ops org check ${name}` : `To take it by default: okta-ops org use ${name}`)
}

function resultOf({name, address, way}: OrgAnswers, {probe, secret, current}: AddedOrg): OrgAddResult {
  return {
    name,
    orgUrl: address.url,
    way: way.kind,
    ...(secret === undefined ? {} : {secret: showSecretReference(secret)}),
    current,
    checked: probe !== undefined,
    ...(probe?.as === undefined ? {} : {as: probe.as}),
  }
}

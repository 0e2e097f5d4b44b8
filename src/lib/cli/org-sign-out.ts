import type {OrgLogout} from '../okta/org/org-sign-out.js'
import {visibleText} from '../shared/visible-text.js'
import type {Voice} from '../sign-in/voice.js'
import {oktaOrgs, type Context} from './context.js'
import {orgShown, type OrgShown} from './org-sign-in.js'
import {readSecretOf} from './secret-readers.js'

/** What `logout --org --json` answers with. */
export interface OrgLogoutResult {
  readonly org: OrgShown
  readonly wasSignedIn: boolean
  /** Why Okta could not be told; the token is forgotten here all the same. */
  readonly notRevoked?: string
}

/** Signs out of an org; that Okta could not be told is a warning. */
export async function logoutOfOrg(context: Context, name: string, voice: Voice): Promise<OrgLogoutResult> {
  const {findOrg, logOutOfOrg} = await oktaOrgs()
  const setting = findOrg(context.machine, {org: name})
  return told(await logOutOfOrg(context.machine, setting, readSecretOf(context, voice.warn)), voice)
}

/** Signs out of every org: one line for each with something to sign out of. */
export async function logoutOfAllOrgs(context: Context, voice: Voice): Promise<readonly OrgLogoutResult[]> {
  const {logOutOfAllOrgs} = await oktaOrgs()
  const {warn} = voice
  const {orgs, strays} = await logOutOfAllOrgs(context.machine, {
    readSecret: readSecretOf(context, warn),
    warn,
  })
  for (const orgUrl of strays)
    warn(`a token of ${visibleText(orgUrl)} is forgotten here and not revoked: no configured org explains it`)
  return orgs.map((outcome) => told(outcome, voice))
}

function told({setting, wasSignedIn, notRevoked}: OrgLogout, voice: Voice): OrgLogoutResult {
  const org = orgShown(setting)
  if (notRevoked !== undefined)
    voice.warn(`the token of ${org.name} is forgotten here, but Okta could not be told: ${notRevoked}`)
  voice.say(words(org, {wasSignedIn, notRevoked}))
  return {org, wasSignedIn, ...(notRevoked === undefined ? {} : {notRevoked})}
}

function words(
  {name, way}: OrgShown,
  {wasSignedIn, notRevoked}: {readonly wasSignedIn: boolean; readonly notRevoked: string | undefined},
): string {
  if (way === 'api-token')
    return `${name} is reached by an API token: there is nothing to sign out of. To end it, revoke it in Okta; to forget it: okta-ops org remove ${name}`
  if (!wasSignedIn) return `Not signed in to ${name}.`
  if (way === 'person') return `Signed out of ${name}.`
  return notRevoked === undefined
    ? `The token of ${name} is revoked and forgotten.`
    : `The token of ${name} is forgotten; it ends within the hour.`
}

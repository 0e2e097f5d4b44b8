import {OpsError} from '../../shared/errors.js'
import {checkName, isSafeName, slug} from '../config/names.js'
import {judgeStartUrl, readStartUrl, type JudgedStartUrl} from '../config/start-url.js'
import {completeProfiles, wantsRole} from './complete-profiles.js'
import {missingFlags, type SetupDesk} from './desk.js'
import {isLegacy, legacyProfiles} from './legacy.js'
import {answerRules, type SessionAnswer, type SetupAnswers, type SetupRequest} from './request.js'

/**
 * Fills a request up from the configuration, then by asking; a company start URL is followed to its portal.
 * @throws OpsError OPS_USAGE naming the missing flags when nobody may be asked; OPS_START_URL, OPS_NAME_UNSAFE
 */
export async function completeAnswers(desk: SetupDesk, request: SetupRequest): Promise<SetupAnswers> {
  const migrate = await chooseLegacy(desk, request)
  if (request.migrate)
    return {profiles: [], credentialProcess: false, migrate: {profiles: migrate, session: request.session}}
  const session = needsSession(desk, request) ? await completeSession(desk, request) : undefined
  const profiles = await completeProfiles(desk, request, session)
  return {
    session,
    profiles,
    credentialProcess: request.credentialProcess,
    migrate: {profiles: migrate, session: undefined},
  }
}

/** With `--migrate` the profiles named, or all; else those that the person agrees to. */
async function chooseLegacy({config, asker}: SetupDesk, request: SetupRequest): Promise<readonly string[]> {
  const named = request.profiles.flatMap(({name}) => name ?? [])
  if (request.migrate) {
    const other = named.find((name) => !isLegacy(config, name))
    if (other === undefined) return named.length > 0 ? named : legacyProfiles(config)
    // Throws with the nearest names when there is no such profile at all.
    const {place} = config.profile(other)
    throw new OpsError('OPS_USAGE', `${place}: profile "${other}" has no start URL of its own to migrate`, {
      failure: 'usage',
    })
  }
  const found = isEmpty(request) ? legacyProfiles(config) : []
  if (asker === undefined || found.length === 0) return []
  const question = `${found.join(', ')}: the start URL stands in the profile itself, so logins end after 8 hours. Move it to an sso-session?`
  return (await asker.confirm(question, true)) ? found : []
}

function needsSession({config, asker}: SetupDesk, request: SetupRequest): boolean {
  if (saysSession(request) || request.profiles.some((profile) => wantsRole(config, profile))) return true
  if (request.profiles.length > 0) return false
  if (asker === undefined) throw missingFlags(['--session', '--profile'], 'there is nothing to set up')
  return true
}

async function completeSession(desk: SetupDesk, request: SetupRequest): Promise<SessionAnswer> {
  const {config, asker} = desk
  if (request.startUrl !== undefined) readStartUrl(request.startUrl)
  const name = sessionNameFor(desk, request) ?? (await askSessionName(desk, request))
  if (name === undefined) throw missingFlags(['--session'], 'it names the sign-in that the profiles share')
  checkName('session', name)
  const present = config.settingsOf('sso-session', name) ?? {}
  const startUrl = request.startUrl ?? present['sso_start_url']
  const region = request.ssoRegion ?? present['sso_region']
  if (asker === undefined && startUrl === undefined) {
    const flags = region === undefined ? ['--start-url', '--sso-region'] : ['--start-url']
    throw missingFlags(flags, `[sso-session ${name}] is not configured yet`)
  }
  const judged = await judgedStartUrl(desk, startUrl, present['sso_start_url'])
  return {name, startUrl: judged.startUrl, region: region ?? (await askRegion(desk, name, judged.region))}
}

/** The session named, that of the profiles, the one with that start URL, or the only one there is. */
function sessionNameFor({config, asker}: SetupDesk, request: SetupRequest): string | undefined {
  if (request.session !== undefined) return request.session
  const ofProfile = request.profiles
    .map(({name}) => (name === undefined ? undefined : config.settingsOf('profile', name)?.['sso_session']))
    .find((session) => session !== undefined)
  if (ofProfile !== undefined) return ofProfile
  const names = config.sessionNames()
  const {startUrl} = request
  if (startUrl !== undefined) {
    return names.find((name) => config.settingsOf('sso-session', name)?.['sso_start_url'] === startUrl)
  }
  return names.length === 1 && asker === undefined ? names[0] : undefined
}

async function askSessionName(
  {config, asker}: SetupDesk,
  {startUrl}: SetupRequest,
): Promise<string | undefined> {
  if (asker === undefined) return undefined
  const names = startUrl === undefined ? config.sessionNames() : []
  const isNew = names.length === 0
  const choices = [
    ...names.map((name) => ({label: name, value: name})),
    {label: 'a new session', value: undefined},
  ]
  const chosen = isNew ? undefined : await asker.search('Which sign-in (sso-session)?', choices)
  if (chosen !== undefined) return chosen
  return asker.text('A short name for the sign-in (sso-session):', {
    fallback: proposeSessionName(startUrl),
    validate: (answer) => isSafeName(answer) || 'letters, digits and _ . @ + : / % - only',
  })
}

/** `https://halyard.awsapps.com/start` -> halyard; a portal's own id says nothing to people. */
function proposeSessionName(startUrl: string | undefined): string {
  const host = startUrl !== undefined && URL.canParse(startUrl) ? new URL(startUrl).hostname : ''
  const label = slug(host.split('.')[0] ?? '')
  return label === '' || label.startsWith('d-') ? 'corp' : label
}

/** A start URL that is configured already is not questioned again: running setup twice asks nobody anything. */
async function judgedStartUrl(
  {asker, ask, say}: SetupDesk,
  given: string | undefined,
  configured: string | undefined,
): Promise<Pick<JudgedStartUrl, 'region'> & {readonly startUrl: string}> {
  if (given !== undefined) {
    const judged = given === configured ? undefined : await judgeStartUrl(given, ask)
    return {startUrl: given, region: judged?.region}
  }
  for (;;) {
    const startUrl =
      (await asker?.text('Start URL of the AWS access portal (https://....awsapps.com/start):')) ?? ''
    try {
      const {region} = await judgeStartUrl(startUrl, ask)
      return {startUrl, region}
    } catch (error) {
      if (!(error instanceof OpsError) || error.failure !== 'usage') throw error
      say(error.message)
    }
  }
}

async function askRegion({asker}: SetupDesk, session: string, proposal: string | undefined): Promise<string> {
  if (asker === undefined) {
    if (proposal !== undefined) return proposal
    throw missingFlags(['--sso-region'], `the region of IAM Identity Center for [sso-session ${session}]`)
  }
  const {pattern, wanted} = answerRules.region
  return asker.text('Region of IAM Identity Center:', {
    fallback: proposal ?? 'us-east-1',
    validate: (answer) => pattern.test(answer) || `this should be ${wanted}`,
  })
}

function saysSession({session, startUrl, ssoRegion}: SetupRequest): boolean {
  return [session, startUrl, ssoRegion].some((answer) => answer !== undefined)
}

function isEmpty(request: SetupRequest): boolean {
  return !saysSession(request) && request.profiles.length === 0
}

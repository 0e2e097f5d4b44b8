import type {Asker, Choice} from '../../ports/asker.js'
import type {AwsConfig} from '../config/aws-config.js'
import {isSafeName, slug} from '../config/names.js'
import {missingFlags, type ListedAccount, type RoleDirectory, type SetupDesk} from './desk.js'
import {
  answerRules,
  type ProfileAnswer,
  type ProfileRequest,
  type SessionAnswer,
  type SetupRequest,
} from './request.js'

/**
 * The profiles of a request with account and role; with a person at the terminal, also those they choose from the list of
 * what their sign-in reaches.
 * @throws OpsError OPS_USAGE naming the missing flags when nobody may be asked
 */
export async function completeProfiles(
  desk: SetupDesk,
  request: SetupRequest,
  session: SessionAnswer | undefined,
): Promise<readonly ProfileAnswer[]> {
  const directory = signInOnce(desk, session)
  const answers: ProfileAnswer[] = []
  for (const profile of request.profiles)
    answers.push(await completeProfile({...desk, session, directory}, profile))
  if (request.profiles.length > 0 || desk.asker === undefined) return answers
  while (
    await desk.asker.confirm(
      answers.length === 0 ? 'Add a profile?' : 'Another profile?',
      answers.length === 0,
    )
  )
    answers.push(await completeProfile({...desk, session, directory}, {}))
  return answers
}

/** Whether a profile's account and role are to be written: it is new, or somebody names one of them. */
export function wantsRole(config: AwsConfig, {name, account, role}: ProfileRequest): boolean {
  if (name === undefined || account !== undefined || role !== undefined) return true
  return config.settingsOf('profile', name) === undefined
}

interface ProfileDesk extends SetupDesk {
  readonly session: SessionAnswer | undefined
  readonly directory: () => Promise<RoleDirectory>
}

async function completeProfile(desk: ProfileDesk, request: ProfileRequest): Promise<ProfileAnswer> {
  const {config, session, asker} = desk
  const {region, output} = request
  if (
    request.name !== undefined &&
    (session === undefined || !wantsRole(config, request)) &&
    !isRepointed(desk, request)
  )
    return {name: request.name, region, output}
  const present = request.name === undefined ? undefined : config.settingsOf('profile', request.name)
  const account = request.account ?? present?.['sso_account_id']
  const role = request.role ?? present?.['sso_role_name']
  if (asker === undefined) {
    const missing = Object.entries({'--profile': request.name, '--account': account, '--role': role})
    const flags = missing.flatMap(([flag, value]) => (value === undefined ? [flag] : []))
    if (flags.length > 0)
      throw missingFlags(
        flags,
        request.name === undefined ? 'for a profile' : `for profile "${request.name}"`,
      )
  }
  const chosen = account === undefined ? await chooseAccount(desk) : {accountId: account}
  const roleName = role ?? (await chooseRole(desk, chosen))
  const name = request.name ?? (await askName(desk, chosen, roleName))
  const usual =
    region ?? present?.['region'] ?? (await asker?.text('Region for this profile:', regionOptions(session)))
  return {
    name,
    role: {session: session?.name ?? '', accountId: chosen.accountId, roleName},
    region: usual,
    output,
  }
}

/** An existing Identity Center profile that the request puts under another session. */
function isRepointed({config, session}: ProfileDesk, {name}: ProfileRequest): boolean {
  const present = name === undefined ? undefined : config.settingsOf('profile', name)
  const isSso = present?.['sso_account_id'] !== undefined && present['sso_role_name'] !== undefined
  return session !== undefined && isSso && present['sso_session'] !== session.name
}

function signInOnce(
  {signIn, say}: SetupDesk,
  session: SessionAnswer | undefined,
): () => Promise<RoleDirectory> {
  let directory: Promise<RoleDirectory> | undefined
  return () => {
    if (session === undefined) throw missingFlags(['--session'], 'to list accounts and roles')
    say(`Signing in to ${session.startUrl} to see which accounts and roles you have.`)
    return (directory ??= signIn(session))
  }
}

async function chooseAccount({asker, directory}: ProfileDesk): Promise<ListedAccount> {
  const accounts = await (await directory()).accounts()
  if (accounts.length === 0) throw missingFlags(['--account'], 'this sign-in reaches no account yet')
  return searchIn(asker, 'Which account?', accounts.map(accountChoice))
}

function accountChoice(account: ListedAccount): Choice<ListedAccount> {
  const {accountId, accountName, emailAddress} = account
  const parts = [accountName, accountId, emailAddress].filter((part) => part !== undefined)
  return {label: parts.join('  '), value: account}
}

async function chooseRole({asker, directory}: ProfileDesk, {accountId}: ListedAccount): Promise<string> {
  const roles = await (await directory()).roles(accountId)
  const [only] = roles
  if (only === undefined) throw missingFlags(['--role'], `this sign-in has no role in account ${accountId}`)
  return roles.length === 1
    ? only
    : searchIn(
        asker,
        'Which role?',
        roles.map((role) => ({label: role, value: role})),
      )
}

function searchIn<T>(asker: Asker | undefined, message: string, choices: readonly Choice<T>[]): Promise<T> {
  if (asker === undefined) throw missingFlags(['--account', '--role'], 'nobody can be asked')
  return asker.search(message, choices)
}

async function askName({config, asker}: ProfileDesk, account: ListedAccount, role: string): Promise<string> {
  const place = slug(account.accountName ?? '') || account.accountId
  const proposal = slug(`${place}-${role}`).toLowerCase()
  if (asker === undefined) return proposal
  return asker.text('Name of the profile:', {
    fallback: config.profileNames().includes(proposal) ? `${proposal}-2` : proposal,
    validate: (answer) => isSafeName(answer) || 'letters, digits and _ . @ + : / % - only',
  })
}

function regionOptions(session: SessionAnswer | undefined): {
  fallback: string
  validate: (answer: string) => true | string
} {
  const {pattern, wanted} = answerRules.region
  return {
    fallback: session?.region ?? 'us-east-1',
    validate: (answer) => pattern.test(answer) || `this should be ${wanted}`,
  }
}

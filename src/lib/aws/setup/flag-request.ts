import {OpsError} from '../../shared/errors.js'
import {checkAnswer, type ProfileRequest, type SetupRequest} from './request.js'

/** The flags of `setup` that are answers. */
export interface SetupFlags {
  readonly session?: string | undefined
  readonly 'start-url'?: string | undefined
  readonly 'sso-region'?: string | undefined
  readonly profile?: readonly string[] | undefined
  readonly account?: readonly string[] | undefined
  readonly role?: readonly string[] | undefined
  readonly region?: readonly string[] | undefined
  readonly output?: readonly string[] | undefined
  readonly 'credential-process': boolean
  readonly migrate: boolean
}

/**
 * Flags as a request. Several profiles come from repeated flags: the n-th `--account` belongs to the n-th `--profile`, and a
 * flag given once belongs to all of them.
 * @throws OpsError OPS_USAGE
 */
export function requestFromFlags(flags: SetupFlags): SetupRequest {
  const lists = {
    name: flags.profile ?? [],
    account: flags.account ?? [],
    role: flags.role ?? [],
    region: flags.region ?? [],
    output: flags.output ?? [],
  }
  const count = Math.max(...Object.values(lists).map((list) => list.length))
  for (const [key, list] of Object.entries(lists))
    checkCount(key === 'name' ? 'profile' : key, list.length, count)
  if (lists.name.length === 1 && count > 1) throw uneven('profile', 1, count)
  for (const key of ['account', 'role', 'region'] as const)
    for (const value of lists[key]) checkAnswer(key, value, `--${key}`)
  if (flags['sso-region'] !== undefined) checkAnswer('region', flags['sso-region'], '--sso-region')
  return {
    session: flags.session,
    startUrl: flags['start-url'],
    ssoRegion: flags['sso-region'],
    profiles: Array.from({length: count}, (_, index) => nthProfile(lists, index)),
    credentialProcess: flags['credential-process'],
    migrate: flags.migrate,
  }
}

type ProfileLists = Readonly<Record<keyof ProfileRequest, readonly string[]>>

function nthProfile(lists: ProfileLists, index: number): ProfileRequest {
  const nth = (list: readonly string[]): string | undefined => (list.length === 1 ? list[0] : list[index])
  return {
    name: nth(lists.name),
    account: nth(lists.account),
    role: nth(lists.role),
    region: nth(lists.region),
    output: nth(lists.output),
  }
}

function checkCount(flag: string, found: number, count: number): void {
  if (found > 1 && found !== count) throw uneven(flag, found, count)
}

function uneven(flag: string, found: number, count: number): OpsError {
  return new OpsError(
    'OPS_USAGE',
    `--${flag} is given ${found} times and another flag ${count} times: give each once, or once for every profile`,
    {failure: 'usage', next: 'okta-ops setup --help'},
  )
}

import {formatAwsDate} from '../lib/aws/cache/aws-date.js'
import {callerIdentity} from '../lib/aws/credentials/caller-identity.js'
import {readClocks, type CredentialClock, type TokenClock} from '../lib/aws/session/clocks.js'
import type {CredentialOrigin} from '../lib/aws/credentials/credentials.js'
import {regionFor} from '../lib/aws/credentials/exec-environment.js'
import {sourceSsoProfile} from '../lib/aws/config/profiles.js'
import {loginCommand} from '../lib/aws/session/signed-out.js'
import {BaseCommand} from '../lib/cli/base-command.js'
import {findCredentials, type FoundCredentials} from '../lib/cli/find-credentials.js'
import {profileFlag} from '../lib/cli/flags.js'
import {orgInsteadFlag} from '../lib/cli/org-flags.js'
import type {OrgWhoami} from '../lib/cli/org-sign-in.js'
import {renderFacts, type Fact} from '../lib/cli/table.js'
import {formatDuration} from '../lib/shared/duration.js'

/** What `whoami --json` answers with. */
export interface WhoamiResult {
  /** Absent when no profile was involved. */
  readonly profile?: string
  /** Who chose the profile: `--profile`, a variable, `default` or `list`. */
  readonly chosenBy?: string
  readonly account: string
  readonly arn: string
  readonly userId: string
  /** As the portal shows it; absent for an IAM user. */
  readonly role?: string
  /** The role session's name: under Identity Center the user's. */
  readonly sessionName?: string
  readonly region?: string
  readonly credentials: {
    readonly origin: CredentialOrigin
    readonly expiresAt?: string
    readonly file?: string
  }
  /** The login behind the credentials; absent when there is none. */
  readonly token?: {
    readonly session: string
    readonly startUrl: string
    readonly expiresAt: string
    readonly refreshable: boolean
    readonly file: string
  }
  /** The Okta org that commands take, by what files say; absent when none is configured. */
  readonly okta?: OrgWhoami
}

/** What `whoami --org --json` answers with. */
export interface OrgOnly {
  readonly okta: OrgWhoami
}

const originWords: Readonly<Record<CredentialOrigin, string>> = {
  sso: 'from Identity Center',
  'assume-role': 'from a chained role',
  static: 'keys of the profile',
  process: 'from a credential_process',
  'web-identity': 'from a web identity',
  environment: 'from environment variables',
  container: 'from the container',
  instance: 'from the EC2 instance',
}

export default class Whoami extends BaseCommand<typeof Whoami> {
  static override summary = 'Show who AWS and Okta say you are, and until when.'
  static override description =
    'Asks STS, and names both clocks: that of the login (the token) and that of the role credentials, with where each came from. Without a profile it answers for the credentials of the environment, the container or the instance. The Okta org and user are shown where an org is configured, without asking it; --org asks it, and leaves AWS out.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --profile dev --json',
    '<%= config.bin %> <%= command.id %> --org halyard',
  ]
  static override flags = {
    profile: profileFlag({exclusive: ['org']}),
    org: orgInsteadFlag({
      summary: 'ask the Okta org of that name (okta-ops org list) who you are there, and leave AWS out',
      exclusive: ['profile'],
    }),
  }

  override async run(): Promise<WhoamiResult | OrgOnly> {
    if (this.flags.org !== undefined) return this.#atOrg(this.flags.org)
    const {machine} = this.context
    const found = await findCredentials(this.context, {profile: this.flags.profile})
    const {source, profile, credentials} = found
    const region = regionFor(machine.env, profile?.region)
    const caller = await callerIdentity(machine, credentials, {
      region,
      endpoints: profile?.endpoints ?? {},
      next: newLogin(found),
    })
    const {credentials: role, token} = await readClocks(machine, found)
    const {orgFacts, whoAtCurrentOrg} = await import('../lib/cli/org-sign-in.js')
    const okta = await whoAtCurrentOrg(this.context)
    const result: WhoamiResult = {
      ...(source.kind === 'profile' ? {profile: source.profile.name, chosenBy: source.from} : {}),
      ...caller,
      ...(region === undefined ? {} : {region}),
      credentials: inText(role),
      ...(token === undefined ? {} : {token: {...token, expiresAt: formatAwsDate(token.expiresAt)}}),
      ...(okta === undefined ? {} : {okta}),
    }
    const facts = [
      ...this.#facts(result, role, token),
      ...(okta === undefined ? [] : orgFacts(this.context, okta)),
    ]
    this.log(renderFacts(facts))
    return result
  }

  async #atOrg(org: string): Promise<OrgOnly> {
    const {orgFacts, whoAtOrg} = await import('../lib/cli/org-sign-in.js')
    const okta = await whoAtOrg(this.context, org, this.voice)
    this.log(renderFacts(orgFacts(this.context, okta)))
    return {okta}
  }

  #facts(result: WhoamiResult, role: CredentialClock, token: TokenClock | undefined): readonly Fact[] {
    const kept = role.file === undefined ? '' : `, kept in ${role.file}`
    return [
      ['profile', result.profile && `${result.profile} (${result.chosenBy ?? ''})`],
      ['account', result.account],
      ['role', result.role],
      ['session', result.sessionName],
      ['arn', result.arn],
      ['region', result.region],
      ['credentials', `${this.#ending(role.expiresAt)}, ${originWords[role.origin]}${kept}`],
      [
        'token',
        token && `${this.#ending(token.expiresAt)}${renewal(token)}, of ${token.session} in ${token.file}`,
      ],
    ]
  }

  #ending(expiresAt: Date | undefined): string {
    if (expiresAt === undefined) return 'no end known'
    const leftMs = expiresAt.getTime() - this.context.machine.now().getTime()
    const at = formatAwsDate(expiresAt)
    return leftMs > 0 ? `until ${at} (${formatDuration(leftMs)})` : `ended ${at}`
  }
}

/** A new login also drops what the cache holds; credentials from elsewhere are not ours to renew. */
function newLogin({config, source}: FoundCredentials): string | undefined {
  const sso = source.kind === 'profile' ? sourceSsoProfile(config, source.profile) : undefined
  return sso && `${loginCommand(sso.session, sso.name)} --force`
}

function renewal({refreshable}: TokenClock): string {
  return refreshable ? ', then renewed by itself' : ''
}

function inText({expiresAt, ...rest}: CredentialClock): WhoamiResult['credentials'] {
  return {...rest, ...(expiresAt === undefined ? {} : {expiresAt: formatAwsDate(expiresAt)})}
}

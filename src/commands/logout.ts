import {logOut, type LogoutOutcome} from '../lib/aws/session/logout.js'
import {loadConfig, type AwsConfig} from '../lib/aws/config/profiles.js'
import {knownSessions, type SessionTarget} from '../lib/aws/session/sessions.js'
import {BaseCommand} from '../lib/cli/base-command.js'
import {profileFlag, sessionFlag} from '../lib/cli/flags.js'
import {Flags} from '../lib/cli/oclif.js'
import {orgInsteadFlag} from '../lib/cli/org-flags.js'
import type {OrgLogoutResult} from '../lib/cli/org-sign-out.js'
import {pickSession} from '../lib/cli/session-picker.js'

/** What `logout --json` answers with. */
export interface LogoutResult {
  readonly sessions: readonly LogoutOutcome[]
  /** The Okta orgs that there was something to sign out of; with --all only. */
  readonly orgs?: readonly OrgLogoutResult[]
}

export default class Logout extends BaseCommand<typeof Logout> {
  static override summary = 'Sign out of one session, of all of them, or of an Okta org.'
  static override description =
    "Removes the session's token and the cached credentials of its roles, and tells the service. Files of other tools in the same folders stay, and so do role credentials already handed out, until they end. With --org the sign-in to an Okta org is revoked and forgotten instead; --all does both. A token that Okta refuses to revoke is forgotten all the same, and said."
  static override examples = [
    '<%= config.bin %> <%= command.id %> --profile dev',
    '<%= config.bin %> <%= command.id %> --all --registrations',
  ]
  static override flags = {
    profile: profileFlag({exclusive: ['session', 'all', 'org']}),
    session: sessionFlag({exclusive: ['profile', 'all', 'org']}),
    org: orgInsteadFlag({exclusive: ['profile', 'session', 'all', 'registrations']}),
    all: Flags.boolean({
      summary: 'every session and legacy start URL of ~/.aws/config, and every Okta org',
      default: false,
    }),
    registrations: Flags.boolean({
      summary: "also remove the session's client registration, which the next sign-in then makes anew",
      default: false,
    }),
  }

  override async run(): Promise<LogoutResult | OrgLogoutResult> {
    if (this.flags.org !== undefined) {
      const {logoutOfOrg} = await import('../lib/cli/org-sign-out.js')
      return logoutOfOrg(this.context, this.flags.org, this.voice)
    }
    const {machine} = this.context
    const {targets, config} = await this.#targets()
    const sessions: LogoutOutcome[] = []
    for (const target of targets) {
      const outcome = await logOut(
        machine,
        {target, config, registrations: this.flags.registrations},
        this.voice,
      )
      this.say(describe(outcome))
      sessions.push(outcome)
    }
    if (sessions.length === 0) this.say('There is no session in ~/.aws/config.')
    if (!this.flags.all) return {sessions}
    const {logoutOfAllOrgs} = await import('../lib/cli/org-sign-out.js')
    return {sessions, orgs: await logoutOfAllOrgs(this.context, this.voice)}
  }

  async #targets(): Promise<{readonly targets: readonly SessionTarget[]; readonly config: AwsConfig}> {
    if (this.flags.all) {
      const config = loadConfig(this.context.machine)
      this.context.configs.add(config)
      return {targets: knownSessions(config), config}
    }
    const picked = await pickSession(this.context, this.flags)
    return {targets: [picked], config: picked.config}
  }
}

function describe({session, wasSignedIn, rolesDropped, registrationRemoved}: LogoutOutcome): string {
  const more = [
    ...(rolesDropped === 0
      ? []
      : [`cached credentials of ${rolesDropped} ${rolesDropped === 1 ? 'role' : 'roles'} removed`]),
    ...(registrationRemoved ? ['client registration removed'] : []),
  ]
  const said = wasSignedIn ? `Signed out of ${session}` : `Not signed in to ${session}`
  return `${[said, ...more].join(', ')}.`
}

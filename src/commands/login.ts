import {formatAwsDate} from '../lib/aws/cache/aws-date.js'
import type {LoginFlow} from '../lib/aws/login/flow-choice.js'
import {loginCommand, signIn, type SignInResult} from '../lib/aws/login/sign-in.js'
import {whoSignedIn, type SignedInAs} from '../lib/aws/login/who.js'
import {isRefreshable} from '../lib/aws/cache/token-cache.js'
import {BaseCommand} from '../lib/cli/base-command.js'
import {profileFlag, sessionFlag} from '../lib/cli/flags.js'
import {untilInterrupted} from '../lib/cli/interrupt.js'
import {orgInsteadFlag} from '../lib/cli/org-flags.js'
import type {OrgLoginResult} from '../lib/cli/org-sign-in.js'
import {Flags} from '../lib/cli/oclif.js'
import {pickSession, type PickedSession} from '../lib/cli/session-picker.js'
import {formatDuration} from '../lib/shared/duration.js'
import {visibleText} from '../lib/shared/visible-text.js'

/** What `login --json` answers with. */
export interface LoginResult {
  /** The sso-session's name, or the start URL of a legacy profile. */
  readonly session: string
  readonly startUrl: string
  readonly region: string
  /** `unchanged`: it was good; `refreshed`: it is good again without the person; `signed-in`: the person signed in. */
  readonly status: SignInResult['status']
  /** How the person signed in, when they did. */
  readonly flow?: LoginFlow
  readonly expiresAt: string
  /** It will be renewed by itself, until the session ends. */
  readonly refreshable: boolean
  /** Who signed in, when the person did and it could be found out. */
  readonly signedInAs?: SignedInAs
}

export default class Login extends BaseCommand<typeof Login> {
  static override summary =
    'Sign in to IAM Identity Center, for every AWS tool on this machine, or to an Okta org.'
  static override description = `Opens the browser and waits for it on 127.0.0.1 (PKCE); over SSH, in a container, under WSL or without a display it shows a code to approve on any device instead. A login that is still good, or can be refreshed, is kept. With --org it signs you in to an Okta org instead.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --profile dev',
    '<%= config.bin %> <%= command.id %> --session corp --device-code',
    '<%= config.bin %> <%= command.id %> --org halyard',
    {
      description: 'From a machine reached by SSH, with the browser here (ssh -L 8765:127.0.0.1:8765 HOST)',
      command: '<%= config.bin %> <%= command.id %> --profile dev --callback-port 8765',
    },
  ]
  static override flags = {
    profile: profileFlag({exclusive: ['session', 'org']}),
    session: sessionFlag({exclusive: ['profile', 'org']}),
    org: orgInsteadFlag({exclusive: ['profile', 'session']}),
    'device-code': Flags.boolean({
      summary: 'sign in with a code, in a browser on any device',
      env: 'OKTA_OPS_DEVICE_CODE',
      default: false,
      exclusive: ['callback-port'],
    }),
    'no-browser': Flags.boolean({
      summary: 'only print the address, open no browser',
      env: 'OKTA_OPS_NO_BROWSER',
      default: false,
    }),
    force: Flags.boolean({summary: 'sign in although the login is still good', default: false}),
    'callback-port': Flags.integer({
      summary: 'port on 127.0.0.1 for the browser to come back to; asks for the browser flow',
      helpValue: 'N',
      env: 'OKTA_OPS_CALLBACK_PORT',
      min: 0,
      max: 65_535,
    }),
  }

  override async run(): Promise<LoginResult | OrgLoginResult> {
    if (this.flags.org !== undefined) return this.#toOrg(this.flags.org)
    const picked = await pickSession(this.context, this.flags)
    return untilInterrupted(async (signal) => {
      const result = await this.#signIn(picked, signal)
      const {token, status} = result
      this.say(this.#words(picked.label, result))
      const signedInAs =
        status === 'signed-in' ? await whoSignedIn(this.context.machine, picked, {token, signal}) : undefined
      if (signedInAs !== undefined) this.say(describe(signedInAs))
      return this.#result(picked, result, signedInAs)
    })
  }

  async #toOrg(org: string): Promise<OrgLoginResult> {
    const {loginToOrg} = await import('../lib/cli/org-sign-in.js')
    const {force, 'device-code': deviceCode, 'callback-port': callbackPort} = this.flags
    const browser = !this.flags['no-browser']
    return loginToOrg(this.context, {org, force, deviceCode, callbackPort, browser}, this.voice)
  }

  #signIn({session, config, endpoints, source}: PickedSession, signal: AbortSignal): Promise<SignInResult> {
    const {terminal, machine} = this.context
    const request = {
      session,
      config,
      endpoints,
      signal,
      force: this.flags.force,
      deviceCode: this.flags['device-code'],
      callbackPort: this.flags['callback-port'],
      interactive: terminal.interactive,
      browser: !this.flags['no-browser'],
      again: loginCommand(session, source?.name),
    }
    return signIn(machine, request, {
      say: (line) => {
        this.say(line)
      },
      warn: (line) => {
        this.warn(line)
      },
    })
  }

  #words(label: string, {status, token}: SignInResult): string {
    const now = this.context.machine.now()
    const left = formatDuration(token.expiresAt.getTime() - now.getTime())
    const renewal = isRefreshable(token, now) ? ', then renewed by itself' : ''
    const until = `until ${formatAwsDate(token.expiresAt)} (${left}${renewal})`
    if (status === 'signed-in') return `Signed in to ${label} ${until}.`
    if (status === 'refreshed') return `The login to ${label} was renewed ${until}.`
    return `Already signed in to ${label} ${until}. To sign in again: --force`
  }

  #result(
    {session, label}: PickedSession,
    {status, flow, token}: SignInResult,
    signedInAs: SignedInAs | undefined,
  ): LoginResult {
    return {
      session: label,
      startUrl: session.startUrl,
      region: session.region,
      status,
      ...(flow === undefined ? {} : {flow}),
      expiresAt: formatAwsDate(token.expiresAt),
      refreshable: isRefreshable(token, this.context.machine.now()),
      ...(signedInAs === undefined ? {} : {signedInAs}),
    }
  }
}

function describe(who: SignedInAs): string {
  if ('accounts' in who) return `It reaches ${who.accounts} ${who.accounts === 1 ? 'account' : 'accounts'}.`
  return `You are ${visibleText(who.user)}, ${visibleText(who.role)} in account ${who.account}.`
}

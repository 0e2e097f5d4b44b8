import {consoleLoginUrl, signinEndpoint} from '../lib/aws/console/console-sign-in.js'
import {regionFor} from '../lib/aws/credentials/exec-environment.js'
import {openBrowser} from '../lib/sign-in/browser.js'
import {offerOnce} from '../lib/aws/console/one-time-link.js'
import {sourceSsoProfile} from '../lib/aws/config/profiles.js'
import {BaseCommand} from '../lib/cli/base-command.js'
import {findCredentials, type FoundCredentials} from '../lib/cli/find-credentials.js'
import {loginFlag, profileFlag} from '../lib/cli/flags.js'
import {Flags} from '../lib/cli/oclif.js'
import {OpsError} from '../lib/shared/errors.js'
import {shellWord} from '../lib/shared/shell-word.js'

/** What `console --json` answers with. */
export interface ConsoleResult {
  readonly profile?: string
  readonly region?: string
  readonly service?: string
  /** Only under `--print`: it signs in whoever holds it, for 15 minutes. */
  readonly url?: string
}

/** How long a browser may take to come for the address it was opened with. */
const patienceMs = 60_000

export default class Console extends BaseCommand<typeof Console> {
  static override summary = 'Open the AWS web console with the credentials of a profile.'
  static override description =
    'The browser is opened with a one-time address on this machine that leads on to AWS, so that no argument of a program gives away a sign-in.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --profile dev',
    '<%= config.bin %> <%= command.id %> --profile dev --service s3',
    '<%= config.bin %> <%= command.id %> --profile dev --print',
  ]
  static override flags = {
    profile: profileFlag(),
    login: loginFlag(),
    service: Flags.string({helpValue: 'NAME', summary: 'service to open, such as s3 or ec2/v2/home'}),
    print: Flags.boolean({
      summary: 'print the address, which signs in whoever holds it, instead of opening it',
    }),
  }

  override async run(): Promise<ConsoleResult> {
    const {login, print, profile, service} = this.flags
    if (!print && !this.context.terminal.interactive) throw noTerminal(profile)
    const found = await findCredentials(this.context, {profile, login: login ? this.voice : undefined})
    const region = regionFor(this.context.machine.env, found.profile?.region)
    const url = await this.#loginUrl(found, {region, service})
    if (print) this.log(url)
    else await this.#openOnce(url)
    return {
      ...(found.source.kind === 'profile' ? {profile: found.source.profile.name} : {}),
      ...(region === undefined ? {} : {region}),
      ...(service === undefined ? {} : {service}),
      ...(print ? {url} : {}),
    }
  }

  #loginUrl(
    {config, credentials, source}: FoundCredentials,
    page: {readonly region: string | undefined; readonly service: string | undefined},
  ): Promise<string> {
    const {machine} = this.context
    const sso = source.kind === 'profile' ? sourceSsoProfile(config, source.profile) : undefined
    const endpoint = signinEndpoint(machine, page.region ?? sso?.session.region)
    return consoleLoginUrl(machine, credentials, {
      ...page,
      signinEndpoint: endpoint,
      issuer: sso?.session.startUrl,
    })
  }

  async #openOnce(url: string): Promise<void> {
    const {machine} = this.context
    const link = await offerOnce(machine, url)
    const waiting = new AbortController()
    try {
      if (!(await openBrowser(machine, link.url))) throw noBrowser('no browser could be started')
      this.say('opening the console in your browser')
      const tooLate = machine
        .sleep(patienceMs, waiting.signal)
        .then(() => Promise.reject(noBrowser('no browser came')))
      await Promise.race([link.followed, tooLate])
    } finally {
      waiting.abort()
      link.close()
    }
  }
}

function noTerminal(profile: string | undefined): OpsError {
  return new OpsError('OPS_NO_TERMINAL', 'a browser is opened only from a terminal', {
    failure: 'usage',
    next: `okta-ops console --print${profile === undefined ? '' : ` --profile ${shellWord(profile)}`}`,
  })
}

function noBrowser(why: string): OpsError {
  return new OpsError('OPS_NO_TERMINAL', `${why} to open the console`, {next: 'okta-ops console --print'})
}

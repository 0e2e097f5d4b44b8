import path from 'node:path'
import {loadConfig, type AwsConfig} from '../lib/aws/config/profiles.js'
import type {SectionEdit} from '../lib/aws/config/section-edit.js'
import {readAnswersFile} from '../lib/aws/setup/answers-file.js'
import {applySetup, previewSetup, type SetupPreview} from '../lib/aws/setup/apply.js'
import {completeAnswers} from '../lib/aws/setup/complete.js'
import type {RoleDirectory} from '../lib/aws/setup/desk.js'
import {requestFromFlags} from '../lib/aws/setup/flag-request.js'
import {planSetup} from '../lib/aws/setup/plan.js'
import {processProfileName} from '../lib/aws/setup/process-command.js'
import {outputFormats, type SessionAnswer, type SetupAnswers} from '../lib/aws/setup/request.js'
import {setupWarnings} from '../lib/aws/setup/warnings.js'
import {BaseCommand} from '../lib/cli/base-command.js'
import {mayHaveOrg} from '../lib/cli/context.js'
import {renderDiff} from '../lib/cli/diff.js'
import {sessionFlag} from '../lib/cli/flags.js'
import {untilInterrupted} from '../lib/cli/interrupt.js'
import {Flags} from '../lib/cli/oclif.js'
import {sendRequest} from '../lib/shared/http-client.js'

/** What `setup --json` answers with. */
export interface SetupResult {
  readonly file: string
  /** Whether the file was written: false under `--dry-run`, when nothing had to change, or when the person declined. */
  readonly written: boolean
  /** Each line with its sign, `+` or `-`, and lines around them; empty when the file says all of it already. */
  readonly diff: readonly string[]
  readonly profiles: readonly string[]
  readonly session?: string
  /** The file as it was before. */
  readonly backup?: string
}

export default class Setup extends BaseCommand<typeof Setup> {
  static override summary =
    'Write sso-sessions and profiles into ~/.aws/config, by questions, flags or a file.'
  static override description =
    'With a terminal it asks for what the flags leave out, and lists the accounts and roles you have. It shows the difference first, changes only the lines it means, keeps a backup, and run again it changes nothing. For several profiles, repeat --profile, --account and --role.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --session corp --start-url https://d-1234567890.awsapps.com/start --sso-region us-east-1 --profile dev --account 111111111111 --role Developer --region eu-west-1',
    '<%= config.bin %> <%= command.id %> --from team.yaml --dry-run',
    {
      description:
        'Another profile that hands the credentials of dev to tools without Identity Center support',
      command: '<%= config.bin %> <%= command.id %> --profile dev --credential-process --yes',
    },
  ]
  static override flags = {
    session: sessionFlag({summary: 'sso-session to write or to use'}),
    'start-url': Flags.string({
      summary: 'address of the AWS access portal, or a company address that redirects to it',
      helpValue: 'URL',
      env: 'OKTA_OPS_START_URL',
    }),
    'sso-region': Flags.string({
      summary: 'region of IAM Identity Center',
      helpValue: 'REGION',
      env: 'OKTA_OPS_SSO_REGION',
    }),
    profile: Flags.string({
      char: 'p',
      summary: 'profile to write; may be repeated',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
    }),
    account: several({summary: 'its account, 12 digits', helpValue: 'ID'}),
    role: several({summary: 'its role, as the portal shows it', helpValue: 'NAME'}),
    region: several({summary: 'region it works in', helpValue: 'REGION'}),
    output: Flags.string({
      summary: 'output format of the AWS CLI',
      options: [...outputFormats],
      multiple: true,
      multipleNonGreedy: true,
    }),
    'credential-process': Flags.boolean({
      summary: 'for each profile also write NAME-process, which runs the okta-ops credential helper',
    }),
    migrate: Flags.boolean({
      summary: 'move the start URL of legacy profiles (all, or those of --profile) into an sso-session',
    }),
    from: Flags.string({
      summary: 'take the answers from a YAML or JSON file',
      helpValue: 'FILE',
      exclusive: [
        'session',
        'start-url',
        'sso-region',
        'profile',
        'account',
        'role',
        'region',
        'output',
        'credential-process',
        'migrate',
      ],
    }),
    'dry-run': Flags.boolean({summary: 'print the difference, write nothing'}),
    yes: Flags.boolean({char: 'y', summary: 'ask nothing', env: 'OKTA_OPS_YES'}),
  }

  override async run(): Promise<SetupResult> {
    const config = loadConfig(this.context.machine)
    this.context.configs.add(config)
    const answers = await untilInterrupted((signal) => this.#answers(config, signal))
    const edits = planSetup(config, answers, this.#helper())
    const preview = previewSetup(this.context.machine, edits)
    this.tellOddities()
    for (const warning of setupWarnings(config, answers)) this.warn(warning)
    this.#show(preview)
    const stored = (await this.#agreed(preview)) ? await this.#write(edits, preview) : undefined
    if (stored !== undefined) {
      this.#sayNext(answers)
      await this.#offerOrg()
    }
    return {
      file: preview.file,
      written: stored !== undefined,
      diff: preview.diff.map(({sign, text}) => `${sign} ${text}`),
      profiles: profilesOf(answers),
      ...(answers.session === undefined ? {} : {session: answers.session.name}),
      ...(stored?.backup === undefined ? {} : {backup: stored.backup}),
    }
  }

  async #answers(config: AwsConfig, signal: AbortSignal): Promise<SetupAnswers> {
    const {machine} = this.context
    const request =
      this.flags.from === undefined ? requestFromFlags(this.flags) : readAnswersFile(machine, this.flags.from)
    const desk = {
      config,
      asker: this.#mayAsk() ? await this.context.prompts() : undefined,
      ask: (address: {readonly method: 'HEAD' | 'GET'; readonly url: string}) =>
        sendRequest(machine, {...address, signal}),
      signIn: (session: SessionAnswer) => this.#signIn(config, session, signal),
      say: (line: string) => {
        this.say(line)
      },
    }
    return completeAnswers(desk, request)
  }

  async #signIn(config: AwsConfig, session: SessionAnswer, signal: AbortSignal): Promise<RoleDirectory> {
    // The sign-in loads the AWS SDK, which a setup by flags never needs.
    const {openDirectory} = await import('../lib/aws/setup/sign-in-directory.js')
    const voice = {
      say: (line?: string) => {
        this.say(line)
      },
      warn: (line: string) => {
        this.warn(line)
      },
    }
    return openDirectory(this.context.machine, {config, session, voice, signal})
  }

  #mayAsk(): boolean {
    return this.context.terminal.interactive && !this.flags.yes
  }

  #helper(): {node: string; script: string; platform: NodeJS.Platform} {
    const script = path.join(this.config.root, 'bin', 'okta-ops-credentials.cjs')
    return {node: process.execPath, script, platform: this.context.machine.platform}
  }

  /** The difference is what `--dry-run` is asked for, and words for the person otherwise. */
  #show({shown, diff}: SetupPreview): void {
    const {terminal} = this.context
    if (diff.length === 0) this.say(`Nothing to change: ${shown} says all of this already.`)
    else if (this.flags['dry-run']) this.log(renderDiff(shown, diff, terminal.colour))
    else this.say(renderDiff(shown, diff, terminal.interactive && terminal.colour))
  }

  async #agreed({shown, diff}: SetupPreview): Promise<boolean> {
    if (diff.length === 0 || this.flags['dry-run']) return false
    if (!this.#mayAsk()) return true
    return (await this.context.prompts()).confirm(`Write this to ${shown}?`, true)
  }

  async #write(
    edits: readonly SectionEdit[],
    {shown, before}: SetupPreview,
  ): Promise<{backup: string | undefined}> {
    const {machine} = this.context
    const {backup} = await applySetup(machine, edits, this.#mayAsk() ? before : undefined)
    const kept = backup && `; as it was before: ${backup}`
    this.say(`Wrote ${shown}${kept ?? '.'}`)
    return {backup}
  }

  /** Once, to somebody who has no Okta org yet. */
  async #offerOrg(): Promise<void> {
    if (!this.#mayAsk() || this.jsonEnabled() || (await mayHaveOrg(this.context.machine))) return
    const asker = await this.context.prompts()
    if (!(await asker.confirm('Connect an Okta org too (org add)?', false))) return
    const {addOrgFor, noWishes} = await import('../lib/cli/org-add.js')
    await addOrgFor(
      this.context,
      {wishes: noWishes, asker, keychain: false, force: false, check: true},
      this.voice,
    )
  }

  #sayNext(answers: SetupAnswers): void {
    const [profile] = profilesOf(answers)
    const {session} = answers
    if (profile !== undefined) this.say(`Next: okta-ops login --profile ${profile}`)
    else if (session !== undefined) this.say(`Next: okta-ops login --session ${session.name}`)
  }
}

function several({summary, helpValue}: {summary: string; helpValue: string}) {
  return Flags.string({
    summary: `${summary}; once, or once for every --profile`,
    helpValue,
    multiple: true,
    multipleNonGreedy: true,
  })
}

function profilesOf({profiles, migrate, credentialProcess}: SetupAnswers): readonly string[] {
  const names = profiles.map(({name}) => name)
  return [...migrate.profiles, ...names, ...(credentialProcess ? names.map(processProfileName) : [])]
}

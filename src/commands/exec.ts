import {execEnvironment, regionFor, type ExecIdentity} from '../lib/aws/credentials/exec-environment.js'
import {BaseCommand} from '../lib/cli/base-command.js'
import {findCredentials, type FoundCredentials} from '../lib/cli/find-credentials.js'
import {loginFlag, profileFlag} from '../lib/cli/flags.js'
import {Flags} from '../lib/cli/oclif.js'
import {runChild} from '../lib/cli/run-child.js'
import {formatDuration, parseDuration} from '../lib/shared/duration.js'
import {OpsError} from '../lib/shared/errors.js'

/** How the command ended; `exec` has no `--json`, since stdout is the command's. */
export interface ExecResult {
  readonly exitCode: number
}

export default class Exec extends BaseCommand<typeof Exec> {
  static override summary = 'Run a command with the credentials of a profile.'
  static override description = `The command gets this environment with AWS keys and region in place of whatever pointed elsewhere, the
terminal as it is, and every signal. Exit code: the command's own, 128 + n after signal n, 127 when there is no such command, 126
when it cannot be started.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --profile dev -- aws s3 ls',
    '<%= config.bin %> <%= command.id %> --profile dev --min-ttl 1h -- terraform apply',
    '<%= config.bin %> <%= command.id %> --profile dev --profile-env -- ./long-running-job',
  ]
  static override strict = false
  static override enableJsonFlag = false
  static override flags = {
    profile: profileFlag(),
    login: loginFlag(),
    'min-ttl': Flags.string({
      helpValue: 'DURATION',
      default: '30m',
      env: 'OKTA_OPS_MIN_TTL',
      summary: 'say so when the credentials end sooner than this',
    }),
    'profile-env': Flags.boolean({
      summary: 'pass AWS_PROFILE of the credential_process profile instead of keys, which end',
    }),
  }

  override async run(): Promise<ExecResult> {
    const [command, ...args] = this.#commandLine()
    const minLeftMs = parseDuration(this.flags['min-ttl'], '--min-ttl')
    const {env} = this.context.machine
    const {login, profile} = this.flags
    const found = await findCredentials(this.context, {profile, login: login ? this.voice : undefined})
    const identity = await this.#identity(found, minLeftMs)
    this.tellOddities()
    const exitCode = await runChild({
      command,
      args,
      env: execEnvironment(env, identity, regionFor(env, found.profile?.region)),
      atTerminal: this.context.terminal.interactive,
    })
    this.endWith(exitCode)
    return {exitCode}
  }

  /** What stands behind `--`; oclif keeps flags of the command apart from ours only there. */
  #commandLine(): readonly [string, ...string[]] {
    const [command, ...args] = this.argv.slice(this.argv.indexOf('--') + 1)
    if (this.argv.includes('--') && command !== undefined) return [command, ...args]
    throw new OpsError('OPS_USAGE', 'no command to run: put it behind --', {
      failure: 'usage',
      next: 'okta-ops exec -- aws sts get-caller-identity',
    })
  }

  async #identity(found: FoundCredentials, minLeftMs: number): Promise<ExecIdentity> {
    if (this.flags['profile-env']) {
      const {processProfileFor} = await import('../lib/aws/config/process-profile.js')
      return {profile: processProfileFor(found.config, found.profile)}
    }
    const {credentials} = found
    const leftMs = (credentials.expiresAt?.getTime() ?? Infinity) - this.context.machine.now().getTime()
    if (leftMs < minLeftMs) {
      const wanted = `--min-ttl ${this.flags['min-ttl']}`
      this.say(`warning: the credentials end in ${formatDuration(leftMs)}, sooner than ${wanted}`)
    }
    return {credentials}
  }
}

import {BaseCommand} from '../../lib/cli/base-command.js'
import {Flags} from '../../lib/cli/oclif.js'
import {sandboxFlags} from '../../lib/cli/sandbox-flags.js'
import {stopSignal} from '../../lib/cli/signals.js'
import {startForCommand, type CommandSandbox} from '../../lib/sandbox/for-command.js'
import {exitCodes} from '../../lib/shared/errors.js'

/** The envelope's result when it has ended. */
export interface SandboxEnded {
  readonly requests: number
  readonly kept: string | null
}

export default class SandboxStart extends BaseCommand<typeof SandboxStart> {
  static override summary =
    'Start a local Identity Center and Okta org on loopback, and print the variables that lead there.'
  static override description =
    'Runs until Ctrl-C or SIGTERM. It plays a small company with users, groups and accounts; the AWS CLI and the AWS SDKs ' +
    'work against it unmodified. Everything is thrown away at the end unless --keep is given. docs/sandbox.md tells more.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --auto-approve --fault pending*3',
    '<%= config.bin %> <%= command.id %> --seed company.yaml --port 4100 --json',
  ]
  static override flags = {
    port: Flags.integer({
      min: 0,
      max: 65_535,
      default: 0,
      summary: 'listen on this port of 127.0.0.1 (0: any free one)',
      env: 'OKTA_OPS_SANDBOX_PORT',
    }),
    ...sandboxFlags,
    keep: Flags.boolean({summary: 'leave the throw-away HOME when it ends'}),
  }

  override async run(): Promise<SandboxEnded> {
    const sandbox = await startForCommand(this.context.machine, {...this.flags, announced: true})
    const stopped = stopSignal()
    this.show(sandbox)
    const signal = await stopped
    await sandbox.close()
    if (signal === 'SIGINT') this.endWith(exitCodes.interrupted)
    return {requests: sandbox.requests.length, kept: this.flags.keep ? sandbox.home : null}
  }

  /** One object a line: the first when it listens, the envelope when it has ended. */
  override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json)}\n`)
  }

  private show(sandbox: CommandSandbox): void {
    if (this.jsonEnabled()) {
      this.logJson(sandbox.started)
      return
    }
    for (const line of sandbox.introduction) this.say(line)
    this.log(sandbox.shellLines)
  }
}

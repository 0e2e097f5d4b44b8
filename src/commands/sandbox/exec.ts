import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args} from '../../lib/cli/oclif.js'
import {runChild} from '../../lib/cli/run-child.js'
import {sandboxFlags} from '../../lib/cli/sandbox-flags.js'
import {childEnvironment, findRunning, startForCommand} from '../../lib/sandbox/for-command.js'
import type {RunningSandbox} from '../../lib/sandbox/running-file.js'

/** Nothing is printed of it: the child's output is the output. */
export interface SandboxExecuted {
  readonly exitCode: number
  readonly url: string
}

export default class SandboxExec extends BaseCommand<typeof SandboxExec> {
  static override summary =
    'Run a command inside the sandbox: the running one, or one that lives as long as the command.'
  static override description =
    'The command gets the throw-away HOME and the endpoints of the sandbox, and none of your AWS_* and OKTA_* variables. ' +
    'With --seed, --fault or --auto-approve it always gets a sandbox of its own. Its exit code becomes the exit code.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> -- bash',
    '<%= config.bin %> <%= command.id %> --auto-approve --fault 500*2 -- ./my-test.sh',
  ]
  static override enableJsonFlag = false
  static override strict = false
  static override flags = {...sandboxFlags}
  static override args = {
    command: Args.string({required: true, description: 'the command and its arguments'}),
  }

  override async run(): Promise<SandboxExecuted> {
    const {argv} = await this.parse(SandboxExec)
    const {machine} = this.context
    const running = this.wantsItsOwn() ? undefined : findRunning(machine)
    if (running !== undefined) return this.runInside(running, argv.map(String))
    const own = await startForCommand(machine, this.flags)
    try {
      return await this.runInside(own, argv.map(String))
    } finally {
      await own.close()
    }
  }

  private async runInside(
    sandbox: Pick<RunningSandbox, 'env' | 'url'>,
    [command = '', ...args]: readonly string[],
  ): Promise<SandboxExecuted> {
    const {machine, terminal} = this.context
    const env = childEnvironment(machine, sandbox)
    const exitCode = await runChild({command, args, env, atTerminal: terminal.interactive})
    this.endWith(exitCode)
    return {exitCode, url: sandbox.url}
  }

  private wantsItsOwn(): boolean {
    const {seed, fault, 'auto-approve': autoApprove} = this.flags
    return seed !== undefined || fault !== undefined || autoApprove
  }
}

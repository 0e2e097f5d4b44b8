import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args} from '../../lib/cli/oclif.js'
import {actionUsages} from '../../lib/sandbox/actions/act.js'
import {findRunning} from '../../lib/sandbox/for-command.js'
import {actRemotely} from '../../lib/sandbox/remote.js'
import {OpsError} from '../../lib/shared/errors.js'

/** What the action changed or shows. */
export interface SandboxDone {
  readonly action: string
  readonly said: string
  /** Depends on the action. */
  readonly data: unknown
}

export default class SandboxDo extends BaseCommand<typeof SandboxDo> {
  static override summary =
    'Act on the running sandbox: people, groups, sessions, lifetimes, devices, faults.'
  static override description = `The actions and their words:\n\n${actionUsages.map((usage) => `  ${usage}`).join('\n')}`
  static override examples = [
    '<%= config.bin %> <%= command.id %> user.deactivate tobias.wren@halyard.test',
    '<%= config.bin %> <%= command.id %> fault 403:credentials*2',
    '<%= config.bin %> <%= command.id %> lifetimes.set token=20s role=15m',
  ]
  static override strict = false
  static override args = {
    action: Args.string({required: true, description: 'an action and its words'}),
  }

  override async run(): Promise<SandboxDone> {
    const {argv} = await this.parse(SandboxDo)
    const words = argv.map(String)
    const running = findRunning(this.context.machine)
    if (running === undefined) {
      throw new OpsError('OPS_SANDBOX', 'no sandbox of yours is running', {next: 'okta-ops sandbox start'})
    }
    const {text, data} = await actRemotely(running, words)
    this.log(text)
    return {action: words.join(' '), said: text, data: data ?? null}
  }
}

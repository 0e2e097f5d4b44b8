import {BaseCommand} from '../../../lib/cli/base-command.js'
import {Args, Flags} from '../../../lib/cli/oclif.js'
import {
  movedTo,
  requireCheckpoint,
  showCheckpoint,
  type ShownCheckpoint,
} from '../../../lib/logs/collect/checkpoint-edit.js'
import {asOnlyCollector, withCheckpoints} from '../../../lib/logs/collect/logs-store.js'
import {parseWhen} from '../../../lib/shared/when.js'

export default class LogsCheckpointSet extends BaseCommand<typeof LogsCheckpointSet> {
  static override summary = 'Move a checkpoint to another place; what it has seen is still known.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> audit --since 2d',
    `<%= config.bin %> <%= command.id %> audit --next 'https://halyard.okta.com/api/v1/logs?after=...'`,
  ]
  static override args = {name: Args.string({required: true, description: 'the checkpoint'})}
  static override flags = {
    since: Flags.string({
      helpValue: 'WHEN',
      summary: 'begin again at this time',
      exactlyOne: ['since', 'next'],
    }),
    next: Flags.string({helpValue: 'URL', summary: "a next link of the checkpoint's own org"}),
  }

  override async run(): Promise<ShownCheckpoint> {
    const {args} = await this.parse(LogsCheckpointSet)
    const {machine} = this.context
    const {next, since = ''} = this.flags
    const place =
      next === undefined ? {since: parseWhen(since, {now: machine.now(), what: '--since'})} : {next}
    const moved = await asOnlyCollector(machine, args.name, () =>
      withCheckpoints(machine, (checkpoints) => {
        const at = movedTo(requireCheckpoint(checkpoints, args.name), place, machine)
        checkpoints.save(at)
        return showCheckpoint(at)
      }),
    )
    this.say(`${args.name} goes on from ${moved.next ?? moved.since}`)
    return moved
  }
}

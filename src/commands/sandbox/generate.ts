import {BaseCommand} from '../../lib/cli/base-command.js'
import {Flags} from '../../lib/cli/oclif.js'
import {stopSignal} from '../../lib/cli/signals.js'
import {findRunning} from '../../lib/sandbox/for-command.js'
import {generateTraffic, mixes, parseRate} from '../../lib/sandbox/generate.js'
import {exitCodes, OpsError} from '../../lib/shared/errors.js'

/** What was made. */
export interface TrafficMade {
  readonly events: number
  readonly seed: number
  readonly mix: string
}

export default class SandboxGenerate extends BaseCommand<typeof SandboxGenerate> {
  static override summary = 'Make believable events in the System Log of the running sandbox.'
  static override description =
    'Runs until Ctrl-C, or until --count events are made. People sign in, use their apps, mistype and are refused; nobody ' +
    'and nothing in the company changes. The same --seed makes the same events, uuids included, but for their times: for a collector they are repeats.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --rate 50/s',
    '<%= config.bin %> <%= command.id %> --rate 1000/s --count 20000 --mix busy --seed 7',
    '<%= config.bin %> <%= command.id %> --count 100 --mix hostile',
  ]
  static override flags = {
    rate: Flags.string({
      default: '10/s',
      summary: 'how many a second (50/s), minute (600/m) or hour (100/h)',
    }),
    count: Flags.integer({min: 1, summary: 'stop after so many'}),
    seed: Flags.integer({
      min: 0,
      max: 2_147_483_647,
      summary: 'which events to make; another one each time unless said',
    }),
    mix: Flags.option({
      options: mixes,
      default: 'quiet' as const,
      summary: 'sign-ins and apps; also factors, policies and threats; or what hurts careless readers',
    })(),
  }

  override async run(): Promise<TrafficMade> {
    const {count, mix} = this.flags
    const rate = parseRate(this.flags.rate)
    const {machine} = this.context
    const seed = this.flags.seed ?? Buffer.from(machine.randomBytes(4)).readUInt32BE() >>> 1
    const running = findRunning(machine)
    if (running === undefined) {
      throw new OpsError('OPS_SANDBOX', 'no sandbox of yours is running', {next: 'okta-ops sandbox start'})
    }
    const stop = new AbortController()
    void stopSignal().then((signal) => {
      if (signal === 'SIGINT') this.endWith(exitCodes.interrupted)
      stop.abort()
    })
    const events = await generateTraffic(running, {rate, count, mix, seed}, {machine, signal: stop.signal})
    this.log(`${events} events made with --seed ${seed}`)
    return {events, seed, mix}
  }
}

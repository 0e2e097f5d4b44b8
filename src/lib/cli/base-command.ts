import type * as Interfaces from '@oclif/core/interfaces'
import type {Voice} from '../sign-in/voice.js'
import {visibleJson} from '../shared/visible-text.js'
import {createContext, type Context} from './context.js'
import {judgeFailure, renderFailure, type FailureReport} from './failure.js'
import {Command, Flags} from './oclif.js'
import {exitCodes} from '../shared/errors.js'
import {withTilde} from '../shared/home-path.js'

type FlagsOf<T extends typeof Command> = Interfaces.InferredFlags<
  (typeof BaseCommand)['baseFlags'] & T['flags']
>

/** The success half of the one JSON envelope that every command prints under `--json`. */
interface SuccessEnvelope {
  readonly ok: true
  readonly result: object
  readonly warnings: readonly string[]
}

/** The failure half; `error` never holds more than these three fields. */
interface FailureEnvelope {
  readonly ok: false
  readonly error: FailureReport
  readonly warnings: readonly string[]
}

/**
 * What every okta-ops command is: flags parsed before `run()`, one JSON envelope, one way to fail, data on stdout and words
 * for people on stderr.
 */
export abstract class BaseCommand<T extends typeof Command> extends Command {
  static override enableJsonFlag = true
  static override baseFlags = {
    verbose: Flags.boolean({
      summary: 'print what is asked of whom, without secrets, on stderr (also OKTA_OPS_LOG=debug)',
      helpGroup: 'GLOBAL',
    }),
  }

  protected flags!: FlagsOf<T>
  protected context!: Context
  readonly #warnings: string[] = []

  override async init(): Promise<void> {
    await super.init()
    this.parsed = true // else oclif warns, under NODE_ENV=development, that a mistyped flag was not parsed
    // What follows `--` belongs to the command that exec runs.
    const own = this.argv.slice(0, [...this.argv, '--'].indexOf('--'))
    this.context = this.createContext({verbose: own.includes('--verbose')})
    const {flags} = await this.parse({
      flags: this.ctor.flags,
      baseFlags: (super.ctor as typeof BaseCommand).baseFlags,
      enableJsonFlag: this.ctor.enableJsonFlag,
      args: this.ctor.args,
      strict: this.ctor.strict,
    })
    this.flags = flags as FlagsOf<T>
  }

  /** The one seam tests replace. */
  protected createContext(options: {readonly verbose: boolean}): Context {
    return createContext(options)
  }

  /** The object is what `--json` prints as `result`: oclif would print nothing at all for undefined or 0. */
  abstract override run(): Promise<object>

  /** One line for the person, on stderr; stdout is for data only. */
  protected say(line = ''): void {
    this.context.say(this.shortened(line))
  }

  /** Text for people, with `~` for their home folder; what is for machines stays whole. */
  protected shortened(text: string): string {
    return withTilde(text, this.#home())
  }

  /** This command as something a library function can talk to. */
  protected get voice(): Voice {
    return {
      say: (line) => {
        this.say(line)
      },
      warn: (line) => {
        this.warn(line)
      },
    }
  }

  /** Kept for the envelope under `--json`, printed on stderr otherwise. */
  override warn(input: Error | string): Error | string {
    const text = this.shortened(typeof input === 'string' ? input : input.message)
    if (this.#warnings.includes(text)) return input
    this.#warnings.push(text)
    if (!this.jsonEnabled()) this.say(`warning: ${text}`)
    return input
  }

  protected override toSuccessJson(result: object): SuccessEnvelope {
    return {ok: true, result, warnings: this.#warnings}
  }

  protected override toErrorJson(thrown: unknown): FailureEnvelope {
    return {ok: false, error: this.#judge(thrown).report, warnings: this.#warnings}
  }

  /** Names from outside may carry terminal escapes; what `jq` reads is what they were. */
  protected override logJson(json: unknown): void {
    process.stdout.write(`${visibleJson(json)}\n`)
  }

  /** Turns anything thrown into the envelope or two lines of text, and the exit code of the table in lib/shared/errors. */
  protected override catch(thrown: Error): Promise<void> {
    this.tellOddities()
    const {report, exitCode} = this.#judge(thrown)
    process.exitCode = exitCode
    if (this.jsonEnabled()) this.logJson(this.toErrorJson(thrown))
    else process.stderr.write(renderFailure(report))
    if (report.code === 'OPS_BUG') for (const frame of framesOf(thrown)) this.context.machine.debug(frame)
    return Promise.resolve()
  }

  /** Warns of what is legal in the configurations read but will surprise; at the end, unless a command has a better moment. */
  protected tellOddities(): void {
    for (const config of this.#contextIfAny()?.configs ?? [])
      for (const warning of config.warnings) this.warn(warning)
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.tellOddities()
    await super.finally(error)
  }

  /** Whoever types something wrong is shown what can be typed, where the failure itself knows no better. */
  #judge(thrown: unknown): ReturnType<typeof judgeFailure> {
    const {report, exitCode} = judgeFailure(thrown, this.#home())
    const {id} = this.ctor
    if (exitCode !== exitCodes.usage || report.next !== undefined || typeof id !== 'string')
      return {report, exitCode}
    return {report: {...report, next: `okta-ops ${id.replaceAll(':', ' ')} --help`}, exitCode}
  }

  /** A failure while flags are read may come before there is one. */
  #contextIfAny(): Context | undefined {
    return this.context
  }

  #home(): string | undefined {
    return this.#contextIfAny()?.machine.env['HOME']
  }

  /** Ends the command with its result printed but a non-zero exit code: asked, and the answer is no. */
  protected endWith(exitCode: number): void {
    process.exitCode = exitCode
  }
}

/** Where a bug happened, without its message: that may quote what was being read. */
function framesOf(thrown: Error): readonly string[] {
  return (thrown.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line))
}

import {exitCodes, OpsError, type OpsCode} from '../shared/errors.js'
import {withTilde} from '../shared/home-path.js'
import {visibleText} from '../shared/visible-text.js'

/** What a failed command tells a machine: the `error` of the JSON envelope. Nothing else of the thrown value is printed. */
export interface FailureReport {
  readonly code: OpsCode
  readonly message: string
  readonly next?: string
}

/**
 * What a thrown value means for the person and for the exit code. Properties and causes never reach the output.
 * @param home below which paths are shown with `~`
 */
export function judgeFailure(
  thrown: unknown,
  home?: string,
): {readonly report: FailureReport; readonly exitCode: number} {
  if (thrown instanceof OpsError) {
    const next = thrown.next === undefined ? undefined : withTilde(thrown.next, home)
    return {
      report: reportOf(thrown.code, withTilde(ownWords(thrown.message), home), next),
      exitCode: exitCodes[thrown.failure],
    }
  }
  if (isPromptCancelled(thrown)) {
    return {report: reportOf('OPS_INTERRUPTED', 'cancelled'), exitCode: exitCodes.interrupted}
  }
  if (isOclifUsage(thrown)) {
    const [firstParagraph = ''] = thrown.message.split('\nSee more help')
    return {
      report: reportOf(
        'OPS_USAGE',
        inOurWords(firstParagraph.replace(/^The following errors? occurred:/, '').trim()),
      ),
      exitCode: exitCodes.usage,
    }
  }
  return {
    report: reportOf(
      'OPS_BUG',
      `unexpected failure, this is a bug in okta-ops (${nameOf(thrown)})`,
      'OKTA_OPS_LOG=debug okta-ops ...',
    ),
    exitCode: exitCodes.failure,
  }
}

/** What oclif says of a number, as we say such things; all else as it is. */
function inOurWords(message: string): string {
  const found =
    /^Parsing (--[\w-]+)\s+Expected an integer(?: (greater|less) than or equal to (-?\d+))? but received: (.*)$/s.exec(
      message,
    )
  if (found === null) return message
  const [, flag = '', way, bound = '', given = ''] = found
  const limit = way === undefined ? '' : ` of at ${way === 'greater' ? 'least' : 'most'} ${bound}`
  return `${flag} should be a whole number${limit}, not ${given}`
}

/** oclif writes its own words around the message of whatever a flag's parser throws. */
function ownWords(message: string): string {
  return message.replace(/^Parsing --\S+ \n\t/, '').replace(/\nSee more help with --help$/, '')
}

/** Two unwrapped lines for people: what happened, and what to type next. */
export function renderFailure(report: FailureReport): string {
  return `error: ${report.message}\n${report.next === undefined ? '' : `  next: ${report.next}\n`}`
}

/** The kind of a bug, with its words unless they may quote what was being read: a SyntaxError repeats the text it choked on. */
function nameOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown
  if (thrown instanceof SyntaxError) return thrown.name
  return `${thrown.name}: ${thrown.message.split('\n')[0] ?? ''}`
}

function reportOf(code: OpsCode, message: string, next?: string): FailureReport {
  const lines = message.split('\n').map(visibleText).join('\n')
  return {code, message: lines, ...(next === undefined ? {} : {next: visibleText(next)})}
}

/** Ctrl-C inside an inquirer prompt. */
function isPromptCancelled(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'ExitPromptError'
}

/** oclif's parser errors (unknown flag, missing value, ...): they carry `oclif.exit` 2 and a `parse` property. */
function isOclifUsage(thrown: unknown): thrown is Error {
  if (!(thrown instanceof Error)) return false
  const {oclif, parse} = thrown as {oclif?: {exit?: number}; parse?: unknown}
  return parse !== undefined || oclif?.exit === exitCodes.usage
}

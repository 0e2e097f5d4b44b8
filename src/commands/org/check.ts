import {checkOrg, type CheckedOrg} from '../../lib/okta/org/check/check-org.js'
import type {CheckLine} from '../../lib/okta/org/check/check-line.js'
import {saidValues, type SaidValue} from '../../lib/okta/org/said-values.js'
import {BaseCommand} from '../../lib/cli/base-command.js'
import {untilInterrupted} from '../../lib/cli/interrupt.js'
import {Args} from '../../lib/cli/oclif.js'
import {orgFlag, rateShareFlag} from '../../lib/cli/org-flags.js'
import {profileUse, readSecretOf} from '../../lib/cli/secret-readers.js'
import {renderTable, type Column} from '../../lib/cli/table.js'
import {exitCodes} from '../../lib/shared/errors.js'
import {visibleText} from '../../lib/shared/visible-text.js'

/** What `org check --json` answers with; the exit code is that of the first failure. */
export interface OrgCheckResult {
  readonly good: boolean
  /** Absent when no org could be made out. */
  readonly org?: {readonly name?: string; readonly orgUrl: string; readonly source: string}
  /** What is configured and where each value comes from; of a secret only where it is. */
  readonly values: readonly SaidValue[]
  readonly checks: readonly CheckLine[]
}

export default class OrgCheck extends BaseCommand<typeof OrgCheck> {
  static override summary = 'Check everything that an Okta org needs to be used, one line each.'
  static override description =
    'Says where every value comes from, where the secret lies and whether a service could read it, and makes two cheap calls. What is wrong comes with the command that mends it; the exit code is that of the first failure.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> prod --json',
  ]
  static override args = {
    name: Args.string({ignoreStdin: true, description: 'an org of org list (the same as --org)'}),
  }
  static override flags = {org: orgFlag(), 'rate-share': rateShareFlag()}

  override async run(): Promise<OrgCheckResult> {
    const {name} = (await this.parse(OrgCheck)).args
    const checked = await untilInterrupted((signal) =>
      checkOrg(this.context.machine, {
        org: name ?? this.flags.org,
        rateShare: this.flags['rate-share'],
        readSecret: readSecretOf(this.context, (line) => this.warn(line)),
        askAboutProfile: profileUse(this.context),
        onLine: (line) => {
          this.log(this.shortened(shown(line)))
          if (line.next !== undefined) this.log(this.shortened(`         next: ${visibleText(line.next)}`))
        },
        signal,
      }),
    )
    const result = resultOf(checked)
    if (result.values.length > 0) this.log(`\n${renderTable(result.values, this.#columns())}`)
    if (checked.failure !== undefined) this.endWith(exitCodes[checked.failure.failure])
    return result
  }

  #columns(): readonly Column<SaidValue>[] {
    return [
      {heading: 'value', cell: ({key}) => key},
      {heading: 'is', cell: ({value}) => this.shortened(value)},
      {heading: 'by', cell: ({from}) => this.shortened(from)},
    ]
  }
}

const marks = {ok: 'ok', warned: 'note', failed: 'FAILED', skipped: '-'} as const

function shown({what, state, words}: CheckLine): string {
  return `${marks[state].padEnd(7)}${what}: ${visibleText(words)}`
}

function resultOf({setting, lines, failure}: CheckedOrg): OrgCheckResult {
  return {
    good: failure === undefined,
    ...(setting === undefined
      ? {}
      : {
          org: {
            ...(setting.name === undefined ? {} : {name: setting.name}),
            orgUrl: setting.address.url,
            source: setting.source,
          },
        }),
    values: setting === undefined ? [] : saidValues(setting.values),
    checks: lines,
  }
}

import {grouped} from '../../shared/counted.js'
import {colourStyles, plainStyles, type Styles} from '../../shared/styles.js'
import {visibleText} from '../../shared/visible-text.js'
import type {GroupPlan, Plan} from '../plan/plan.js'
import {planLines, totalsLine, type PlanLine} from './plan-lines.js'

export interface PlanTextOptions {
  readonly colour: boolean
  /** Without the groups that are in step. */
  readonly driftOnly?: boolean
}

/** Lists longer than that are cut, in text and in markdown. */
const [longestInText, longestInMarkdown] = [20, 50]

/** A comment on a pull request has at most 65,536 characters (GitHub); that many are for the lines. */
const mostCharacters = 50_000

/** A plan for people, like a good diff: `+` added, `-` removed, `~` changed, `!` to be looked at. Ends without a newline. */
export function renderPlanText(plan: Plan, {colour, driftOnly = false}: PlanTextOptions): string {
  const styles = colour ? colourStyles : plainStyles
  const lines = planLines(plan, {driftOnly, longest: longestInText})
  return [
    styles.dim(headLine(plan)),
    '',
    ...lines.map((line) =>
      toned(line, styles)(`${'    '.repeat(line.depth)}${line.sign} ${line.text}`.trimEnd()),
    ),
    ...(lines.length === 0 ? [] : ['']),
    totalsLine(plan),
  ].join('\n')
}

/** A plan as a comment for a pull request (GitHub and GitLab markdown): what comes from outside stands in code only. */
export function renderPlanMarkdown(
  plan: Plan,
  {driftOnly = false}: {readonly driftOnly?: boolean} = {},
): string {
  const lines = fitting(
    planLines(plan, {driftOnly, longest: longestInMarkdown}).map(({sign, depth, text}) =>
      `${sign} ${'  '.repeat(depth)}${text}`.trimEnd(),
    ),
  )
  const rows = plan.groups.filter(({action}) => action !== 'none').slice(0, longestInMarkdown)
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1))
  return [
    '### Okta groups to AWS IAM Identity Center',
    '',
    totalsLine(plan),
    ...(rows.length === 0
      ? []
      : [
          '',
          '| group | | add | remove | stay |',
          '| --- | --- | ---: | ---: | ---: |',
          ...rows.map(tableRow),
        ]),
    ...(lines.length === 0
      ? []
      : ['', '<details><summary>All of it</summary>', '', `${fence}diff`, ...lines, fence, '', '</details>']),
    '',
    `${codeSpan(plan.org)} to ${codeSpan(plan.tenant)}`,
  ].join('\n')
}

function fitting(lines: readonly string[]): readonly string[] {
  let room = mostCharacters
  const cut = lines.findIndex((line) => (room -= line.length + 1) < 0)
  return cut === -1
    ? lines
    : [
        ...lines.slice(0, cut),
        `! ... and ${grouped(lines.length - cut)} lines more: --output json has all of it`,
      ]
}

function headLine({org, tenant, via}: Plan): string {
  const way = via === 'scim' ? 'SCIM' : 'the Identity Store API'
  return `${visibleText(org)} -> ${visibleText(tenant)} (read by ${way})`
}

function toned({sign}: PlanLine, styles: Styles): (text: string) => string {
  return {'+': styles.good, '-': styles.bad, '~': styles.odd, '!': styles.odd, ' ': styles.dim}[sign]
}

function tableRow({name, action, add, remove, kept, guards}: GroupPlan): string {
  const held = guards.length > 0 ? ', held back by a guard' : ''
  return `| ${codeSpan(name).replaceAll('|', '\\|')} | ${action}${held} | ${add.length} | ${remove.length} | ${kept} |`
}

/** Code in a line: nothing in it means anything to markdown, and nobody is mentioned. */
function codeSpan(text: string): string {
  const safe = visibleText(text)
  const fence = '`'.repeat(longestRun(safe) + 1)
  // A space at both ends is taken off again; without it a backtick there would belong to the fence.
  return `${fence} ${safe} ${fence}`
}

/** Length of the longest run of backticks. */
function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({length}) => length))
}

import {counted, grouped} from '../../shared/counted.js'
import {groupedBy} from '../../shared/grouped-by.js'
import {visibleText} from '../../shared/visible-text.js'
import type {Finding, GroupPlan, GuardHit, Plan, PlannedMember} from '../plan/plan.js'
import {totalsOf, type PlanTotals} from '../plan/totals.js'
import {workOf, type GroupWork} from '../plan/work.js'

/** One line of a shown plan. What it says of names from outside is safe to print. */
export interface PlanLine {
  /** Added, removed, changed, to be looked at, or only mentioned. */
  readonly sign: '+' | '-' | '~' | '!' | ' '
  /** 0 for a group, 1 for what belongs to it, 2 for what is said of that. */
  readonly depth: 0 | 1 | 2
  readonly text: string
}

export interface PlanLinesOptions {
  /** Without the groups that are in step. */
  readonly driftOnly: boolean
  /** Longest list that is shown whole; the rest of a longer one is counted. */
  readonly longest: number
}

/** A plan line by line, in the plan's order: groups, what else there is to say, guards over all of it. */
export function planLines(plan: Plan, options: PlanLinesOptions): readonly PlanLine[] {
  const work = new Map(workOf(plan).map((one) => [one.group, one]))
  const findings = groupedBy(plan.findings, ({group}) => group)
  const changing = plan.groups.filter((group) => !isInStep(group, findings))
  const inStep = plan.groups.filter((group) => isInStep(group, findings))
  const named = new Set(plan.groups.map(({name}) => name))
  return [
    ...changing.flatMap((group) => groupLines(group, {work, findings, options})),
    ...(options.driftOnly
      ? []
      : bounded(
          inStep.map(({name, kept}): PlanLine => {
            return {sign: ' ', depth: 0, text: `${visibleText(name)}  ${counted(kept, 'member')}, in step`}
          }),
          options.longest,
        )),
    ...bounded(
      plan.findings
        .filter(({group}) => !named.has(group))
        .map(({group, kind, reason}): PlanLine => {
          return {sign: '!', depth: 0, text: `${visibleText(group)}  ${kind}: ${visibleText(reason)}`}
        }),
      options.longest,
    ),
    ...plan.guards.flatMap((guard) => guardLines(guard, 0)),
  ]
}

/** The plan in one sentence. */
export function totalsLine(plan: Plan): string {
  const {toCreate, toUpdate, toDelete, additions, removals, kept, held, inStep, unread, findings} =
    totalsOf(plan)
  const groups = [
    ...(toUpdate > 0 ? [`${counted(toUpdate, 'group')} to change`] : []),
    ...(toCreate > 0 ? [`${grouped(toCreate)} to create`] : []),
    ...(toDelete > 0 ? [`${grouped(toDelete)} to delete`] : []),
  ]
  const parts = [
    groups.length > 0 ? groups.join(', ') : `Nothing to change${unread > 0 ? ' in what was read' : ''}`,
    ...(unread > 0 ? [`${counted(unread, 'group')} that could not be read`] : []),
    ...(additions + removals > 0
      ? [`${grouped(additions)} to add, ${grouped(removals)} to remove, ${grouped(kept)} stay`]
      : []),
    ...(held.groups > 0 ? [heldWords(held)] : []),
    counted(inStep, 'group') + ' with nothing to do',
    ...(findings > 0 ? [counted(findings, 'finding')] : []),
  ]
  return `${parts.join('; ')}.`
}

function heldWords({groups, additions, removals}: PlanTotals['held']): string {
  const parts = [
    ...(removals > 0 ? [counted(removals, 'removal')] : []),
    ...(additions > 0 ? [counted(additions, 'addition')] : []),
  ]
  const what = parts.length === 0 ? '' : `: ${parts.join(', ')}`
  return `held back in ${counted(groups, 'group')}${what}`
}

interface Scene {
  readonly work: ReadonlyMap<GroupPlan, GroupWork>
  readonly findings: ReadonlyMap<string, readonly Finding[]>
  readonly options: PlanLinesOptions
}

function groupLines(group: GroupPlan, {work, findings, options}: Scene): readonly PlanLine[] {
  const done = work.get(group)
  const goes = new Set(done?.remove)
  const line = (sign: PlanLine['sign'], text: string): PlanLine => ({sign, depth: 1, text})
  const member = ({userName}: PlannedMember): string => visibleText(userName)
  const addHeld = group.add.length > 0 && done === undefined
  return [
    {sign: signOf(group), depth: 0, text: `${titleOf(group)}  ${summaryOf(group)}`},
    ...attributeLines(group),
    ...bounded(
      group.add.map((one) => line('+', `${member(one)}${addHeld ? '  (held back)' : ''}`)),
      options.longest,
    ),
    ...bounded(
      group.remove.map((one) => line('-', `${member(one)}${goes.has(one) ? '' : '  (held back)'}`)),
      options.longest,
    ),
    ...group.guards.flatMap((guard) => guardLines(guard, 1)),
    ...bounded(
      (findings.get(group.name) ?? [])
        .filter((one) => !isSaid(one, group))
        .map(({kind, person, reason}) =>
          line(
            '!',
            `${kind}${person === undefined ? '' : ` ${visibleText(person)}`}: ${visibleText(reason)}`,
          ),
        ),
      options.longest,
    ),
  ]
}

/** What the lines of the group say already. */
function isSaid({kind}: Finding, {action, set, guards}: GroupPlan): boolean {
  return (
    (kind === 'rename' && set?.displayName !== undefined) ||
    (kind === 'gone' && action === 'delete') ||
    (kind === 'unread' && guards.length > 0)
  )
}

/** With what it is called there, or is to be called once it is made, where that differs. */
function titleOf({name, aws, action, set}: GroupPlan): string {
  const there = aws?.displayName ?? (action === 'create' ? set?.displayName : undefined) ?? name
  return there === name
    ? visibleText(name)
    : `${visibleText(name)} (${visibleText(there)} in Identity Center)`
}

function summaryOf({action, add, remove, kept, guards, okta, aws}: GroupPlan): string {
  switch (action) {
    case 'create':
      return `new, with ${counted(add.length, 'member')}`
    case 'delete':
      return `deleted, with ${counted(remove.length, 'member')}`
    case 'update':
      return add.length + remove.length === 0
        ? `${grouped(kept)} stay`
        : `+${grouped(add.length)} -${grouped(remove.length)}, ${grouped(kept)} stay`
    case 'none':
      return guards.length > 0 || okta === undefined || aws === undefined
        ? 'left as it is'
        : `${counted(kept, 'member')}, nothing to change`
  }
}

function signOf({action}: GroupPlan): PlanLine['sign'] {
  return ({create: '+', delete: '-', update: '~', none: '!'} as const)[action]
}

function attributeLines({action, set, aws}: GroupPlan): readonly PlanLine[] {
  if (action !== 'update' || set === undefined || aws === undefined) return []
  const {displayName, externalId} = set
  return [
    ...(displayName === undefined
      ? []
      : [{sign: '~', depth: 1, text: `name: ${quoted(aws.displayName)} -> ${quoted(displayName)}`} as const]),
    ...(externalId === undefined
      ? []
      : [
          {
            sign: '~',
            depth: 1,
            text: `externalId: ${aws.externalId === undefined ? 'none' : quoted(aws.externalId)} -> ${quoted(externalId)}`,
          } as const,
        ]),
  ]
}

function guardLines({guard, holds, people, reason, override}: GuardHit, depth: 0 | 1): readonly PlanLine[] {
  const held =
    holds === 'removals'
      ? people === undefined
        ? depth === 0
          ? 'holds back all removals'
          : 'holds back the removals'
        : `holds back ${counted(people.length, 'removal')}`
      : holds === 'group'
        ? 'holds back the group'
        : 'holds back everything'
  return [
    {sign: '!', depth, text: `guard ${guard} ${held}: ${visibleText(reason)}`},
    {
      sign: '!',
      depth: depth === 0 ? 1 : 2,
      text: override === undefined ? 'nothing overrides it' : `to override: ${visibleText(override)}`,
    },
  ]
}

/** The first lines of a list, and how many more there are. */
function bounded(lines: readonly PlanLine[], longest: number): readonly PlanLine[] {
  const [first] = lines
  if (first === undefined || lines.length <= longest) return lines
  return [...lines.slice(0, longest), {...first, text: `... and ${grouped(lines.length - longest)} more`}]
}

function isInStep(
  {action, guards, name}: GroupPlan,
  findings: ReadonlyMap<string, readonly Finding[]>,
): boolean {
  return action === 'none' && guards.length === 0 && !findings.has(name)
}

function quoted(text: string): string {
  return `"${visibleText(text)}"`
}

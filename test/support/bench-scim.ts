/*
 * `npm run bench:scim`: 10,000 people, 500 groups and 200,000 memberships against the sandbox's SCIM endpoint in another process. What is
 * counted is requests, not seconds: the endpoint takes 400 a second where AWS is believed to take 20, and everything else keeps its
 * proportions. Prints a table, and exits with 1 when a figure is over its budget or anything is left to do at the end.
 */
import './hooks.js'
import {applyPlan} from '../../src/lib/scim/apply/apply-plan.js'
import {failureOf} from '../../src/lib/scim/apply/outcome.js'
import {openScimClient, type ScimFigures} from '../../src/lib/scim/client/open-scim-client.js'
import {withScimJournal} from '../../src/lib/scim/journal/scim-db.js'
import {learnBothSides} from '../../src/lib/scim/learn/learn-both-sides.js'
import {makePlan} from '../../src/lib/scim/plan/make-plan.js'
import {fileDirectory} from './file-okta.js'
import {seededRandom} from './hostile-log-server.js'
import {largeMemberships, startLargeTenant} from './large-tenant.js'
import {liveMachine} from './live-machine.js'
import {openPolicy} from './scim-tenant.js'
import {createTempHome} from './temp-home.js'

/** One row of the table: a figure, the most that it may be, and what it is of. */
interface Row {
  readonly what: string
  readonly found: number
  readonly budget: number
  readonly unit: string
}

const company = {people: 10_000, groups: 500, memberships: 200_000}
const ceiling = 400
const rows: Row[] = []
let runs = 0
const note = (what: string, found: number, {budget, unit = ''}: {budget: number; unit?: string}): void => {
  rows.push({what, found, budget, unit})
  process.stderr.write(`${what}: ${found}${unit}\n`)
}

const tenant = await startLargeTenant(company)
const home = createTempHome()
try {
  await tenant.act([`scim.set rate=${ceiling} burst=20`])
  const okta = fileDirectory(await oktaSide())
  const cold = await reconcile({okta, mixedPatch: false})
  note('cold apply, writes', cold.writes, {budget: 2300})
  const full = await reconcile({okta, mixedPatch: false})
  note('plan from nothing, calls', full.calls, {budget: 2500})
  note('plan of what is in order, writes', full.writes, {budget: 0})
  await drift(7)
  const apart = await reconcile({okta, mixedPatch: false})
  note('1% drift, writes', apart.writes, {budget: 960})
  await drift(11)
  const mixed = await reconcile({okta, mixedPatch: true})
  note('1% drift with mixedPatch, writes', mixed.writes, {budget: 480})
  const all = [cold, full, apart, mixed].map(({figures}) => figures)
  const sum = (of: (figures: ScimFigures) => number): number =>
    all.reduce((total, figures) => total + of(figures), 0)
  const throttled = sum((figures) => figures.throttled) / sum(({reads, writes}) => reads + writes)
  note('throttled', Math.round(throttled * 10_000) / 100, {budget: 1, unit: ' %'})
  const rest = await reconcile({okta, mixedPatch: false})
  note('left to do at the end', rest.wanted, {budget: 0})
} finally {
  await tenant.close()
  home.remove()
}
for (const {what, found, budget, unit} of rows)
  process.stdout.write(
    `${what.padEnd(40)}${`${found}${unit}`.padStart(10)}${`<= ${budget}${unit}`.padStart(12)}  ${found <= budget ? 'ok' : 'OVER'}\n`,
  )
process.exitCode = rows.every(({found, budget}) => found <= budget) ? 0 : 1

interface Reconciled {
  /** Requests that learning Identity Center's side took. */
  readonly calls: number
  readonly writes: number
  /** Changes that the plan asked for. */
  readonly wanted: number
  readonly figures: ScimFigures
}

/** Reads both sides, plans, applies all of it. */
async function reconcile({
  okta,
  mixedPatch,
}: {
  readonly okta: ReturnType<typeof fileDirectory>
  readonly mixedPatch: boolean
}): Promise<Reconciled> {
  // Every run is an hour after the last: what was acknowledged within two minutes would be taken for the lag of reads.
  const later = ++runs * 3_600_000
  const live = liveMachine({OKTA_OPS_STATE_DIR: `${home.path}/state`})
  const machine = {...live, now: () => new Date(Date.now() + later)}
  const {url, token} = tenant
  const scim = openScimClient(machine, {url, tokens: [token], pace: {ceiling, workers: 8}, mixedPatch})
  const policy = {...openPolicy, groups: ['AWS_*'], manage: 'groups'} as const
  const readAt = machine.now()
  const sources = {okta, scim, identityStore: undefined, tenant: scim.tenant}
  const sides = await learnBothSides(sources, {...policy, via: 'scim'})
  const calls = scim.calls()
  const plan = makePlan(sides.okta, sides.aws, policy)
  const outcome = await withScimJournal(machine, (journal) =>
    applyPlan(
      plan,
      {machine, okta, aws: scim, writer: scim, journal, lock: {assertHeld: () => undefined}},
      {who: 'bench@example.com', readAt, saved: false},
    ),
  )
  const failure = failureOf(outcome)
  if (failure !== undefined)
    throw new Error(`the apply ended with ${failure}: ${outcome.groups[0]?.reason ?? ''}`)
  const {added, removed} = outcome.done
  return {calls, writes: scim.figures().writes, wanted: added + removed, figures: scim.figures()}
}

/** People are numbered as Identity Center lists them. */
async function oktaSide(): Promise<Parameters<typeof fileDirectory>[0]> {
  const scim = openScimClient(liveMachine({}), {
    url: tenant.url,
    tokens: [tenant.token],
    pace: {ceiling},
  })
  const {items} = await scim.users()
  const people = items.map(({externalId = '', userName}) => ({
    id: externalId,
    login: userName,
    status: 'ACTIVE',
  }))
  return largeMemberships(company).map((members, number) => ({
    id: `00g${String(number).padStart(17, '0')}`,
    name: nameOf(number),
    members: members.flatMap((person) => people[person] ?? []),
  }))
}

/** Somebody changes 1% of the memberships by hand: half of it is missing then, and as many are too much. */
async function drift(seed: number): Promise<void> {
  const random = seededRandom(seed)
  const groups = largeMemberships(company)
  const owners = groups.flatMap((members, group) => members.map(() => group))
  const actions = new Set<string>()
  while (actions.size < company.memberships / 100) {
    const group = owners[Math.floor(random() * owners.length)] ?? 0
    const members = groups[group] ?? []
    const isMissing = actions.size % 2 === 0
    const person = isMissing
      ? members[Math.floor(random() * members.length)]
      : Math.floor(random() * company.people)
    if (!isMissing && members.includes(person ?? 0)) continue
    actions.add(
      `aws.group.${isMissing ? 'remove' : 'add'} ${nameOf(group)} sailor-${person ?? 0}@halyard.test`,
    )
  }
  await tenant.act([...actions])
}

function nameOf(group: number): string {
  return `AWS_large-${group}`
}

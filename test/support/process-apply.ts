/*
 * One `apply` as a process of its own: given a MortalApply as JSON it reads both sides, plans and applies under the tenant's lock.
 * Okta's side is a file. It says `applying` on stdout once it begins to write, and ends with the exit code of the outcome. Killing it
 * between two writes is for mortal-sqlite.mjs.
 */
import fs from 'node:fs'
import {applyPlan} from '../../src/lib/scim/apply/apply-plan.js'
import {failureOf} from '../../src/lib/scim/apply/outcome.js'
import {withTenantLock} from '../../src/lib/scim/apply/tenant-lock.js'
import {openScimClient} from '../../src/lib/scim/client/open-scim-client.js'
import {withScimJournal} from '../../src/lib/scim/journal/scim-db.js'
import {learnBothSides} from '../../src/lib/scim/learn/learn-both-sides.js'
import {makePlan} from '../../src/lib/scim/plan/make-plan.js'
import {exitCodes} from '../../src/lib/shared/errors.js'
import {fileDirectory, type OktaFile} from './file-okta.js'
import {liveMachine} from './live-machine.js'
import {openPolicy} from './scim-tenant.js'

export interface MortalApply {
  readonly state: string
  readonly url: string
  readonly token: string
  /** A file that holds an OktaFile. */
  readonly okta: string
  readonly groups: readonly string[]
  readonly ceiling: number
}

const task = JSON.parse(process.argv[2] ?? '{}') as MortalApply
const machine = liveMachine({OKTA_OPS_STATE_DIR: task.state})
const scim = openScimClient(machine, {url: task.url, tokens: [task.token], pace: {ceiling: task.ceiling}})
const policy = {...openPolicy, groups: task.groups, manage: 'groups'} as const

process.exitCode = await withTenantLock(
  machine,
  {tenant: scim.tenant, giveUpAfterMs: 60_000},
  async (lock) => {
    const okta = fileDirectory(JSON.parse(fs.readFileSync(task.okta, 'utf8')) as OktaFile)
    const readAt = machine.now()
    const sources = {okta, scim, identityStore: undefined, tenant: scim.tenant}
    const sides = await learnBothSides(sources, {...policy, via: 'scim'})
    const plan = makePlan(sides.okta, sides.aws, policy)
    return withScimJournal(machine, async (journal) => {
      process.stdout.write('applying\n')
      const deps = {machine, okta, aws: scim, writer: scim, journal, lock}
      const outcome = await applyPlan(plan, deps, {who: 'soak@example.com', readAt, saved: false})
      for (const {name, state, reason} of outcome.groups)
        if (state !== 'applied') process.stderr.write(`${name}: ${state}: ${reason ?? ''}\n`)
      const failure = failureOf(outcome)
      return failure === undefined ? 0 : exitCodes[failure]
    })
  },
)

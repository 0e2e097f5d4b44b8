// node bench/scim.mjs plan FOLDER: reads the two sides in FOLDER and plans, in this process; prints {rssMiB, dataMs}. `measureScim`
// starts these as paired processes. The budget is for data at hand, so what the bench itself takes to make the two sides out of its
// file (dataMs) is taken off; it stays in the peak of memory. The sides are those of a large company: 10,000 people, 500 groups of 189 to 6,003 members (median
// 255), 200,000 memberships, 1% of which differ. The plan is compared in full: matched, guarded, fingerprinted, checksummed, shown.
import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {pathToFileURL} from 'node:url'

const warmUps = 3
const [work, folder] = process.argv.slice(2)
if (import.meta.filename === process.argv[1] && work === 'plan') await planOnce()

/** Rows of the budget table for `scim plan` with both sides at hand. */
export async function* measureScim(node, runs) {
  const place = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-bench-scim-'))
  try {
    writeFileSync(path.join(place, 'sides.json'), JSON.stringify(largeCompany()))
    // Not at the top: the measured processes would load esbuild, too.
    const {bundleLibrary} = await import('./bundle.mjs')
    await bundleLibrary(path.join(place, 'plan.mjs'), [
      "export {makePlan} from './src/lib/scim/plan/make-plan.ts'",
      "export {defaultPolicy} from './src/lib/scim/config/scim-config.ts'",
      "export {planResult} from './src/lib/scim/view/plan-result.ts'",
      "export {renderPlanText} from './src/lib/scim/view/render-plan.ts'",
    ])
    const plan = () =>
      JSON.parse(execFileSync(node, [import.meta.filename, 'plan', place], {encoding: 'utf8'}))
    const [ratios, peaks] = [[], []]
    for (let pair = -warmUps; pair < runs; pair++) {
      const ours = () => {
        let dataMs = 0
        const spent = timed(() => {
          const told = plan()
          peaks.push(told.rssMiB)
          dataMs = told.dataMs
        })
        return spent - dataMs
      }
      const bare = () => timed(() => execFileSync(node, ['-e', '0']))
      // In turn the one and the other first, so that what the first leaves in the caches favours nobody.
      const [one, two] = pair % 2 === 0 ? [ours(), bare()] : [bare(), ours()]
      if (pair >= 0) ratios.push(pair % 2 === 0 ? one / two : two / one)
    }
    yield row('scim plan, 200,000 memberships at hand / node -e 0', median(ratios), {budget: 12, unit: 'x'})
    yield row('scim plan, 200,000 memberships, peak memory', median(peaks), {budget: 200, unit: 'MiB'})
  } finally {
    rmSync(place, {recursive: true, force: true})
  }
}

function row(name, found, {budget, unit}) {
  const value = Math.round(found * 1000) / 1000
  return {name, value, budget, unit, ok: value <= budget}
}

function timed(act) {
  const started = performance.now()
  act()
  return performance.now() - started
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}

/** Both sides with people as numbers, each group with its members in Okta and in Identity Center. */
function largeCompany({people = 10_000, groups = 500, memberships = 200_000} = {}) {
  const random = seededRandom(5)
  // A few large groups and many small ones.
  const weights = Array.from({length: groups}, (_, index) => 1 / (3 + index) ** 0.81)
  const spare = memberships - groups * 100
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const sizes = weights.map((weight) => 100 + Math.floor((spare * weight) / total))
  sizes[0] += memberships - sizes.reduce((sum, size) => sum + size, 0)
  return {
    people,
    groups: sizes.map((size) => {
      const okta = sample(people, size, random)
      const isIn = new Uint8Array(people)
      for (const one of okta) isIn[one] = 1
      const aws = okta.filter(() => random() >= 0.005)
      for (let missing = Math.round(size * 0.005); missing > 0; missing--) {
        const stranger = Math.floor(random() * people)
        if (isIn[stranger] === 0) aws.push(stranger)
        isIn[stranger] = 1
      }
      return {okta, aws}
    }),
  }
}

/** Ascending, as services list by id. */
function sample(below, size, random) {
  const all = Uint32Array.from({length: below}, (_, index) => index)
  for (let at = 0; at < size; at++) {
    const other = at + Math.floor(random() * (below - at))
    ;[all[at], all[other]] = [all[other], all[at]]
  }
  return [...all.slice(0, size).sort()]
}

function seededRandom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

async function planOnce() {
  const {makePlan, defaultPolicy, planResult, renderPlanText} = await import(
    pathToFileURL(path.join(folder, 'plan.mjs')).href
  )
  const begun = performance.now()
  const {okta, aws} = sidesOf(JSON.parse(readFileSync(path.join(folder, 'sides.json'), 'utf8')))
  const dataMs = performance.now() - begun
  const plan = makePlan(okta, aws, defaultPolicy)
  const {totals} = planResult(plan)
  if (renderPlanText(plan, {colour: false}).length < 10_000) throw new Error('the plan is not shown')
  if (totals.groups !== 500 || totals.kept < 195_000 || totals.additions < 500 || totals.removals < 500)
    throw new Error(`not the plan that was meant: ${JSON.stringify(totals)}`)
  console.log(JSON.stringify({rssMiB: Math.round(process.resourceUsage().maxRSS / 1024), dataMs}))
}

/** Every membership is an object of its own on both sides, as pages bring them. */
function sidesOf({people, groups}) {
  const ids = Array.from({length: people}, (_, index) => {
    const digits = String(index).padStart(17, '0')
    return {
      okta: `00u${digits}`,
      aws: `90676${digits.slice(5)}-4d5e-4a7b`,
      login: `person${index}@example.com`,
    }
  })
  const tenant = 'https://scim.eu-west-1.amazonaws.com/tenant/scim/v2'
  const named = groups.map((group, index) => ({
    ...group,
    id: `00g${String(index).padStart(17, '0')}`,
    awsId: `group-${index}`,
    name: `AWS_group-${index}`,
  }))
  const userOf = (index) => {
    const {okta, aws, login} = ids[index]
    return {id: aws, userName: login, externalId: okta, active: true}
  }
  return {
    okta: {
      orgUrl: 'https://company.okta.com',
      groups: named.map(({id, name, okta}) => ({
        group: {id, name, type: 'OKTA_GROUP', lastMembershipUpdated: undefined},
        members: okta.map((index) => ({id: ids[index].okta, login: ids[index].login, status: 'ACTIVE'})),
      })),
    },
    aws: {
      tenant,
      via: 'scim',
      groups: named.map(({id, awsId, name}) => ({id: awsId, displayName: name, externalId: id})),
      groupsComplete: true,
      members: new Map(named.map(({awsId, aws}) => [awsId, {users: aws.map(userOf), complete: true}])),
      users: [],
    },
  }
}

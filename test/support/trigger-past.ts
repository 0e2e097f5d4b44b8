import {newRunId} from '../../src/lib/shared/run-id.js'
import {openTriggerStore, type TriggerStore} from '../../src/lib/triggers/journal/trigger-store.js'
import type {Work} from '../../src/lib/triggers/journal/work.js'
import {fakeMachine} from './fake-machine.js'
import {planFor, seen, stateIn} from './trigger-work.js'

/** One event, and what became of its work. */
export interface PastWork {
  readonly rule?: string
  readonly flow?: string
  readonly type?: string
  /** Display name and login of whom it is about. */
  readonly who?: string
  /** How long ago it was seen, in milliseconds; it was published two seconds before. */
  readonly agoMs: number
  readonly tookMs?: number
  readonly end: 'succeeded' | 'failed' | 'unknown' | 'running' | 'planned' | 'waiting'
  readonly reason?: string
}

/** A journal in which all of that has happened, as the engine would have written it. */
export async function journalOf(home: string, past: readonly PastWork[], now: Date): Promise<TriggerStore> {
  const store = await openTriggerStore(fakeMachine(stateIn(home)))
  const oldestFirst = [...past].sort((a, b) => b.agoMs - a.agoMs)
  for (const [index, one] of oldestFirst.entries()) live(store, one, {uuid: `event-${index}`, now})
  return store
}

function live(store: TriggerStore, past: PastWork, {uuid, now}: {uuid: string; now: Date}): void {
  const {rule = 'offboard', flow = 'offboarding', type = 'user.lifecycle.deactivate', who = 'Jon Vale'} = past
  const at = new Date(now.getTime() - past.agoMs)
  const published = new Date(at.getTime() - 2000).toISOString()
  const event = seen(uuid, {
    type,
    published,
    seenAt: at,
    body: {uuid, eventType: type, target: [{type: 'User', alternateId: who, displayName: who}]},
  })
  const work = {rule, flow, throttleKey: '', concurrencyKey: '', confirmed: past.end !== 'waiting'}
  store.plan([planFor(event, work)], {now: at, org: ''})
  if (past.end === 'planned' || past.end === 'waiting') return
  const [claimed] = store.claim({
    now: at,
    owner: store.processes.self(),
    rules: new Map([[rule, {}]]),
    org: '',
    slots: 1,
    newRunId: () => newRunId(fakeMachine({}, at)),
  })
  if (claimed === undefined) throw new Error('the oldest work comes first, so that it can be claimed')
  settle(store, claimed, {...past, endedAt: new Date(at.getTime() + (past.tookMs ?? 400))})
}

function settle(
  store: TriggerStore,
  work: Work,
  {end, reason = 'the flow said no', endedAt: now}: PastWork & {endedAt: Date},
): void {
  if (end === 'succeeded') store.settle(work, {ending: {state: end, output: {done: true}}, run: end, now})
  if (end === 'failed' || end === 'unknown') store.settle(work, {ending: {state: end, reason}, run: end, now})
}

/** An hour in a company in which most goes well: the same every time. */
export function busyHour(): readonly PastWork[] {
  let state = 20
  const chance = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
  const kinds = [
    {rule: 'offboard', flow: 'offboarding', type: 'user.lifecycle.deactivate'},
    {rule: 'risky-sign-in', flow: 'step-up-and-tell', type: 'user.session.start'},
    {rule: 'aws-access-granted', flow: 'record-access', type: 'group.user_membership.add'},
    {rule: 'mfa-reset-notice', flow: 'notify-security', type: 'user.mfa.factor.reset_all'},
    {rule: 'new-admin', flow: 'ask-for-review', type: 'user.account.privilege.grant'},
  ]
  const people = ['mara.lindt', 'jon.vale', 'ada.osei', 'piet.hansen', 'lucia.ferro', 'noor.rahimi']
  const past = Array.from({length: 190}, (): PastWork => {
    const kind = kinds[Math.floor(chance() ** 1.7 * kinds.length)] ?? {}
    const bad = chance()
    return {
      ...kind,
      who: `${people[Math.floor(chance() * people.length)] ?? ''}@acme.example.com`,
      agoMs: Math.floor(20_000 + chance() * 3_480_000),
      tookMs: Math.floor(140 + 2600 * chance() ** 5 + (chance() > 0.97 ? 7000 : 0)),
      end: bad > 0.985 ? 'unknown' : bad > 0.955 ? 'failed' : 'succeeded',
      reason:
        bad > 0.985
          ? 'the connection to acme.workflows.example.com:443 was cut; the flow may have run'
          : 'the flow answered 500: no such license group',
    }
  })
  const now = (more: Partial<PastWork> & Pick<PastWork, 'end' | 'agoMs'>): PastWork => ({
    ...kinds[1],
    ...more,
  })
  return [
    ...past,
    now({end: 'running', agoMs: 3200, who: 'ada.osei@acme.example.com'}),
    now({...kinds[0], end: 'running', agoMs: 900, who: 'piet.hansen@acme.example.com'}),
    now({end: 'planned', agoMs: 600, who: 'noor.rahimi@acme.example.com'}),
    now({...kinds[0], end: 'waiting', agoMs: 400, who: 'jon.vale@acme.example.com'}),
  ]
}

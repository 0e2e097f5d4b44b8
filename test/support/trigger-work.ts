import path from 'node:path'
import type {EventPlan} from '../../src/lib/triggers/journal/plan-work.js'
import type {NewWork, SeenEvent} from '../../src/lib/triggers/journal/work.js'

/** The environment of a journal below `home`. */
export const stateIn = (home: string): {readonly OKTA_OPS_STATE_DIR: string} => ({
  OKTA_OPS_STATE_DIR: path.join(home, 'state'),
})

/** An event that was seen, with `uuid` and whatever else a test cares about. */
export function seen(uuid: string, given: Partial<SeenEvent> = {}): SeenEvent {
  const {type = 'user.lifecycle.deactivate', published = '2026-11-21T11:59:00.000Z'} = given
  return {
    uuid,
    type,
    published,
    source: 'log',
    seenAt: new Date('2026-11-21T12:00:00Z'),
    body: {
      uuid,
      eventType: type,
      published,
      actor: {id: '00u1', type: 'User', alternateId: 'mara.lindt@example.com', displayName: 'Mara Lindt'},
      target: [{id: '00u2', type: 'User', alternateId: 'Jon.Vale@example.com', displayName: 'Jon Vale'}],
    },
    ...given,
  }
}

/** That event as work of the rule `offboard`. */
export function planFor(event: SeenEvent, ...work: readonly Partial<NewWork>[]): EventPlan {
  return {
    event,
    work: (work.length === 0 ? [{}] : work).map((given) => ({
      rule: 'offboard',
      key: event.uuid,
      event: event.uuid,
      flow: 'offboarding',
      confirmed: true,
      throttleKey: '',
      concurrencyKey: '',
      ...given,
    })),
  }
}

import {metricFamilyText} from '../../shared/metrics-format.js'
import type {WatchState} from '../journal/watch-record.js'
import type {WatchTally} from '../watch/watch-news.js'

/** How a watch goes, in the Prometheus text format. */
export function watchMetrics(
  {held, lastPassAt, lastRound, trouble}: WatchState,
  {passes, looked, added, removed, open}: WatchTally,
  {oldestAt, now}: {readonly oldestAt: Date | undefined; readonly now: Date},
): string {
  const one = (name: string, help: string, value: number): string =>
    metricFamilyText({
      name: `okta_ops_scim_${name}`,
      kind: name.endsWith('_total') ? 'counter' : 'gauge',
      help,
      samples: [{labels: {}, value}],
    })
  const secondsSince = (at: Date): number => Math.max(0, (now.getTime() - at.getTime()) / 1000)
  return [
    one('full_passes_total', 'Looks at everything.', passes),
    one('groups_looked_at_total', 'Groups looked at because of an event.', looked),
    one('memberships_added_total', 'Memberships added in Identity Center.', added),
    one('memberships_removed_total', 'Memberships removed in Identity Center.', removed),
    one('hints', 'Hints of events that are still to be looked at.', open),
    one(
      'oldest_hint_seconds',
      'For how long the oldest of them has waited.',
      oldestAt === undefined ? 0 : secondsSince(oldestAt),
    ),
    one(
      'lag_seconds',
      'From an event to its group being in step, last time.',
      (lastRound?.lagMs ?? 0) / 1000,
    ),
    one('held_groups', 'Groups of which a guard holds something back, or which fail.', held.length),
    one('trouble', '1 while something keeps the watch from its work.', trouble === undefined ? 0 : 1),
    ...(lastPassAt === undefined
      ? []
      : [
          one(
            'last_full_pass_seconds',
            'How long ago the last look at everything ended.',
            secondsSince(new Date(lastPassAt)),
          ),
        ]),
  ].join('')
}

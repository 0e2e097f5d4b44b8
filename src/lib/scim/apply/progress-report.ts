import type {GroupWork} from '../plan/work.js'
import {sizeOf} from './group-progress.js'
import type {ApplyProgress} from './outcome.js'

/** Tells how far an application is, after every request. */
export interface ProgressReport {
  readonly group: (work: GroupWork) => {
    readonly changes: (count: number) => void
    /** Whatever of it is open is done with. */
    readonly done: () => void
  }
}

/** @param now a clock that does not jump, in milliseconds */
export function createProgressReport(
  work: readonly GroupWork[],
  {
    now,
    onProgress,
  }: {readonly now: () => number; readonly onProgress: ((progress: ApplyProgress) => void) | undefined},
): ProgressReport {
  const total = work.reduce((sum, one) => sum + sizeOf(one), 0)
  const startedAt = now()
  let [done, groupsDone] = [0, 0]
  const tell = (): void => {
    const spentMs = now() - startedAt
    const leftMs = done === 0 ? undefined : (spentMs / done) * (total - done)
    onProgress?.({done, total, groupsDone, groups: work.length, leftMs})
  }
  tell()
  return {
    group: (one) => {
      let open = sizeOf(one)
      const changes = (count: number): void => {
        if (count === 0) return
        open -= count
        done += count
        tell()
      }
      return {
        changes,
        done: () => {
          groupsDone++
          done += open
          open = 0
          tell()
        },
      }
    },
  }
}

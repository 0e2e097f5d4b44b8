/** What `withinTime` gives when the time was over. */
export const outOfTime = Symbol('out of time')

/**
 * Does work that cannot be waited for, such as trying a stranger's regular expression, and stops it in the middle when it takes
 * longer than `ms` milliseconds of wall clock. Only for work that leaves nothing half done behind.
 */
export function withinTime<T>(ms: number, work: () => T): T | typeof outOfTime {
  const {runInNewContext} = process.getBuiltinModule('node:vm')
  try {
    // The watch that node:vm keeps is on whatever runs meanwhile, and regular expressions look at it while they try.
    return runInNewContext('work()', {work}, {timeout: ms}) as T
  } catch (error) {
    // An error of the other context, so no instance of our Error.
    if ((error as {readonly code?: unknown} | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return outOfTime
    throw error
  }
}

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

/** How many times over the clock may run where the machine is busy with others. */
const longestWait = 8

/**
 * As `withinTime`, by what the work takes of the processor: a short time is enough for honest work, and on a busy machine it may have
 * passed before the work was given any.
 * @param spentMs what this process has taken of the processor so far, in milliseconds
 */
export function withinEffort<T>(
  ms: number,
  work: () => T,
  spentMs: () => number = processorMs,
): T | typeof outOfTime {
  for (let wait = ms; ; wait *= 2) {
    const before = spentMs()
    const found = withinTime(wait, work)
    if (found !== outOfTime || wait >= longestWait * ms || spentMs() - before >= ms / 2) return found
  }
}

function processorMs(): number {
  const {user, system} = process.cpuUsage()
  return (user + system) / 1000
}

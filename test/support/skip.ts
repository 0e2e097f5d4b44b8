/** A skipped test says why in its own name, so that a report without a tool is not silent about it. */
export function skipSaying(context: Mocha.Context, reason: string): never {
  const test = context.test
  if (test !== undefined) test.title += ` (skipped: ${reason})`
  context.skip()
}

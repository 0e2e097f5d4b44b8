/**
 * Waits for all of them; the first that fails aborts the rest through `stop`, and is what is thrown once all have ended.
 */
export async function runTogether(stop: AbortController, parts: readonly Promise<unknown>[]): Promise<void> {
  const ends = parts.map((part) =>
    part.catch((error: unknown) => {
      stop.abort(error)
      throw error
    }),
  )
  for (const end of await Promise.allSettled(ends)) if (end.status === 'rejected') throw end.reason
}

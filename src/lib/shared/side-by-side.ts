/**
 * Works through `items` with at most so many under way; after a failure no further one is begun.
 * @returns what `work` gave, in the order of the items
 * @throws the first failure, once the others have ended
 */
export async function sideBySide<T, R>(
  items: readonly T[],
  workers: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  const waiting = [...items.entries()].reverse()
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [index, item] = next
      try {
        results[index] = await work(item, index)
      } catch (error) {
        waiting.length = 0
        throw error
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({length: Math.min(workers, items.length)}, worker))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return results
}

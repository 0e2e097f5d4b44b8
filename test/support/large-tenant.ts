import {fork, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {fileURLToPath} from 'node:url'
import {seededRandom} from './hostile-log-server.js'
import type {LargeCompany, ServerWord} from './process-scim-server.js'

/** Identity Center of a large company in another process. */
export interface LargeTenant {
  readonly url: string
  readonly token: string
  /** In the words of `sandbox do`; the data of each. */
  readonly act: (actions: readonly string[]) => Promise<readonly unknown[]>
  readonly close: () => Promise<void>
}

const program = fileURLToPath(new URL('process-scim-server.ts', import.meta.url))

export async function startLargeTenant(company: LargeCompany): Promise<LargeTenant> {
  const child = fork(program, [JSON.stringify(company)], {execArgv: ['--import=tsx/esm']})
  const {url, token} = (await nextWord(child)) as {readonly url: string; readonly token: string}
  return {
    url,
    token,
    act: async (actions) => {
      child.send(actions)
      return ((await nextWord(child)) as {readonly data: readonly unknown[]}).data
    },
    close: async () => {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

async function nextWord(child: ChildProcess): Promise<ServerWord> {
  const [word] = (await once(child, 'message')) as [ServerWord]
  return word
}

/** Who is in which group: `members[g]` are numbers of people, a few large groups and many small ones. */
export function largeMemberships({
  people,
  groups,
  memberships,
}: {
  readonly people: number
  readonly groups: number
  readonly memberships: number
}): readonly (readonly number[])[] {
  const random = seededRandom(5)
  const least = memberships / groups / 4
  const weights = Array.from({length: groups}, (_, index) => 1 / (3 + index) ** 0.81)
  const perWeight = (memberships - groups * least) / weights.reduce((sum, weight) => sum + weight, 0)
  const sizes = weights.map((weight) => Math.floor(least + weight * perWeight))
  sizes[0] = (sizes[0] ?? 0) + memberships - sizes.reduce((sum, size) => sum + size, 0)
  return sizes.map((size) => {
    const all = Array.from({length: people}, (_, number) => number)
    for (let at = 0; at < size; at++) {
      const other = at + Math.floor(random() * (people - at))
      ;[all[at], all[other]] = [all[other] ?? 0, all[at] ?? 0]
    }
    return all.slice(0, size)
  })
}

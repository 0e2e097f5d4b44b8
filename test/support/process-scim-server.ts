/*
 * Identity Center of a large company as a process of its own, for bench-scim.ts: given a LargeCompany as JSON it starts a sandbox whose
 * people Okta has provisioned and whose groups are yet to come, and then does what it is told, in the words of `sandbox do`.
 */
import {startSandbox} from '../../src/lib/sandbox/sandbox.js'
import {halyard} from '../../src/lib/sandbox/seed/halyard.js'

/** How many people, called `sailor-0@halyard.test` and so on. */
export interface LargeCompany {
  readonly people: number
}

/** What the process says: where it is, and then one answer to each list of actions. */
export type ServerWord = {readonly url: string; readonly token: string} | {readonly data: readonly unknown[]}

const {people} = JSON.parse(process.argv[2] ?? '{}') as LargeCompany
const [person] = halyard.users
if (person === undefined) throw new Error('the seed has nobody')
const sandbox = await startSandbox({
  seed: {
    ...halyard,
    users: Array.from({length: people}, (_, number) => ({
      ...person,
      login: `sailor-${number}@halyard.test`,
      name: `Sailor ${number}`,
      groups: [],
    })),
    awsGroups: [],
    assignments: [],
  },
})
const say = (word: ServerWord): void => void process.send?.(word)
process.on('message', (actions: readonly string[]) => {
  say({data: actions.map((action) => sandbox.act(action).data)})
})
process.on('disconnect', () => {
  void sandbox.close()
})
say({url: sandbox.env['OKTA_OPS_SCIM_URL'] ?? '', token: sandbox.env['OKTA_OPS_SCIM_TOKEN'] ?? ''})

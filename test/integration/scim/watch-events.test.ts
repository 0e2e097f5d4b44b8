import {expect} from 'chai'
import {setImmediate as turn} from 'node:timers/promises'
import {openScimJournal, type ScimJournal} from '../../../src/lib/scim/journal/scim-db.js'
import type {JsonObject} from '../../../src/lib/shared/json.js'
import {seededRandom} from '../../support/hostile-log-server.js'
import {liveMachine} from '../../support/live-machine.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {watchWorld, type WatchWorld} from '../../support/watch-world.js'

const people = (count: number, from = 0): readonly number[] =>
  Array.from({length: count}, (_, index) => from + index)

/** Two groups in which pairs are looked at, one that is always looked at as a whole, and one with nobody. */
const groups = {
  AWS_large: people(220),
  AWS_other: people(150, 100),
  AWS_small: people(6),
  AWS_none: [],
}

describe('a watch of Okta events, however they come', function () {
  this.slow(4000)
  let home: TempHome
  let journal: ScimJournal
  beforeEach(async () => {
    home = createTempHome()
    journal = await openScimJournal(liveMachine(home.env))
  })
  afterEach(() => {
    journal.close()
    home.remove()
  })
  /** Long enough for whatever is due to be looked at; if it were not, the end would be the same. */
  const turns = async (): Promise<void> => {
    for (let count = 0; count < 5; count++) await turn()
  }
  const machine = (): ReturnType<typeof liveMachine> => liveMachine(home.env)

  /** Changes Okta `count` times, and tells of it while the watch goes on. */
  const live = async (
    world: WatchWorld,
    {seed, count, dropped}: {readonly seed: number; readonly count: number; readonly dropped: number},
  ): Promise<void> => {
    const random = seededRandom(seed)
    const below = (limit: number): number => Math.floor(random() * limit)
    const names = Object.keys(groups)
    const {watch} = world.watch(journal)
    const watching = watch.run()
    const late: JsonObject[] = []
    for (let index = 0; index < count; index++) {
      const [name = '', who] = [names[below(names.length)], below(260)]
      const luck = random()
      const event =
        luck < 0.1
          ? world.become(who, random() < 0.5 ? 'ACTIVE' : 'SUSPENDED')
          : world.okta.get(name)?.has(who) === true
            ? world.leave(name, who)
            : world.join(name, who)
      if (random() >= dropped) late.push(...(random() < 0.2 ? [event, event] : [event]))
      // Some come late, some at once, and not in the order in which they happened.
      while (late.length > 0 && random() < 0.5)
        watch.take(late.splice(below(late.length), 1 + below(3)).reverse())
      if (random() < 0.2) await turn()
    }
    // One by one: a burst would have the groups looked at as a whole.
    for (const event of late.reverse()) {
      watch.take([event])
      await turns()
    }
    // Later ones heal what an earlier one left open, but nothing comes after this.
    if (dropped > 0) world.leave('AWS_large', [...(world.okta.get('AWS_large') ?? [])][0] ?? 0)
    watch.end()
    await watching
  }

  for (const seed of [1, 2])
    it(`ends as Okta has it, with no look at everything, when each event comes at least once (seed ${seed})`, async () => {
      const world = watchWorld(machine(), groups)
      await live(world, {seed, count: 300, dropped: 0})
      expect(world.held()).to.deep.equal(world.wanted())
      expect(world.calls.filter((call) => call === 'aws.isMember').length).to.be.greaterThan(10)
    })

  for (const seed of [5, 6])
    it(`ends as Okta has it after one look at everything, when one in twenty never comes (seed ${seed})`, async () => {
      const world = watchWorld(machine(), groups)
      await live(world, {seed, count: 300, dropped: 0.05})
      expect(world.held()).not.to.deep.equal(world.wanted())
      await world.watch(journal).finish()
      expect(world.held()).to.deep.equal(world.wanted())
    })

  for (const [name, group, who] of [
    ['in a group that is read whole', 'AWS_small', 3],
    ['by pairs alone', 'AWS_large', 17],
  ] as const)
    it(`puts a pair right whose events come backwards, ${name}`, async () => {
      const world = watchWorld(machine(), groups)
      const {watch, news} = world.watch(journal)
      const watching = watch.run()
      while (!news.some(({kind}) => kind === 'pass')) await turn()
      const events = [world.leave(group, who), world.join(group, who), world.leave(group, who)]
      for (const event of events.reverse()) {
        watch.take([event])
        await turns()
      }
      watch.end()
      await watching
      expect(world.calls.filter((call) => call === 'aws.groups')).to.have.length(1)
      expect(world.aws.get(group)?.has(who)).to.equal(false)
    })
})

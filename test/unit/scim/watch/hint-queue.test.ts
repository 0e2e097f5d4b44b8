import {expect} from 'chai'
import {arePairsCheaper, createHintQueue} from '../../../../src/lib/scim/watch/hint-queue.js'
import type {OpenHint} from '../../../../src/lib/scim/journal/hint-store.js'

function hint(id: number, ids: Pick<OpenHint, 'groupId' | 'userId'>): OpenHint {
  return {id, uuid: `e${id}`, publishedAt: new Date(id), ...ids}
}

const pair = (id: number, group = 'g1', user = `u${id}`): OpenHint => hint(id, {groupId: group, userId: user})

describe('the queue of hints', () => {
  it('waits until a group is quiet, and then has everything about it in one task', () => {
    const queue = createHintQueue(100)
    queue.add([pair(1)], 0)
    queue.add([pair(2), pair(3, 'g2')], 60)
    expect(queue.take(100)).to.deep.equal([])
    expect(queue.nextAt()).to.equal(160)
    const [one, two] = queue.take(160)
    expect(one).to.deep.include({about: {group: 'g1'}, hints: [1, 2], publishedAt: new Date(1), tries: 0})
    expect([...(one?.users ?? [])]).to.deep.equal(['u1', 'u2'])
    expect(two?.about).to.deep.equal({group: 'g2'})
    expect(queue.nextAt()).to.equal(undefined)
  })

  it('does not wait for ever for a group that is never quiet', () => {
    const queue = createHintQueue(100)
    for (let at = 0; at <= 1000; at += 50) queue.add([pair(1 + at)], at)
    expect(queue.take(999)).to.deep.equal([])
    expect(queue.take(1000)).to.have.length(1)
  })

  it('looks at the whole group where a hint is about all of it', () => {
    const queue = createHintQueue(0)
    queue.add([pair(1), hint(2, {groupId: 'g1'})], 0)
    expect(queue.take(0)[0]?.users).to.equal(undefined)
  })

  it('takes what comes while a group is looked at for a task of its own', () => {
    const queue = createHintQueue(0)
    queue.add([pair(1)], 0)
    const [first] = queue.take(0)
    queue.add([pair(2)], 0)
    if (first) queue.again(first, 50)
    expect(queue.take(49)).to.deep.equal([])
    expect(queue.take(50)[0]).to.deep.include({hints: [2, 1], tries: 1})
  })

  it('is answered by a look at everything up to a hint, and no further', () => {
    const queue = createHintQueue(0)
    queue.add([pair(1), pair(2, 'g2'), pair(3, 'g2'), hint(4, {userId: 'u9'})], 0)
    expect(queue.answered(2)).to.deep.equal([1, 2])
    expect(queue.take(0).map(({about, hints}) => ({about, hints}))).to.deep.equal([
      {about: {group: 'g2'}, hints: [3]},
      {about: {user: 'u9'}, hints: [4]},
    ])
  })

  it('is quiet when only what was tried in vain is left', () => {
    const queue = createHintQueue(0)
    expect(queue.isQuiet()).to.equal(true)
    queue.add([pair(1)], 0)
    expect(queue.isQuiet()).to.equal(false)
    for (const task of queue.take(0)) queue.again(task, 10)
    queue.lookAt('g5', 10)
    expect(queue.isQuiet()).to.equal(true)
  })

  const users = (count: number): ReadonlySet<string> =>
    new Set(Array.from({length: count}, (_, index) => String(index)))
  for (const {name, count, size, want} of [
    {name: 'one pair of a hundred', count: 1, size: 100, want: true},
    {name: 'one pair of ninety-nine, which is more than a hundredth', count: 1, size: 99, want: false},
    {name: 'twenty pairs of many', count: 20, size: 5000, want: true},
    {name: 'twenty-one pairs of many', count: 21, size: 5000, want: false},
    {name: 'a group of which no pair is named', count: undefined, size: 5000, want: false},
  ])
    it(`${want ? 'asks for' : 'does not ask for'} pairs: ${name}`, () => {
      expect(arePairsCheaper(count === undefined ? undefined : users(count), size)).to.equal(want)
    })
})

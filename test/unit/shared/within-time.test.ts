import {expect} from 'chai'
import {outOfTime, withinEffort, withinTime} from '../../../src/lib/shared/within-time.js'

describe('work that cannot be waited for', () => {
  /** Takes the processor for ever. */
  const spin = (): never => {
    for (;;);
  }
  /** Takes time, and nothing of the processor: as a machine does that is busy with others. */
  const wait = (ms: number): void => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
  }

  it('gives what it gives, and throws what it throws', () => {
    expect(withinTime(1000, () => 7)).to.equal(7)
    expect(() =>
      withinEffort(1000, () => {
        throw new RangeError('no')
      }),
    ).to.throw(RangeError, 'no')
  })

  for (const {name, shareOfWall, want} of [
    {name: 'is not begun again where it had its time', shareOfWall: 1, want: 1},
    {name: 'is begun again, for longer, where the machine gave it little', shareOfWall: 0.2, want: 3},
    {name: 'is given up where the machine gives it none', shareOfWall: 0, want: 4},
  ])
    it(`is stopped in the middle, and ${name}`, () => {
      let [begun, spent] = [0, 0]
      const found = withinEffort(
        5,
        () => {
          begun++
          spent += 5 * 2 ** (begun - 1) * shareOfWall
          return spin()
        },
        () => spent,
      )
      expect([found, begun]).to.deep.equal([outOfTime, want])
    })

  it('is done at a later try as well as at the first', () => {
    let begun = 0
    const slowAtFirst = (): string => (++begun < 3 ? spin() : 'done')
    expect(withinEffort(40, slowAtFirst, () => 0)).to.equal('done')
  })

  it('is measured by what the process takes', () => {
    let begun = 0
    const found = withinEffort(400, () => {
      if (++begun < 2) wait(10_000)
      return 'done'
    })
    expect([found, begun]).to.deep.equal(['done', 2])
  }).slow(2000)
})

import {expect} from 'chai'
import {createPacer} from '../../../../src/lib/aws/service/pacer.js'
import {fakeMachine} from '../../../support/fake-machine.js'

describe('aws/pacer', () => {
  const turns = async (pacer: ReturnType<typeof createPacer>, count: number): Promise<void> => {
    for (let turn = 0; turn < count; turn++) await pacer.turn()
  }

  it('gives the first turn at once and eight a second after it', async () => {
    const machine = fakeMachine()
    await turns(createPacer(machine), 9)
    expect(machine.monotonicMs()).to.equal(1000)
  })

  it('halves the pace after a refusal', async () => {
    const machine = fakeMachine()
    const pacer = createPacer(machine, 100)
    await pacer.turn()
    pacer.throttled(0)
    await turns(pacer, 2)
    expect(machine.slept).to.deep.equal([200, 200])
  })

  it('sends nothing before Retry-After is over', async () => {
    const machine = fakeMachine()
    const pacer = createPacer(machine, 100)
    await pacer.turn()
    pacer.throttled(3000)
    await pacer.turn()
    expect(machine.slept).to.deep.equal([3000])
  })

  it('goes a little faster after each success, up to a limit', async () => {
    const machine = fakeMachine()
    const pacer = createPacer(machine, 100)
    for (let success = 0; success < 100; success++) pacer.succeeded()
    await turns(pacer, 2)
    expect(machine.slept).to.deep.equal([50])
  })

  it('lets several callers queue', async () => {
    const machine = fakeMachine()
    const pacer = createPacer(machine, 100)
    await Promise.all([pacer.turn(), pacer.turn(), pacer.turn()])
    expect(machine.monotonicMs()).to.equal(200)
  })
})

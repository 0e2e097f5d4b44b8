import {expect} from 'chai'
import {parseStatusInterval, showStatus} from '../../../src/lib/logs/collect/show-status.js'
import {createStatusBoard} from '../../../src/lib/logs/collect/status-board.js'
import {createStatusText} from '../../../src/lib/logs/collect/status-text.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {fakeEvery, fakeTerminal} from '../../support/fake-terminal.js'
import {opsErrorOf} from '../../support/thrown.js'

describe('the status of a collector', () => {
  it('says how much, how fast, how far behind, and how much of the rate limit is left', () => {
    const machine = fakeMachine()
    const board = createStatusBoard()
    const text = createStatusText(machine)
    expect(text(board.sources())).to.equal('')
    const audit = board.source('audit', 'file')
    expect(text(board.sources())).to.equal('audit: 0 events, 0.0/s')
    machine.advance(20_000)
    const rate = {limit: 600, remaining: 540, reset: 1}
    audit.set({delivered: 5000, lagMs: 65_000, lastEventAt: '2026-11-21T11:58:55.000Z', rate})
    expect(text(board.sources())).to.equal(
      'audit: 5,000 events, 250/s, lag 1m, last event 2026-11-21T11:58:55.000Z, rate limit 540 of 600 left',
    )
  })

  it('measures the speed over the last ten seconds or so', () => {
    const machine = fakeMachine()
    const board = createStatusBoard()
    const audit = board.source('audit', 'file')
    const text = createStatusText(machine)
    const speeds = [100, 0, 0, 0].map((more) => {
      machine.advance(5000)
      audit.set({delivered: audit.get().delivered + more})
      return /(\S+)\/s/.exec(text(board.sources()))?.[1]
    })
    expect(speeds).to.deep.equal(['20', '10', '0.0', '0.0'])
  })

  it('counts a wait down until it is over, and says what is the matter', () => {
    const machine = fakeMachine()
    const board = createStatusBoard()
    const audit = board.source('audit', 'file')
    const text = createStatusText(machine)
    audit.set({wait: {reason: '429', until: new Date('2026-11-21T12:00:42Z')}})
    expect(text(board.sources())).to.match(/, the org's rate limit is reached: going on in 42s$/)
    machine.advance(42_000)
    expect(text(board.sources())).to.equal('audit: 0 events, 0.0/s')
    audit.set({trouble: 'the receiver is away'})
    expect(text(board.sources())).to.match(/, the receiver is away$/)
  })

  it('sums several sources up, and names the one that something is the matter with', () => {
    const board = createStatusBoard()
    board.source('one', 'file').set({delivered: 2, lagMs: 1000, rate: {limit: 600, remaining: 30, reset: 1}})
    board.source('two', 'file').set({delivered: 3, lagMs: 9000, rate: {limit: 60, remaining: 30, reset: 1}})
    board.source('three', 'file').set({state: 'failed'})
    expect(createStatusText(fakeMachine())(board.sources())).to.equal(
      '3 sources: 5 events, 0.0/s, lag 9s, rate limit 30 of 600 left, three: failed',
    )
  })

  it('is one line that changes at a terminal, and a line of its own now and then elsewhere', () => {
    const machine = fakeMachine()
    const board = createStatusBoard()
    const audit = board.source('audit', 'file')
    const said: string[] = []
    const [terminal, clock] = [fakeTerminal(40), fakeEvery()]
    const shown = {machine, board, say: (line: string) => void said.push(line), every: clock.every}
    const end = showStatus({...shown, live: terminal.live}, 'auto')
    expect(terminal.text()).to.equal('audit: 0 events, 0.0/s')
    audit.set({delivered: 7, trouble: 'x'.repeat(80)})
    terminal.tick()
    expect(terminal.text())
      .to.match(/^audit: 7 events, 0\.0\/s, x+…$/)
      .and.have.length(39)
    terminal.live.hide()
    expect(terminal.text()).to.equal('')
    terminal.tick()
    end()
    expect([terminal.text(), terminal.ticking(), said.length]).to.deep.equal(['', false, 0])
    const ends = [
      showStatus({...shown, live: undefined}, 'auto'),
      showStatus({...shown, live: terminal.live}, 5000),
      showStatus({...shown, live: terminal.live}, 'off'),
    ]
    expect(clock.intervals()).to.deep.equal([60_000, 5000])
    clock.tick()
    expect(said).to.have.length(2)
    for (const one of ends) one()
    expect(clock.intervals()).to.deep.equal([])
  })

  it('reads how often', () => {
    expect(['auto', 'off', '90s'].map(parseStatusInterval)).to.deep.equal(['auto', 'off', 90_000])
    for (const text of ['0s', '500ms', 'often'])
      expect(opsErrorOf(() => parseStatusInterval(text)).failure, text).to.equal('usage')
  })
})

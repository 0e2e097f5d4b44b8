import {expect} from 'chai'
import {changeLine, eraseFrame, frameOf, type FrameSize} from '../../../src/lib/flows/watch/frame.js'
import type {FlowRun} from '../../../src/lib/ports/flow-runner.js'
import {widthOf} from '../../../src/lib/shared/text-fit.js'

const now = new Date('2026-11-21T12:00:10Z')
const run = (more: Partial<FlowRun> = {}): FlowRun => ({
  runId: 'run_01ARYZ6S41TSV4RRFFQ69G5FAV',
  flow: 'offboard',
  state: 'sent',
  input: {},
  createdAt: new Date('2026-11-21T12:00:00Z'),
  sentAt: new Date('2026-11-21T12:00:00Z'),
  ...more,
})
const frame = (runs: readonly FlowRun[], size: Partial<FrameSize> = {}): readonly string[] =>
  frameOf(
    {runs, changed: [], active: 1, left: 0},
    {now, size: {columns: 80, rows: 24, ...size}, dress: (text) => text},
  )

describe('the view of runs', () => {
  it('counts, and shows how long each takes so far', () => {
    const over = run({flow: 'report', state: 'failed', endedAt: new Date('2026-11-21T12:00:01Z'), reason: 'the flow answered 422'}) // prettier-ignore
    expect(frame([over, run()])).to.deep.equal([
      '1 under way, 1 ended',
      'failed       1.0s  report    run_01ARYZ6S41TSV4RRFFQ69G5FAV  the flow answered…',
      'sent        10.0s  offboard  run_01ARYZ6S41TSV4RRFFQ69G5FAV',
    ])
  })

  it('shows the newest where there is no room for all', () => {
    const many = Array.from({length: 30}, (_, index) => run({flow: `f${index}`}))
    const lines = frame(many, {rows: 10})
    expect(lines[0]).to.equal('1 under way, 29 ended, the newest 7 shown')
    expect(lines).to.have.length(8)
    expect(lines.at(-1)).to.match(/ f29 /)
  })

  for (const columns of [1, 8, 12, 20, 40, 79, 200])
    it(`never wraps in ${columns} columns, whatever the names are`, () => {
      const strange = run({flow: '離職フロー\u001b[2J'.repeat(5), reason: 'x'.repeat(300)})
      for (const line of frame([strange, run()], {columns})) {
        expect(widthOf(line)).to.be.at.most(Math.max(1, columns - 1))
        expect(line).not.to.include('\u001b')
      }
    })

  it('takes away as many rows as the frame has come to in a window that is narrower by now', () => {
    expect(eraseFrame([], 80)).to.equal('')
    expect(eraseFrame([20, 60, 0], 80)).to.equal('\u001b[3A\r\u001b[J')
    expect(eraseFrame([20, 60, 0], 30)).to.equal('\u001b[4A\r\u001b[J')
  })

  it('has a line for a change where there is no terminal', () => {
    expect(changeLine(run(), now)).to.equal(
      '2026-11-21T12:00:10.000Z run_01ARYZ6S41TSV4RRFFQ69G5FAV offboard sent',
    )
    const over = run({state: 'failed', endedAt: new Date('2026-11-21T12:00:01Z'), reason: 'no\u001b[2J'})
    expect(changeLine(over, now)).to.match(/ offboard failed after 1\.0s: no\\u\{1b\}\[2J$/)
  })
})

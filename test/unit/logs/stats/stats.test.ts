import {expect} from 'chai'
import {barChart} from '../../../../src/lib/shared/bar-chart.js'
import {createCounter} from '../../../../src/lib/logs/stats/count-events.js'
import {widthOf} from '../../../../src/lib/shared/text-fit.js'
import {opsErrorOf} from '../../../support/thrown.js'

const options = {columns: 60, top: 10, total: 100, dim: (text: string) => text}

describe('createCounter', () => {
  it('counts an event once for each of its values, and those that do not say', () => {
    const counter = createCounter('target')
    counter.add({target: [{displayName: 'a'}, {displayName: 'b'}, {displayName: 'a'}]})
    counter.add({target: [{displayName: 'b'}]})
    counter.add({target: null})
    expect(counter.counts()).to.deep.equal([
      {value: 'b', count: 2},
      {value: '', count: 1},
      {value: 'a', count: 1},
    ])
  })

  it('takes a path for what has no name, and points at what is neither', () => {
    const counter = createCounter('client.zone')
    counter.add({client: {zone: 'VPN'}})
    expect(counter.counts()).to.deep.equal([{value: 'VPN', count: 1}])
    expect(opsErrorOf(() => createCounter('client..zone')).code).to.equal('OPS_FILTER')
  })
})

describe('barChart', () => {
  it('draws bars in proportion, to an eighth of a column', () => {
    const counts = [
      {value: 'user.session.start', count: 64},
      {value: 'policy.evaluate', count: 32},
      {value: '', count: 1},
    ]
    expect(barChart(counts, {...options, columns: 51, total: 97}).split('\n')).to.deep.equal([
      '  user.session.start  ██████████████████  64    66%',
      '  policy.evaluate     █████████           32    33%',
      '  (none)              ▎                    1   1.0%',
    ])
  })

  it('sums up what is beyond the top', () => {
    const counts = Array.from({length: 1200}, (_, index) => ({value: `v${index}`, count: 1}))
    expect(
      barChart(counts, {...options, top: 2})
        .split('\n')
        .at(-1),
    ).to.equal('  and 1,198 more with 1,198 in all')
  })

  for (const columns of [30, 80, 200])
    it(`never wraps at ${columns} columns, whatever the labels are`, () => {
      const counts = [
        {value: '東京'.repeat(40), count: 9},
        {value: '\u001B[2Jevil', count: 3},
      ]
      for (const row of barChart(counts, {...options, columns}).split('\n')) {
        expect(widthOf(row)).to.be.at.most(columns)
        expect(row).not.to.contain('\u001B')
      }
    })
})

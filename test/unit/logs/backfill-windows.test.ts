import {expect} from 'chai'
import {windowFile, windowsOf} from '../../../src/lib/logs/backfill/windows.js'
import {opsErrorOf} from '../../support/thrown.js'

const at = (time: string): Date => new Date(`2026-11-21T${time}Z`)

describe('windowsOf', () => {
  it('covers the range without a gap, the last window shorter', () => {
    const windows = windowsOf({since: at('10:15:00'), until: at('12:30:00')}, 3_600_000)
    expect(windows).to.deep.equal([
      {since: at('10:15:00'), until: at('11:15:00')},
      {since: at('11:15:00'), until: at('12:15:00')},
      {since: at('12:15:00'), until: at('12:30:00')},
    ])
  })

  it('refuses windows too short to be worth a request, and too many', () => {
    const range = {since: at('10:00:00'), until: at('12:00:00')}
    expect(opsErrorOf(() => windowsOf(range, 1000)).code).to.equal('OPS_USAGE')
    const years = {since: new Date('1990-01-01T00:00:00Z'), until: at('12:00:00')}
    expect(opsErrorOf(() => windowsOf(years, 60_000)).code).to.equal('OPS_USAGE')
  })

  it('names files so that they sort by time', () => {
    expect(windowFile({since: at('10:00:00'), until: at('11:00:00')})).to.equal(
      '20261121T100000.000Z-20261121T110000.000Z.ndjson',
    )
  })
})

import {expect} from 'chai'
import {renderFacts, renderTable} from '../../../src/lib/cli/table.js'

interface Account {
  readonly id: string
  readonly name: string
}

const columns = [
  {heading: 'name', cell: ({name}: Account) => name},
  {heading: 'account', cell: ({id}: Account) => id},
]

describe('renderTable', () => {
  it('puts columns below each other, two spaces apart, without trailing blanks', () => {
    const rows = [
      {id: '111111111111', name: 'Halyard dev'},
      {id: '000000000012', name: 'Ops'},
    ]
    expect(renderTable(rows, columns).split('\n')).to.deep.equal([
      'NAME         ACCOUNT',
      'Halyard dev  111111111111',
      'Ops          000000000012',
    ])
  })

  it('gives nothing for no rows', () => {
    expect(renderTable([], columns)).to.equal('')
  })

  it('counts wide characters as two columns and combining marks as none', () => {
    const rows = [
      {id: '1', name: '東京'},
      {id: '2', name: 'e\u0301t\u00E9'},
      {id: '3', name: 'abcd'},
    ]
    expect(renderTable(rows, columns).split('\n').slice(1)).to.deep.equal([
      '東京  1',
      'e\u0301t\u00E9   2',
      'abcd  3',
    ])
  })

  it('shows escape sequences from outside instead of obeying them', () => {
    expect(renderTable([{id: '1', name: '\u001B[31mred'}], columns)).to.contain('\\u{1b}[31mred')
  })
})

describe('renderFacts', () => {
  it('aligns the values and leaves out what is not known', () => {
    expect(
      renderFacts([
        ['profile', 'dev'],
        ['role', undefined],
        ['region', 'eu-west-1'],
      ]),
    ).to.equal('profile  dev\nregion   eu-west-1')
  })
})

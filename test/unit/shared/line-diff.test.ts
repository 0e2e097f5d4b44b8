import {expect} from 'chai'
import fc from 'fast-check'
import {diffLines} from '../../../src/lib/shared/line-diff.js'

const shown = (before: string, after: string, context?: number): string[] =>
  diffLines(before, after, context).map(({sign, text}) => sign + text)

describe('the difference between two texts', () => {
  const cases: {name: string; before: string; after: string; want: string[]}[] = [
    {name: 'none', before: 'a\nb\n', after: 'a\nb\n', want: []},
    {name: 'a new file', before: '', after: 'a\nb\n', want: ['+a', '+b']},
    {name: 'a changed line', before: 'a\nb\nc\n', after: 'a\nx\nc\n', want: [' a', '-b', '+x', ' c']},
    {name: 'an added line', before: 'a\nc\n', after: 'a\nb\nc\n', want: [' a', '+b', ' c']},
    {name: 'a removed line', before: 'a\nb\nc\n', after: 'a\nc\n', want: [' a', '-b', ' c']},
    {name: 'two lines of context', before: '1\n2\n3\n4\n5\n6\n', after: '1\n2\n3\n4\n5\n6\n7\n', want: [' 5', ' 6', '+7']},
    {name: 'two changes far apart', before: 'a\n1\n2\n3\n4\n5\nb\n', after: 'x\n1\n2\n3\n4\n5\ny\n', want: ['-a', '+x', ' 1', ' 2', ' 4', ' 5', '-b', '+y']},
    {name: 'other line endings alone', before: 'a\r\nb\r\n', after: 'a\nb', want: []},
    {name: 'a blank line', before: 'a\n', after: 'a\n\nb\n', want: [' a', '+', '+b']},
  ] // prettier-ignore
  for (const {name, before, after, want} of cases)
    it(name, () => expect(shown(before, after)).to.deep.equal(want))

  it('gives both texts back: without the added lines the old one, without the removed the new one', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), {maxLength: 12})
      .map((lines) => lines.map((line) => `${line}\n`).join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after, 1000)
        if (before === after) return
        const without = (sign: string): string =>
          lines.flatMap((line) => (line.sign === sign ? [] : `${line.text}\n`)).join('')
        expect(without('+')).to.equal(before)
        expect(without('-')).to.equal(after)
      }),
    )
  })
})

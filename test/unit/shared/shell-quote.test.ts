import {expect} from 'chai'
import fc from 'fast-check'
import {
  quoteForFish,
  quoteForPosix,
  quoteForPowershell,
  quoteForTcsh,
} from '../../../src/lib/shared/shell-quote.js'

describe('shell quoting', () => {
  const cases = [
    {name: 'posix', quote: quoteForPosix, text: `a'b"c $HOME \\x !`, want: `'a'\\''b"c $HOME \\x !'`},
    {name: 'fish', quote: quoteForFish, text: `a'b"c $HOME \\x !`, want: `'a\\'b"c $HOME \\\\x !'`},
    {name: 'tcsh', quote: quoteForTcsh, text: `a'b"c $HOME \\x !`, want: `'a'\\''b"c $HOME \\x \\!'`},
    {name: 'powershell', quote: quoteForPowershell, text: `a'b"c $HOME \\x !`, want: `'a''b"c $HOME \\x !'`},
    {
      name: 'powershell doubles typographic quotes, which end a string there too',
      quote: quoteForPowershell,
      text: 'it\u2019s',
      want: "'it\u2019\u2019s'",
    },
  ]
  for (const {name, quote, text, want} of cases) {
    it(name, () => {
      expect(quote(text)).to.equal(want)
    })
  }

  it('posix: a reader of the quoting rules gets every value back', () => {
    fc.assert(fc.property(fc.string({unit: 'grapheme'}), (text) => readPosix(quoteForPosix(text)) === text))
  })

  it('fish: a reader of the quoting rules gets every value back', () => {
    fc.assert(fc.property(fc.string({unit: 'grapheme'}), (text) => readFish(quoteForFish(text)) === text))
  })
})

/** POSIX 2.2: inside single quotes everything is literal; outside, a backslash keeps the next character. */
function readPosix(word: string): string {
  return [...word.matchAll(/'([^']*)'|\\([\s\S])/g)].map(([, quoted, escaped]) => quoted ?? escaped).join('')
}

/** fish: inside single quotes a backslash escapes only itself and the quote. */
function readFish(word: string): string {
  expect(word).to.match(/^'(?:[^'\\]|\\[\\'])*'$/)
  return word.slice(1, -1).replace(/\\([\\'])/g, '$1')
}

import {expect} from 'chai'
import {parseFilter} from '../../../../src/lib/language/filter/filter-parse.js'
import {printFilter} from '../../../../src/lib/language/filter/filter-print.js'
import {allOf, anyOf} from '../../../../src/lib/language/filter/filter-tree.js'
import {checkForOkta, splitForOkta} from '../../../../src/lib/language/filter/okta-filter.js'
import {checkSearchWords} from '../../../../src/lib/language/filter/search-words.js'

const parsed = (text: string) => parseFilter(text, '--filter')

describe('checkForOkta', () => {
  for (const {text, want} of [
    {text: 'eventType eq "a" and (target.id pr or not (actor.id ew "x"))', want: []},
    {text: 'debugContext.debugData.risk co "HIGH"', want: []},
    {text: 'debugContext.debugData.url sw "/api"', want: []},
    {text: 'target[id eq "A"]', want: ['Okta takes no [ ] in a filter: target[id eq "A"]']},
    {text: 'a pr and b in [1]', want: ['Okta knows no in: in']},
    {
      text: 'published gt "2026-01-01"',
      want: ['Okta takes published only as a time range (--since, --until): published'],
    },
    {
      text: 'not (debugContext.debugData.url co "x" or debugContext.debugData.requestUri co "y")',
      want: [
        'Okta knows no co on debugContext.debugData.url: co',
        'Okta knows no co on debugContext.debugData.requestUri: co',
      ],
    },
    {
      text: 'target.changeDetails.to.status eq "A"',
      want: ['Okta cannot look into target.changeDetails: target.changeDetails.to.status'],
    },
    {
      text: 'target.changeDetails pr',
      want: ['Okta cannot look into target.changeDetails: target.changeDetails'],
    },
    {text: 'target.changeDetailsX pr', want: []},
    {text: 'device eq null', want: ['Okta takes no null: null']},
    {text: String.raw`a eq "\ud83d"`, want: [String.raw`half a character cannot be sent: "\ud83d"`]},
  ]) {
    it(text, () => {
      const found = checkForOkta(parsed(text)).map(
        ({reason, at}) => `${reason}: ${text.slice(at.start, at.end)}`,
      )
      expect(found).to.deep.equal(want)
    })
  }
})

describe('splitForOkta', () => {
  for (const {name, text, server, local} of [
    {name: 'all to Okta', text: 'a eq 1 and b eq 2', server: 'a eq 1 and b eq 2', local: undefined},
    {name: 'nothing to Okta', text: 'target[id pr]', server: undefined, local: 'target[id pr]'},
    {
      name: 'a part each',
      text: 'a eq 1 and published gt "2026-01-01" and (b eq 2 or c eq 3)',
      server: 'a eq 1 and (b eq 2 or c eq 3)',
      local: 'published gt "2026-01-01"',
    },
    {name: 'or is not split', text: 'a eq 1 or b eq null', server: undefined, local: 'a eq 1 or b eq null'},
    {
      name: 'in is spelled out',
      text: 'a in ["x", "y"] and not (b in [1])',
      server: '(a eq "x" or a eq "y") and not (b eq 1)',
      local: undefined,
    },
    {
      name: 'in with what Okta refuses stays',
      text: 'a in ["x", null] and b pr',
      server: 'b pr',
      local: 'a in ["x", null]',
    },
    {
      name: 'in inside brackets stays',
      text: 'a[b in [1, 2]]',
      server: undefined,
      local: 'a[b in [1, 2]]',
    },
  ]) {
    it(name, () => {
      const split = splitForOkta(parsed(text))
      expect(split.server && printFilter(split.server)).to.equal(server)
      expect(split.local && printFilter(split.local)).to.equal(local)
    })
  }

  it('keeps here what would make the address too long', () => {
    const long = `a in [${Array.from({length: 400}, (_, index) => `"user.session.${index}"`).join(', ')}]`
    const split = splitForOkta(parsed(`b pr and ${long} and c pr`))
    expect(split.server && printFilter(split.server)).to.equal('b pr and c pr')
    expect(split.local && printFilter(split.local)).to.equal(long)
  })
})

describe('allOf and anyOf', () => {
  it('join, and give nothing for nothing', () => {
    const [a, b, c] = [parsed('a pr'), parsed('b pr and c pr'), parsed('d pr or e pr')]
    const printed = (filter: ReturnType<typeof allOf>) => filter && printFilter(filter)
    expect(printed(allOf([a, b, c]))).to.equal('a pr and b pr and c pr and (d pr or e pr)')
    expect(printed(anyOf([a, b, c]))).to.equal('a pr or b pr and c pr or d pr or e pr')
    expect(allOf([a])).to.equal(a)
    expect(anyOf([])).to.be.undefined
  })
})

describe('checkSearchWords', () => {
  const outcome = (q: string): string => {
    try {
      checkSearchWords(q)
      return 'taken'
    } catch (error) {
      return (error as Error).message
    }
  }
  for (const {name, q, want} of [
    {name: 'takes ten words', q: 'a b c d e f g h i j', want: 'taken'},
    {name: 'takes forty characters', q: 'x'.repeat(40), want: 'taken'},
    {
      name: 'refuses eleven words',
      q: 'a b c d e f g h i j k',
      want: `-q: Okta takes at most 10 keywords\n  a b c d e f g h i j k\n${' '.repeat(22)}^`,
    },
    {
      name: 'refuses forty-one characters',
      q: `ab ${'x'.repeat(41)}`,
      want: `-q: Okta takes at most 40 characters a keyword\n  ab ${'x'.repeat(41)}\n${' '.repeat(45)}^`,
    },
    {name: 'refuses no word', q: ' ', want: '-q: there is no keyword\n   \n  ^'},
  ]) {
    it(name, () => {
      expect(outcome(q)).to.equal(want)
    })
  }
})

import {expect} from 'chai'
import {parseFilter} from '../../../../src/lib/language/filter/filter-parse.js'
import {printFilter} from '../../../../src/lib/language/filter/filter-print.js'
import {OpsError} from '../../../../src/lib/shared/errors.js'

/** The message of the refusal, or the filter as printed. */
function outcome(text: string): string {
  try {
    return printFilter(parseFilter(text, '--filter'))
  } catch (error) {
    if (!(error instanceof OpsError)) throw error
    expect(error.code).to.equal('OPS_FILTER')
    expect(error.failure).to.equal('usage')
    return error.message
  }
}

describe('parseFilter', () => {
  for (const {name, text, want = text} of [
    {name: 'one comparison', text: 'eventType eq "user.session.start"'},
    {
      name: 'operators in capitals',
      text: 'eventType EQ "a" AND NOT (x PR)',
      want: 'eventType eq "a" and not (x pr)',
    },
    {name: 'names keep their capitals', text: 'EventType eq "a"'},
    {
      name: 'every comparison',
      text: 'a eq 1 and a ne 1 and a gt 1 and a ge 1 and a lt 1 and a le 1 and a co "x" and a sw "x" and a ew "x"',
    },
    {name: 'and binds tighter than or', text: 'a pr or b pr and c pr'},
    {name: 'parentheses around or stay', text: '(a pr or b pr) and c pr'},
    {name: 'parentheses around and inside and stay', text: 'a pr and (b pr and c pr)'},
    {name: 'parentheses that say nothing go', text: '((a pr)) and (b eq 1)', want: 'a pr and b eq 1'},
    {name: 'not binds tightest', text: 'not a pr and b pr', want: 'not (a pr) and b pr'},
    {name: 'not of not', text: 'NOT not (a pr or b pr)', want: 'not (not (a pr or b pr))'},
    {name: 'numbers', text: 'a eq -1.5e2 and b eq 0 and c eq -0', want: 'a eq -150 and b eq 0 and c eq 0'},
    {
      name: 'booleans and null',
      text: 'a eq TRUE and b eq false and c eq null',
      want: 'a eq true and b eq false and c eq null',
    },
    {
      name: 'every escape of JSON',
      text: String.raw`a eq "\"\\\/\b\f\n\r\tAé😀"`,
      want: String.raw`a eq "\"\\/\b\f\n\r\tAé😀"`,
    },
    {name: 'half a surrogate pair', text: String.raw`a eq "\ud83d"`},
    {name: 'a value path', text: 'target[type eq "User" and displayName sw "X"]'},
    {name: 'a value path that goes on', text: 'target[type eq "User"].detailEntry.x eq "A"'},
    {name: 'a value path inside a value path', text: 'a[b[c eq 1] and d pr] or e pr'},
    {name: 'a list', text: 'eventType in ["a","b" , 3]', want: 'eventType in ["a", "b", 3]'},
    {name: 'white space of every kind', text: ' \t\r\na\neq\t1 ', want: 'a eq 1'},
    {name: 'no white space where none is needed', text: '(a eq"x")and(b pr)', want: 'a eq "x" and b pr'},
    {name: 'names with hyphens, digits, $ and _', text: 'a-b.$ref._x.9y pr'},
    {name: 'names that other objects have', text: '__proto__.constructor pr and hasOwnProperty pr'},
    {name: 'attributes called like operators', text: 'eq eq 1 and in in [1] and pr pr and true eq true'},
  ]) {
    it(name, () => {
      expect(outcome(text)).to.equal(want)
    })
  }

  for (const {name, text, reason, caret} of [
    {name: 'nothing', text: '', reason: 'the filter is empty', caret: 0},
    {name: 'white space only', text: '  ', reason: 'the filter is empty', caret: 0},
    {
      name: 'an attribute alone',
      text: 'eventType',
      reason: 'an operator is missing here, such as eq',
      caret: 9,
    },
    {name: 'an operator without a value', text: 'a eq', reason: 'a value is missing here', caret: 4},
    {name: 'a connective as a value', text: 'a eq and b pr', reason: 'a value is missing here', caret: 5},
    {name: 'a mistyped operator', text: 'a eqq "x"', reason: 'eqq is no operator; did you mean eq', caret: 2},
    {
      name: 'an operator of another language',
      text: 'a == "x"',
      reason: '== is no operator; did you mean eq?',
      caret: 2,
    },
    {name: 'contains', text: 'a Contains "x"', reason: 'Contains is no operator; did you mean co?', caret: 2},
    {name: '&&', text: 'a pr && b pr', reason: 'write and between two conditions', caret: 5},
    {name: '||', text: 'a pr || b pr', reason: 'write or between two conditions', caret: 5},
    {name: 'two conditions side by side', text: 'a pr b pr', reason: 'b is not expected here', caret: 5},
    {
      name: 'a text without quotes',
      text: 'a eq user.x',
      reason: 'a text goes in double quotes: "user.x"',
      caret: 5,
    },
    {name: 'single quotes', text: "a eq 'x'", reason: 'a text goes in straight double quotes', caret: 5},
    {name: 'curly quotes', text: 'a eq “x”', reason: 'a text goes in straight double quotes', caret: 5},
    {
      name: 'a date without quotes',
      text: 'a gt 2026-01-01',
      reason: 'a date goes in double quotes: "2026-01-01"',
      caret: 5,
    },
    {name: 'a number that is none', text: 'a eq 01', reason: '01 is not a number', caret: 5},
    {name: 'a number too large', text: 'a eq 1e999', reason: '1e999 is not a number', caret: 5},
    {name: 'an open quote', text: 'a eq "x and b pr', reason: 'the double quote is never closed', caret: 5},
    {
      name: 'a line break in a text',
      text: 'a eq "x\ny"',
      reason: 'a control character in a text is written as an escape',
      caret: 7,
    },
    {name: 'an unknown escape', text: String.raw`a eq "x\y"`, reason: 'not an escape', caret: 7},
    {
      name: 'a short \\u',
      text: String.raw`a eq "\u12"`,
      reason: '\\u wants four hexadecimal digits',
      caret: 6,
    },
    {name: 'an open parenthesis', text: 'a pr and (b pr', reason: 'this ( is never closed', caret: 9},
    {name: 'an open bracket', text: 'a[b pr', reason: 'this [ is never closed', caret: 1},
    {name: 'a closing parenthesis alone', text: 'a pr)', reason: 'no ( is open here', caret: 4},
    {name: 'the wrong closing mark', text: '(a pr]', reason: 'no [ is open here', caret: 5},
    {name: 'an empty pair', text: '()', reason: ') is not an attribute', caret: 1},
    {name: 'an empty list', text: 'a in []', reason: 'a value is missing here', caret: 6},
    {name: 'in without a list', text: 'a in "x"', reason: 'in wants a list such as ["a", "b"]', caret: 5},
    {name: 'co with a number', text: 'a co 5', reason: 'co wants a text in double quotes', caret: 5},
    {name: 'gt with a boolean', text: 'a gt true', reason: 'gt wants a number, a text or a date', caret: 5},
    {
      name: 'published with what is no date',
      text: 'a pr and published gt "yesterday"',
      reason: 'published is compared with a date, such as "2026-11-25T09:00:00Z"',
      caret: 22,
    },
    {name: 'published with a number', text: 'published lt 5', reason: 'published is compared', caret: 13},
    {
      name: 'published in a list with what is no date',
      text: 'published in ["2026-11-25", null, "x"]',
      reason: 'published is compared with a date',
      caret: 34,
    },
    {name: 'an index', text: 'target[0].id pr', reason: '0 is not an attribute', caret: 7},
    {name: 'a dot at the end', text: 'a. pr', reason: '. is no operator', caret: 1},
    {name: 'a character of no meaning', text: 'a pr %', reason: '% is not expected here', caret: 5},
    {name: 'and at the end', text: 'a pr and', reason: 'an attribute is missing here', caret: 8},
    {
      name: 'too deep',
      text: `${'('.repeat(65)}a pr${')'.repeat(65)}`,
      reason: 'more than 64 parentheses',
      caret: 51,
    },
  ]) {
    it(`refuses ${name}`, () => {
      const [first, shown, pointer] = outcome(text).split('\n')
      expect(first).to.match(/^--filter: /)
      expect(first).to.contain(reason)
      expect(shown).to.be.a('string')
      expect(pointer).to.equal(`${' '.repeat(caret + 2)}^`)
    })
  }

  it('takes 64 parentheses, also after not', () => {
    const text = `${'not ('.repeat(64)}a pr${')'.repeat(64)}`
    expect(outcome(text)).to.equal(text)
  })

  it('puts the caret under the fault although the text before it is shown as escapes and wide characters', () => {
    const [, shown = '', pointer = ''] = outcome('a eq "\u200b日本" xx').split('\n')
    expect(shown).to.equal('  a eq "\\u{200b}日本" xx')
    expect(pointer.length - 1).to.equal('  a eq "\\u{200b}'.length + 4 + '" '.length)
  })

  it('shows only the surroundings in a long text', () => {
    const [, shown = '', pointer = ''] = outcome(`a eq "${'x'.repeat(300)}" bad ${'y'.repeat(300)}`).split(
      '\n',
    )
    expect(shown).to.match(/^ {2}….{76}…$/)
    expect(shown.slice(pointer.length - 1)).to.match(/^bad /)
  })

  it('refuses more than 10,000 characters, 20,000 parentheses and 10,000 nots', () => {
    expect(outcome(`a eq "${'x'.repeat(10_000)}"`)).to.contain('at most 10000 characters')
    expect(outcome('('.repeat(20_000))).to.contain('at most 10000 characters')
    expect(outcome('('.repeat(10_000))).to.contain('more than 64 parentheses')
    expect(outcome('not '.repeat(10_000))).to.contain('at most 10000 characters')
    expect(outcome('not '.repeat(2_500))).to.contain('more than 64 parentheses')
    expect(outcome('a['.repeat(5_000))).to.contain('more than 64 parentheses')
  })

  it('says where each part stands', () => {
    const text = 'not (a.b eq "x") or c in [1] or d[e pr].f pr'
    const filter = parseFilter(text, '--filter')
    const cut = ({start, end}: {start: number; end: number}): string => text.slice(start, end)
    if (filter.kind !== 'or') throw new Error('or expected')
    const [not, list, present] = filter.parts
    if (not?.kind !== 'not' || not.part.kind !== 'compare') throw new Error('not expected')
    if (list?.kind !== 'in' || present?.kind !== 'present') throw new Error('in and pr expected')
    expect([not.part.at, not.part.path.at, not.part.operatorAt, not.part.valueAt].map(cut)).to.deep.equal([
      'a.b eq "x"',
      'a.b',
      'eq',
      '"x"',
    ])
    expect([list.at, list.operatorAt, present.at, present.path.at].map(cut)).to.deep.equal([
      'c in [1]',
      'in',
      'd[e pr].f pr',
      'd[e pr].f',
    ])
  })
})

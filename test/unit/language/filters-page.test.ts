import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {parseFilter} from '../../../src/lib/language/filter/filter-parse.js'
import {parseTemplate} from '../../../src/lib/language/template/template-parse.js'
import {judgeFailure, renderFailure} from '../../../src/lib/cli/failure.js'
import {parseWhen} from '../../../src/lib/shared/when.js'

const page = readFileSync(new URL('../../../docs/filters.md', import.meta.url), 'utf8')
const [filters = '', failure = '', templates = ''] = [...page.matchAll(/^```\n([^]*?)^```$/gm)].map(
  ([, block]) => block,
)
const lines = (block: string) => block.trimEnd().split('\n')

describe('the examples of docs/filters.md', () => {
  for (const text of lines(filters))
    it(text, () => {
      expect(parseFilter(text, 'x')).to.be.an('object')
    })

  it('the failure is printed like that', () => {
    const [, text = ''] = lines(failure)
    let thrown: unknown
    try {
      parseFilter(text.trim(), '--filter')
    } catch (error) {
      thrown = error
    }
    expect(renderFailure(judgeFailure(thrown).report)).to.equal(failure)
  })

  for (const text of lines(templates))
    it(text, () => {
      expect(parseTemplate(text, 'x').parts.some((part) => typeof part !== 'string')).to.be.true
    })

  for (const [, row = ''] of page.slice(page.indexOf('## Times')).matchAll(/^\| (`[^|]*)\|/gm))
    it(row.trim(), () => {
      for (const [, text = ''] of row.matchAll(/`([^`]+)`/g))
        expect(parseWhen(text, {now: new Date(), what: 'x'})).to.be.a('date')
    })
})

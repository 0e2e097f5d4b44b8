import {expect} from 'chai'
import {linkTarget} from '../../../src/lib/okta/api/link-header.js'

const next = 'https://halyard.test/api/v1/logs?after=1%2C2,3&limit=1'

describe('the next link of an answer', () => {
  for (const {name, header} of [
    {name: 'alone', header: `<${next}>; rel="next"`},
    {name: 'after self, joined', header: `<https://halyard.test/a>; rel="self", <${next}>; rel="next"`},
    {
      name: 'before self, joined without a space',
      header: `<${next}>; rel="next",<https://halyard.test/a>; rel="self"`,
    },
    {name: 'unquoted', header: `<${next}>;rel=next`},
    {name: 'in capitals', header: `<${next}>; REL="NEXT"`},
    {name: 'after another parameter with a comma', header: `<${next}>; title="a, b; c"; rel="next"`},
    {name: 'before other parameters', header: `<${next}>; rel="next"; title=x; type`},
    {name: 'among several relations', header: `<${next}>; rel="last next"`},
    {name: 'with an escaped quote before it', header: `<${next}>; title="a\\"b"; rel="next"`},
  ])
    it(`is found ${name}`, () => {
      expect(linkTarget(header, 'next')).to.equal(next)
    })

  for (const {name, header} of [
    {name: 'without the header', header: undefined},
    {name: 'with self only', header: '<https://halyard.test/a>; rel="self"'},
    {name: 'in a title', header: '<https://halyard.test/a>; title="rel=next"'},
    {name: 'when a second rel says it', header: '<https://halyard.test/a>; rel="self"; rel="next"'},
    {name: 'when the target is cut', header: '<https://halyard.test/a; rel="next"'},
    {name: 'in nonsense', header: 'rel="next"; <>, ,,;'},
  ])
    it(`is not found ${name}`, () => {
      expect(linkTarget(header, 'next')).to.equal(undefined)
    })
})

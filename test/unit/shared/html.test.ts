import {expect} from 'chai'
import {html, markup} from '../../../src/lib/shared/html.js'

describe('html', () => {
  for (const {name, value, want} of [
    {name: 'text that would be markup', value: '<b>&"\'', want: '&lt;b&gt;&amp;&quot;&#39;'},
    {name: 'text that would turn around', value: '\u202Egnp\u0000', want: '\\u{202e}gnp\\u{0}'},
    {name: 'a number', value: 3, want: '3'},
    {name: 'nothing', value: undefined, want: ''},
    {name: 'a piece of a page', value: html`<i>${'<'}</i>`, want: '<i>&lt;</i>'},
    {name: 'several', value: ['<', html`<b></b>`], want: '&lt;<b></b>'},
    {name: 'our own text', value: markup('<hr>'), want: '<hr>'},
    {
      name: 'what only looks like a piece',
      value: JSON.parse('{"toString": 1, "text": "<hr>"}') as string,
      want: TypeError,
    },
  ])
    it(`takes ${name}`, () => {
      const rendered = (): string => html`<p title="${value}">${value}</p>`.toString()
      if (typeof want === 'string') expect(rendered()).to.equal(`<p title="${want}">${want}</p>`)
      else expect(rendered).to.throw(want)
    })
})

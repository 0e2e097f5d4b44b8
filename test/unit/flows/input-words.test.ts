import {expect} from 'chai'
import {inputFromText, inputFromWords} from '../../../src/lib/flows/input-words.js'
import {opsErrorOf} from '../../support/thrown.js'

describe('inputs from words', () => {
  for (const {words, base = {}, want} of [
    {words: [], want: {}},
    {words: ['user=mara'], want: {user: 'mara'}},
    {
      words: ['n=5', 'm:=5', 'b:=true', 'l:=[1,"a"]', 'z:=null'],
      want: {n: '5', m: 5, b: true, l: [1, 'a'], z: null},
    },
    {words: ['user.login=a', 'user.name.first=b'], want: {user: {login: 'a', name: {first: 'b'}}}},
    {words: ['a\\.b=c'], want: {'a.b': 'c'}},
    {words: ['text=a=b:=c'], want: {text: 'a=b:=c'}},
    {words: ['empty='], want: {empty: ''}},
    {words: ['two=line 1\nline 2'], want: {two: 'line 1\nline 2'}},
    {words: ['user.b=2'], base: {user: {a: 1}, kept: true}, want: {user: {a: 1, b: '2'}, kept: true}},
    {words: ['user.b=2'], base: {user: 'text'}, want: {user: {b: '2'}}},
    {words: ['constructor=x', 'toString.a=y'], want: {constructor: 'x', toString: {a: 'y'}}},
  ])
    it(`${JSON.stringify(words)} over ${JSON.stringify(base)}`, () => {
      const found = inputFromWords(words, base)
      expect(JSON.parse(JSON.stringify(found))).to.deep.equal(JSON.parse(JSON.stringify(want)))
    })

  for (const {words, says} of [
    {words: ['hunter2'], says: /not name=text/},
    {words: ['=hunter2'], says: /not name=text/},
    {words: ['a..b=hunter2'], says: /not name=text/},
    {words: ['__proto__.a=hunter2'], says: /not name=text/},
    {words: ['a:=hunter2'], says: /a:= is not JSON/},
    {words: ['a=1', 'a=hunter2'], says: /given twice/},
    {words: ['a=1', 'a.b=hunter2'], says: /needs an object/},
    {words: ['a.b=1', 'a=hunter2'], says: /given twice/},
  ])
    it(`${words.join(' ')} is refused, and its value not shown`, () => {
      const error = opsErrorOf(() => inputFromWords(words))
      expect(error).to.include({code: 'OPS_USAGE', failure: 'usage'})
      expect(error.message).to.match(says)
      if (words[0] !== 'hunter2') expect(error.message).not.to.include('hunter2')
    })

  it('a file is a JSON object, and is not quoted when it is none', () => {
    expect(inputFromText('{"a": 1}', 'f')).to.deep.equal({a: 1})
    for (const text of ['hunter2', '[1]', '"hunter2"', '']) {
      const error = opsErrorOf(() => inputFromText(text, 'input.json'))
      expect(error.code).to.equal('OPS_FLOW_INPUT')
      expect(error.message).to.equal('input.json is not a JSON object')
    }
  })
})

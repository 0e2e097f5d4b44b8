import {expect} from 'chai'
import fc from 'fast-check'
import {visibleJson, visibleText} from '../../../src/lib/shared/visible-text.js'

const character = (code: number): string => String.fromCodePoint(code)

describe('visibleText', () => {
  for (const {name, code} of [
    {name: 'NUL', code: 0x00},
    {name: 'line feed', code: 0x0a},
    {name: 'escape', code: 0x1b},
    {name: 'delete', code: 0x7f},
    {name: 'C1 control sequence introducer', code: 0x9b},
    {name: 'soft hyphen', code: 0xad},
    {name: 'zero width space', code: 0x200b},
    {name: 'right-to-left mark', code: 0x200f},
    {name: 'line separator', code: 0x2028},
    {name: 'right-to-left override', code: 0x202e},
    {name: 'word joiner', code: 0x2060},
    {name: 'first strong isolate', code: 0x2068},
    {name: 'byte order mark', code: 0xfeff},
    {name: 'tag letter', code: 0xe0041},
  ]) {
    it(`shows ${name} instead of obeying it`, () => {
      expect(visibleText(`a${character(code)}b`)).to.equal(`a\\u{${code.toString(16)}}b`)
    })
  }

  it('leaves words of every script as they are', () => {
    const text = 'Zoë, Łódź, 東京, Ünïcode – 100 % "ok"'
    expect(visibleText(text)).to.equal(text)
  })

  it('never lets a control character through', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (text) => {
        expect(Array.from(visibleText(text)).filter((one) => one < ' ')).to.deep.equal([])
      }),
    )
  })
})

describe('visibleJson', () => {
  it('reads back as what it was, whatever that holds', () => {
    fc.assert(
      fc.property(fc.jsonValue({stringUnit: 'binary'}), (value) => {
        expect(JSON.parse(visibleJson(value))).to.deep.equal(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('shows what a terminal would obey, in keys and values', () => {
    const text = visibleJson({
      [`k${character(0x9b)}`]: `a${character(0x202e)}${character(0x7f)}${character(0xe0041)}`,
    })
    expect(text).to.equal('{\n  "k\\u009b": "a\\u202e\\u007f\\udb40\\udc41"\n}')
  })
})

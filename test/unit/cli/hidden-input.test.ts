import {expect} from 'chai'
import {nothingTyped, typeHidden} from '../../../src/lib/cli/hidden-input.js'

const pem = ['-----BEGIN PRIVATE KEY-----', 'QUJD', '-----END PRIVATE KEY-----']

describe('a secret that is typed', () => {
  for (const {name, keys, text, state = 'done'} of [
    {name: 'ends with Enter', keys: ['00to', 'ken\r'], text: '00token'},
    {name: 'is not over before', keys: ['00token'], text: '00token', state: 'more'},
    {name: 'ends with Ctrl-D too', keys: ['00token\u0004'], text: '00token'},
    {name: 'is taken back by Backspace', keys: ['abé\u007f\u007f', '\b', 'x\r'], text: 'x'},
    {name: 'is taken back whole by Ctrl-U', keys: ['wrong\u0015right\r'], text: 'right'},
    {name: 'is cancelled by Ctrl-C', keys: ['half\u0003'], text: '', state: 'cancelled'},
    {
      name: 'is free of cursor keys and paste marks',
      keys: ['\u001b[200~ab\u001b[D\u001bOAc\u001b[201~\r'],
      text: 'abc',
    },
    {name: 'may be empty, which others refuse', keys: ['\r'], text: ''},
    {name: 'goes on to the end of a PEM', keys: [`${pem.join('\r')}\r`], text: pem.join('\n')},
    {
      name: 'goes on to the end of a PEM with other line ends, in pieces',
      keys: [`${pem[0]}\r\nQU`, `JD\r\n${pem[2]}`, '\r\n'],
      text: pem.join('\n'),
    },
    {
      name: 'does not end within a PEM',
      keys: [`${pem[0]}\rQUJD\r`],
      text: `${pem[0]}\nQUJD\n`,
      state: 'more',
    },
    {name: 'goes on to the end of a JWK', keys: ['{\r"kty":\r"EC"\r}\r'], text: '{\n"kty":\n"EC"\n}'},
  ])
    it(name, () => {
      expect(keys.reduce(typeHidden, nothingTyped)).to.deep.equal({text, state})
    })
})

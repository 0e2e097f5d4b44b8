import {expect} from 'chai'
import {checkName, checkSettings, isSafeName, slug} from '../../../../src/lib/aws/config/names.js'
import {opsErrorOf} from '../../../support/thrown.js'

describe('names that every AWS tool finds again', () => {
  const cases: {name: string; safe: boolean; slug: string}[] = [
    {name: 'dev', safe: true, slug: 'dev'},
    {name: 'a.b+c@d:e/f%g-h_i', safe: true, slug: 'a.b+c@d:e/f%g-h_i'},
    {name: 'a b', safe: false, slug: 'a-b'},
    {name: 'a"b', safe: false, slug: 'a-b'},
    {name: "a'b", safe: false, slug: 'a-b'},
    {name: 'a]b', safe: false, slug: 'a-b'},
    {name: 'é', safe: false, slug: ''},
    {name: 'dev(1)', safe: false, slug: 'dev-1'},
    {name: '', safe: false, slug: ''},
    {name: 'a\nb', safe: false, slug: 'a-b'},
    {name: 'DEFAULT', safe: false, slug: 'DEFAULT'},
    {name: 'default', safe: true, slug: 'default'},
    {name: ' Halyard  Dev ', safe: false, slug: 'Halyard-Dev'},
  ]
  for (const {name, safe, slug: want} of cases) {
    it(`${JSON.stringify(name)} is ${safe ? 'safe' : 'refused'}`, () => {
      expect(isSafeName(name)).to.equal(safe)
      expect(slug(name)).to.equal(want)
      const check = () => {
        checkName('profile', name)
      }
      if (safe) check()
      else expect(opsErrorOf(check)).to.include({code: 'OPS_NAME_UNSAFE', failure: 'usage'})
    })
  }
})

describe('values that all AWS tools read alike', () => {
  const cases: {value: string; passes: boolean}[] = [
    {value: 'https://d-1.awsapps.com/start#/', passes: true},
    {value: 'a=b==', passes: true},
    {value: '"/a b/node" /c/d.cjs', passes: true},
    {value: 'x # y', passes: false},
    {value: 'x ;y', passes: false},
    {value: '#x', passes: false},
    {value: ' x', passes: false},
    {value: 'x ', passes: false},
    {value: '', passes: false},
    {value: 'a\nb', passes: false},
    {value: 'a\u202eb', passes: false},
  ]
  for (const {value, passes} of cases) {
    it(`${JSON.stringify(value)} ${passes ? 'passes' : 'is refused'}`, () => {
      const check = () => {
        checkSettings({key: value})
      }
      if (passes) check()
      else expect(opsErrorOf(check).message).to.match(/^key: /)
    })
  }
})

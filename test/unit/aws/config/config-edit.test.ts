import {expect} from 'chai'
import {editConfig} from '../../../../src/lib/aws/config/config-edit.js'
import {assertOnlyIntended} from '../../../../src/lib/aws/config/config-guard.js'
import {
  configSection,
  credentialsSection,
  type SectionEdit,
} from '../../../../src/lib/aws/config/section-edit.js'
import {opsErrorOf} from '../../../support/thrown.js'

const profile = (name: string, set: Record<string, string>, unset: string[] = []): SectionEdit => ({
  target: configSection({kind: 'profile', name}),
  set,
  unset,
})
const session = (name: string, set: Record<string, string>): SectionEdit => ({
  target: configSection({kind: 'sso-session', name}),
  set,
})

describe('editing a config file by lines', () => {
  const region = profile('dev', {region: 'eu-west-1'})
  const cases: {name: string; text: string; edits: SectionEdit[]; want: string}[] = [
    {name: 'a first section', text: '', edits: [region], want: '[profile dev]\nregion = eu-west-1\n'},
    {name: 'two new sections', text: '', edits: [session('corp', {a: '1'}), profile('dev', {b: '2'})], want: '[sso-session corp]\na = 1\n\n[profile dev]\nb = 2\n'},
    {name: 'the default profile', text: '', edits: [profile('default', {a: '1'})], want: '[default]\na = 1\n'},
    {name: 'a new section behind others', text: '[a]\nk = v\n', edits: [region], want: '[a]\nk = v\n\n[profile dev]\nregion = eu-west-1\n'},
    {name: 'a new section behind a blank line', text: '[a]\nk = v\n\n', edits: [region], want: '[a]\nk = v\n\n[profile dev]\nregion = eu-west-1\n'},
    {name: 'a new section behind a comment', text: '# mine\n', edits: [region], want: '# mine\n\n[profile dev]\nregion = eu-west-1\n'},
    {name: 'a new value in place', text: '[profile dev]\n# c\nregion = x\noutput = json\n', edits: [region], want: '[profile dev]\n# c\nregion = eu-west-1\noutput = json\n'},
    {name: 'a new key behind the last', text: '[profile dev]\noutput = json\n\n# c\n\n[b]\n', edits: [region], want: '[profile dev]\noutput = json\nregion = eu-west-1\n\n# c\n\n[b]\n'},
    {name: 'a new key in an empty section', text: '[profile dev]\n# c\n[b]\n', edits: [region], want: '[profile dev]\nregion = eu-west-1\n# c\n[b]\n'},
    {name: 'a value that is already there', text: '[profile dev]\n  region=eu-west-1  \n', edits: [region], want: '[profile dev]\n  region=eu-west-1  \n'},
    {name: 'CRLF', text: '[profile dev]\r\nregion = x\r\noutput = json\r\n[b]\r\n', edits: [profile('dev', {region: 'y', a: 'b'}), profile('new', {c: 'd'})], want: '[profile dev]\r\nregion = y\r\noutput = json\r\na = b\r\n[b]\r\n\r\n[profile new]\r\nc = d\r\n'},
    {name: 'a missing final newline, value changed', text: '[profile dev]\nregion = x', edits: [region], want: '[profile dev]\nregion = eu-west-1'},
    {name: 'a missing final newline, key added', text: '[profile dev]\nk = v', edits: [region], want: '[profile dev]\nk = v\nregion = eu-west-1'},
    {name: 'a missing final newline, section added', text: '[a]\nk = v', edits: [region], want: '[a]\nk = v\n\n[profile dev]\nregion = eu-west-1'},
    {name: 'the spelling around the sign', text: '[profile dev]\nregion=x\nOutput :  y\nk =\n', edits: [profile('dev', {region: 'a', output: 'b', k: 'c'})], want: '[profile dev]\nregion=a\nOutput :  b\nk = c\n'},
    {name: 'odd indentation', text: '[profile dev]\n    output = json\n   a = b\n', edits: [region], want: '[profile dev]\n    output = json\n   a = b\n   region = eu-west-1\n'},
    {name: 'tabs', text: '[profile dev]\n\toutput\t=\tjson\n', edits: [profile('dev', {output: 'text', region: 'r'})], want: '[profile dev]\n\toutput\t=\ttext\n\tregion = r\n'},
    {name: 'indented headers around an empty section', text: '  [profile dev]\n  [b]\n  k = v\n', edits: [region], want: '  [profile dev]\n  region = eu-west-1\n  [b]\n  k = v\n'},
    {name: 'an indented header behind an empty section', text: '[profile dev]\n  [b]\n  k = v\n', edits: [region], want: '[profile dev]\n  region = eu-west-1\n  [b]\n  k = v\n'},
    {name: 'a nested value behind which a key is added', text: '[profile dev]\ns3 =\n  a = b\n# c\n', edits: [region], want: '[profile dev]\ns3 =\n  a = b\nregion = eu-west-1\n# c\n'},
    {name: 'a value of several lines, comments kept', text: '[profile dev]\nregion = x\n  y\n# c\n  z\nk = v\n', edits: [region], want: '[profile dev]\nregion = eu-west-1\n# c\nk = v\n'},
    {name: 'a key taken away', text: '[profile dev]\na = 1\nb = 2\n  3\nc = 4\n', edits: [profile('dev', {}, ['b', 'nowhere'])], want: '[profile dev]\na = 1\nc = 4\n'},
    {name: 'a key taken away and one added', text: '[profile dev]\nsso_start_url = u\nregion = r\n', edits: [profile('dev', {sso_session: 'corp'}, ['sso_start_url'])], want: '[profile dev]\nregion = r\nsso_session = corp\n'},
    {name: 'a quoted header, left as it is', text: '[profile "dev"] # mine\nk = v\n', edits: [region], want: '[profile "dev"] # mine\nk = v\nregion = eu-west-1\n'},
    {name: 'the later of two forms of one profile', text: '[profile "dev"]\nregion = a\n[profile dev]\nregion = b\n', edits: [region], want: '[profile "dev"]\nregion = a\n[profile dev]\nregion = eu-west-1\n'},
    {name: 'duplicate and unknown sections elsewhere', text: '[x]\nk=1\n[x]\nk=2\n[profile o]\na=1\n[profile o]\n[profile dev]\n', edits: [region], want: '[x]\nk=1\n[x]\nk=2\n[profile o]\na=1\n[profile o]\n[profile dev]\nregion = eu-west-1\n'},
    {name: 'a duplicate key elsewhere', text: '[x]\nk=1\nk=2\n[profile dev]\n', edits: [region], want: '[x]\nk=1\nk=2\n[profile dev]\nregion = eu-west-1\n'},
    {name: 'two edits of one section', text: '[profile dev]\n', edits: [profile('dev', {a: '1', b: '1'}), profile('dev', {b: '2'}, ['a'])], want: '[profile dev]\nb = 2\n'},
    {name: 'values that ini would quote or escape', text: '', edits: [profile('dev', {sso_start_url: 'https://d-1.awsapps.com/start#/', credential_process: '"/a b/node" --x=y;z', t: 'AAA=='})], want: '[profile dev]\nsso_start_url = https://d-1.awsapps.com/start#/\ncredential_process = "/a b/node" --x=y;z\nt = AAA==\n'},
    {name: 'a section of the credentials file', text: '[profile dev]\nk = v\n', edits: [{target: credentialsSection('dev'), set: {a: '1'}}], want: '[profile dev]\nk = v\n\n[dev]\na = 1\n'},
  ] // prettier-ignore
  for (const {name, text, edits, want} of cases) {
    it(name, () => {
      const edited = editConfig(text, 'config', edits)
      expect(edited).to.equal(want)
      expect(editConfig(edited, 'config', edits), 'a second time').to.equal(edited)
    })
  }

  const broken: {name: string; text: string; says: RegExp}[] = [
    {name: 'the section twice', text: '[profile dev]\n[profile dev]\n', says: /^config:2: \[profile dev\] already stands at line 1/},
    {name: 'a key twice in the section', text: '[profile dev]\na = 1\na = 2\n', says: /^config:3: "a" is given twice/},
    {name: 'junk anywhere', text: '[profile dev]\n[b]\njunk\n', says: /^config:3: /},
    {name: 'indented junk anywhere', text: '[profile dev]\n[b]\n  junk\n', says: /^config:3: /},
  ] // prettier-ignore
  for (const {name, text, says} of broken) {
    it(`refuses a file with ${name}`, () => {
      const {code, message} = opsErrorOf(() => editConfig(text, 'config', [region]))
      expect(code).to.equal('OPS_CONFIG_BROKEN')
      expect(message).to.match(says)
    })
  }
})

describe('the guard of an edit', () => {
  const before = '[profile dev]\nregion = a\n[b]\nk = v\n'
  const edits = [profile('dev', {region: 'b'}, ['output'])]
  const cases: {name: string; after: string; passes: boolean}[] = [
    {name: 'the intended change', after: '[profile dev]\nregion = b\n[b]\nk = v\n', passes: true},
    {
      name: 'comments and blanks, which mean nothing',
      after: '# c\n\n[profile dev]\nregion=b\n[b]\nk: v\n',
      passes: true,
    },
    {name: 'another value changed', after: '[profile dev]\nregion = b\n[b]\nk = w\n', passes: false},
    {name: 'a key lost', after: '[profile dev]\nregion = b\n[b]\n', passes: false},
    {name: 'a key added', after: '[profile dev]\nregion = b\n[b]\nk = v\nj = x\n', passes: false},
    {name: 'a section lost', after: '[profile dev]\nregion = b\n', passes: false},
    {
      name: 'a section swallowed by a value',
      after: '[profile dev]\nregion = b\n  [b]\nk = v\n',
      passes: false,
    },
    {name: 'sections swapped', after: '[b]\nk = v\n[profile dev]\nregion = b\n', passes: false},
    {name: 'nothing changed', after: before, passes: false},
  ]
  for (const {name, after, passes} of cases) {
    it(`${passes ? 'lets' : 'does not let'} pass: ${name}`, () => {
      const check = () => {
        assertOnlyIntended({before, after, path: 'config'}, edits)
      }
      if (passes) check()
      else expect(opsErrorOf(check)).to.include({code: 'OPS_CONFIG_GUARD', failure: 'refused'})
    })
  }
})

import {expect} from 'chai'
import {readNested, readSettings, type Settings} from '../../../../src/lib/aws/config/config-file.js'
import {splitConfig} from '../../../../src/lib/aws/config/config-lines.js'
import {OpsError} from '../../../../src/lib/shared/errors.js'

/** All sections of a text as [header, settings] pairs. */
function read(text: string): [string, Settings][] {
  const file = splitConfig(text, 'config')
  return file.sections.map((section) => [section.header, readSettings(file, section)])
}

describe('reading a config file by the rules of the AWS CLI', () => {
  const cases: {name: string; text: string; want: [string, Settings][]}[] = [
    {name: 'an empty file has no sections', text: '', want: []},
    {name: 'comments and blank lines alone are no sections', text: '# a\n\n; b\n', want: []},
    {name: 'key = value', text: '[a]\nk = v\n', want: [['a', {k: 'v'}]]},
    {name: 'k=v without blanks', text: '[a]\nk=v\n', want: [['a', {k: 'v'}]]},
    {name: 'key: value', text: '[a]\nk: v\n', want: [['a', {k: 'v'}]]},
    {
      name: 'the first sign separates',
      text: '[a]\nurl = https://x.test/?a=b:c\n',
      want: [['a', {url: 'https://x.test/?a=b:c'}]],
    },
    {name: 'upper-case keys are lowered', text: '[a]\nREGION = v\n', want: [['a', {region: 'v'}]]},
    {name: 'CRLF', text: '[a]\r\nk = v\r\n', want: [['a', {k: 'v'}]]},
    {name: 'lone CR', text: '[a]\rk = v\r', want: [['a', {k: 'v'}]]},
    {name: 'no final newline', text: '[a]\nk = v', want: [['a', {k: 'v'}]]},
    {
      name: 'a tab in the header and around the sign',
      text: '[profile\ta]\nk\t=\tv\n',
      want: [['profile\ta', {k: 'v'}]],
    },
    {name: 'a comment behind the header', text: '[a] # mine\nk = v\n', want: [['a', {k: 'v'}]]},
    {name: 'an inline # belongs to the value', text: '[a]\nk = v # c\n', want: [['a', {k: 'v # c'}]]},
    {name: 'an inline ; belongs to the value', text: '[a]\nk = Dev ; c\n', want: [['a', {k: 'Dev ; c'}]]},
    {
      name: 'a # in a start URL',
      text: '[a]\nk = https://d-1.awsapps.com/start#/\n',
      want: [['a', {k: 'https://d-1.awsapps.com/start#/'}]],
    },
    {
      name: 'quotes and backslashes stay',
      text: '[a]\nk = "C:\\x\\;y"\nj = \'q\'\n',
      want: [['a', {k: '"C:\\x\\;y"', j: "'q'"}]],
    },
    {
      name: 'true, false and null stay text',
      text: '[a]\nt = true\nf = false\nn = null\n',
      want: [['a', {t: 'true', f: 'false', n: 'null'}]],
    },
    {
      name: 'a dotted key with null is no subsection',
      text: '[a]\nx.y = null\n',
      want: [['a', {'x.y': 'null'}]],
    },
    {name: 'a key ending in [] is no array', text: '[a]\nk[] = v\n', want: [['a', {'k[]': 'v'}]]},
    {
      name: 'leading zeros stay',
      text: '[a]\nsso_account_id = 000000000012\n',
      want: [['a', {sso_account_id: '000000000012'}]],
    },
    {name: 'an empty value', text: '[a]\nk =\n\n', want: [['a', {k: ''}]]},
    {
      name: 'indented keys of one depth are siblings',
      text: '[a]\n  k = v\n  j = w\n',
      want: [['a', {k: 'v', j: 'w'}]],
    },
    {name: 'a deeper line continues the value', text: '[a]\nk = v\n  w\n', want: [['a', {k: 'v\nw'}]]},
    {
      name: 'a comment inside a continued value is skipped',
      text: '[a]\nk =\n  x = 1\n# c\n  y = 2\n',
      want: [['a', {k: '\nx = 1\ny = 2'}]],
    },
    {
      name: 'an indented header opens a section',
      text: '[a]\n  k = v\n  [b]\n  j = w\n',
      want: [
        ['a', {k: 'v'}],
        ['b', {j: 'w'}],
      ],
    },
    {
      name: 'a header indented deeper than its key is a value',
      text: '[a]\nk = v\n  [b]\n',
      want: [['a', {k: 'v\n[b]'}]],
    },
    {
      name: 'the same header twice is two sections',
      text: '[a]\nk = 1\n[a]\nk = 2\n',
      want: [
        ['a', {k: '1'}],
        ['a', {k: '2'}],
      ],
    },
    {name: 'non-ASCII values', text: '[a]\nk = Bücher\u2028x\n', want: [['a', {k: 'Bücher\u2028x'}]]},
  ]
  for (const {name, text, want} of cases) it(name, () => expect(read(text)).to.deep.equal(want))

  it('reads the one level of nesting under services', () => {
    const [, settings] = read(
      '[services local]\nsso =\n  endpoint_url = http://127.0.0.1:1/a;b\nsts=\n  endpoint_url=http://x\n',
    )[0]!
    expect(readNested(settings['sso'])).to.deep.equal({endpoint_url: 'http://127.0.0.1:1/a;b'})
    expect(readNested(settings['sts'])).to.deep.equal({endpoint_url: 'http://x'})
    expect(readNested('flat')).to.deep.equal({})
    expect(readNested(undefined)).to.deep.equal({})
  })
})

describe('a config file the AWS CLI would refuse', () => {
  const cases: {name: string; text: string; line: number; says: RegExp}[] = [
    {name: 'junk in a section', text: '[a]\nk = v\njunk\n', line: 3, says: /neither a section/},
    {name: 'indented junk that continues nothing', text: '[a]\n  junk\n', line: 2, says: /neither a section/},
    {name: 'a line before the first section', text: '# c\nk = v\n[a]\n', line: 2, says: /before the first/},
    {
      name: 'an indented line before the first section',
      text: '  k = v\n[a]\n',
      line: 1,
      says: /before the first/,
    },
    {name: 'an unclosed header', text: '[a]\nk = v\n[profile b\n', line: 3, says: /not closed/},
    {name: 'a byte order mark', text: '\uFEFF[a]\nk = v\n', line: 1, says: /byte order mark/},
    {name: 'a key given twice', text: '[a]\nk = v\n# c\nK = w\n', line: 4, says: /given twice/},
    {name: 'a value without a key', text: '[a]\n = v\n', line: 2, says: /neither a section/},
  ]
  for (const {name, text, line, says} of cases) {
    it(`${name} is named with file and line`, () => {
      let thrown: unknown
      try {
        read(text)
      } catch (error) {
        thrown = error
      }
      expect(thrown).to.be.instanceOf(OpsError)
      const {code, message, next} = thrown as OpsError
      expect(code).to.equal('OPS_CONFIG_BROKEN')
      expect(message)
        .to.match(new RegExp(`^config:${line}: `))
        .and.match(says)
      expect(next).to.equal(`\${EDITOR:-vi} +${line} config`)
    })
  }
})

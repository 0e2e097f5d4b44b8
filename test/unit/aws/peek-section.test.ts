import {expect} from 'chai'
import fc from 'fast-check'
import {readSettings} from '../../../src/lib/aws/config/config-file.js'
import {splitConfig} from '../../../src/lib/aws/config/config-lines.js'
import {peekSection} from '../../../src/lib/aws/credential-helper/peek-section.js'
import {readSectionName} from '../../../src/lib/aws/config/section-name.js'

/** What the thorough reader makes of a profile: the last section of that name, as the AWS CLI does. */
function thoroughly(config: string, name: string): Readonly<Record<string, string>> | undefined {
  const lines = splitConfig(config, 'config')
  const sections = lines.sections.filter(({header}) => {
    const read = readSectionName(header)
    return read?.kind === 'profile' && read.name === name
  })
  const last = sections.at(-1)
  return last === undefined ? undefined : readSettings(lines, last)
}

describe('peekSection', () => {
  const dev = '[profile dev]\nregion = eu-west-1\nsso_role_name=Developer ; not a comment\n# a comment\n\n'

  it('reads a plain section', () => {
    expect(
      peekSection(`[default]\nregion = x\n\n${dev}[profile devil]\nregion = y\n`, 'profile', 'dev'),
    ).to.deep.equal({
      region: 'eu-west-1',
      sso_role_name: 'Developer ; not a comment',
    })
  })

  for (const [what, config] of Object.entries({
    'the section is not there': '[profile prod]\nregion = x\n',
    'it is there twice': dev + dev,
    'it is there in another spelling': `${dev}[profile "dev"]\nregion = x\n`,
    'it is there once more with a remark': `${dev}[profile dev] # again\nregion = x\n`,
    'a header is indented': `${dev}  [profile prod]\nregion = x\n`,
    'blanks are doubled in a header': `${dev}[profile  dev]\nregion = x\n`,
    'there is a [DEFAULT]': `${dev}[DEFAULT]\nregion = x\n`,
    'lines end as on Windows': dev.replaceAll('\n', '\r\n'),
    'the file begins with a byte order mark': `\uFEFF${dev}`,
    'a value is continued': `${dev}s3 =\n  max_concurrent_requests = 20\n`,
    'a key is repeated': `${dev}region = x\n`,
    'a key is in capitals': `${dev}Region = x\n`,
    'a colon stands in place of the sign': `${dev}output: json\n`,
    'a line is no setting': `${dev}nonsense\n`,
  })) {
    it(`leaves it to the thorough reader when ${what}`, () => {
      expect(peekSection(config, 'profile', 'dev')).to.equal(undefined)
    })
  }

  it('leaves out the name with two spellings', () => {
    expect(peekSection('[profile default]\nregion = x\n', 'profile', 'default')).to.equal(undefined)
  })

  it('answers nothing that the thorough reader would answer otherwise', () => {
    const piece = fc.constantFrom(
      '[profile dev]',
      '[profile "dev"]',
      '[profile dev ]',
      "[profile 'd'ev]",
      '[ profile dev]',
      ' [profile dev]',
      '[profile dev] x',
      '[profile\tdev]',
      '[profile devil]',
      '[default]',
      'region = a',
      'region=b = c',
      'output = json # x',
      ' output = y',
      'services: z',
      '[x',
      '#[profile dev]',
      ';',
      '',
      '  ',
      'REGION = d',
      'role_arn =',
    )
    const file = fc
      .tuple(
        fc.array(fc.tuple(piece, fc.constantFrom('\n', '\n', '\n', '\r\n', '\r')), {maxLength: 8}),
        fc.boolean(),
      )
      .map(([pieces, plain]) => (plain ? dev : '') + pieces.flat().join(''))
    let answered = 0
    fc.assert(
      fc.property(file, (config) => {
        const quick = peekSection(config, 'profile', 'dev')
        if (quick === undefined) return
        answered += 1
        let thorough: unknown
        try {
          thorough = thoroughly(config, 'dev')
        } catch {
          // Elsewhere the file is broken: the AWS tools cannot read it, and the section itself is not in doubt.
          return
        }
        expect(quick).to.deep.equal(thorough)
      }),
      {numRuns: 3000},
    )
    expect(answered).to.be.greaterThan(100)
  })
})

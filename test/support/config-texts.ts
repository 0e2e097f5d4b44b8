import fc from 'fast-check'

const eol = fc.constantFrom('\n', '\r\n')
const indent = fc.constantFrom('', '', '', ' ', '  ', '\t')
const key = fc.constantFrom('region', 'output', 'sso_session', 'Role_Name', 's3', 'x.y', 'k[]')
const value = fc.oneof(
  fc.constantFrom(
    '',
    'json',
    'true',
    'null',
    'a # b',
    'a ; b',
    '"q"',
    "'q'",
    'a=b==',
    'C:\\x\\;',
    'é',
    '[x]',
  ),
  fc.string({unit: 'grapheme-ascii', maxLength: 8}),
)
const header = fc.constantFrom(
  'default',
  'profile dev',
  'profile "dev"',
  'profile prod',
  'sso-session corp',
  'x',
  'services s',
)
const line = fc.oneof(
  {weight: 3, arbitrary: fc.tuple(indent, key, fc.constantFrom('=', ' = ', ' :', '\t=\t'), value).map((parts) => parts.join(''))},
  {weight: 1, arbitrary: fc.tuple(indent, fc.constantFrom('# note', '; note', '', '  ')).map((parts) => parts.join(''))},
  {weight: 1, arbitrary: fc.tuple(indent, header, fc.constantFrom('', ' # c', '  ')).map(([gap, name, tail]) => `${gap}[${name}]${tail}`)},
) // prettier-ignore
/** Files as people write them and worse: odd indentation, both line endings, repeated sections and keys, junk characters. */
export const configText: fc.Arbitrary<string> = fc
  .tuple(header, fc.array(line, {maxLength: 14}), eol, fc.boolean())
  .map(([first, lines, ending, isEnded]) => [`[${first}]`, ...lines].join(ending) + (isEnded ? ending : ''))

import {expect} from 'chai'
import fc from 'fast-check'
import {parseEnv} from 'node:util'
import type {Credentials} from '../../../../src/lib/aws/credentials/credentials.js'
import {
  exportFormats,
  formatCredentials,
  type PrintedFormat,
} from '../../../../src/lib/aws/credentials/export-formats.js'
import {OpsError} from '../../../../src/lib/shared/errors.js'

const full: Credentials = {
  accessKeyId: 'ASIAHALYARD000000001',
  secretAccessKey: 'secret/with+signs=',
  sessionToken: 'token==',
  expiresAt: new Date('2026-11-21T13:00:00.900Z'),
  accountId: '000000000012',
  origin: 'sso',
}
const longLived: Credentials = {accessKeyId: 'AKIAHALYARD', secretAccessKey: 'plain', origin: 'static'}

describe('formatCredentials', () => {
  const cases: {name: string; format: PrintedFormat; credentials: Credentials; want: string[]}[] = [
    {
      name: 'env exports the four variables and forgets the old security token',
      format: 'env',
      credentials: full,
      want: [
        "export AWS_ACCESS_KEY_ID='ASIAHALYARD000000001'",
        "export AWS_SECRET_ACCESS_KEY='secret/with+signs='",
        "export AWS_SESSION_TOKEN='token=='",
        "export AWS_CREDENTIAL_EXPIRATION='2026-11-21T13:00:00Z'",
        'unset AWS_SECURITY_TOKEN',
      ],
    },
    {
      name: 'env forgets the token and expiry that long-lived keys do not have',
      format: 'env',
      credentials: longLived,
      want: [
        "export AWS_ACCESS_KEY_ID='AKIAHALYARD'",
        "export AWS_SECRET_ACCESS_KEY='plain'",
        'unset AWS_SESSION_TOKEN',
        'unset AWS_CREDENTIAL_EXPIRATION',
        'unset AWS_SECURITY_TOKEN',
      ],
    },
    {
      name: 'fish sets global exported variables',
      format: 'fish',
      credentials: longLived,
      want: [
        "set -gx AWS_ACCESS_KEY_ID 'AKIAHALYARD';",
        "set -gx AWS_SECRET_ACCESS_KEY 'plain';",
        'set -e AWS_SESSION_TOKEN;',
        'set -e AWS_CREDENTIAL_EXPIRATION;',
        'set -e AWS_SECURITY_TOKEN;',
      ],
    },
    {
      name: 'tcsh ends every line with a semicolon, since eval joins them',
      format: 'tcsh',
      credentials: longLived,
      want: [
        "setenv AWS_ACCESS_KEY_ID 'AKIAHALYARD';",
        "setenv AWS_SECRET_ACCESS_KEY 'plain';",
        'unsetenv AWS_SESSION_TOKEN;',
        'unsetenv AWS_CREDENTIAL_EXPIRATION;',
        'unsetenv AWS_SECURITY_TOKEN;',
      ],
    },
    {
      name: 'powershell',
      format: 'powershell',
      credentials: longLived,
      want: [
        "$Env:AWS_ACCESS_KEY_ID = 'AKIAHALYARD'",
        "$Env:AWS_SECRET_ACCESS_KEY = 'plain'",
        'Remove-Item Env:AWS_SESSION_TOKEN -ErrorAction SilentlyContinue',
        'Remove-Item Env:AWS_CREDENTIAL_EXPIRATION -ErrorAction SilentlyContinue',
        'Remove-Item Env:AWS_SECURITY_TOKEN -ErrorAction SilentlyContinue',
      ],
    },
    {
      name: 'cmd',
      format: 'cmd',
      credentials: longLived,
      want: [
        'set "AWS_ACCESS_KEY_ID=AKIAHALYARD"',
        'set "AWS_SECRET_ACCESS_KEY=plain"',
        'set "AWS_SESSION_TOKEN="',
        'set "AWS_CREDENTIAL_EXPIRATION="',
        'set "AWS_SECURITY_TOKEN="',
      ],
    },
    {
      name: 'dotenv is bare, as docker --env-file wants it, and names only what there is',
      format: 'dotenv',
      credentials: full,
      want: [
        'AWS_ACCESS_KEY_ID=ASIAHALYARD000000001',
        'AWS_SECRET_ACCESS_KEY=secret/with+signs=',
        'AWS_SESSION_TOKEN=token==',
        'AWS_CREDENTIAL_EXPIRATION=2026-11-21T13:00:00Z',
      ],
    },
    {
      name: 'process is the credential_process contract on one line, Version a number',
      format: 'process',
      credentials: full,
      want: [
        '{"Version":1,"AccessKeyId":"ASIAHALYARD000000001","SecretAccessKey":"secret/with+signs=","SessionToken":"token==","Expiration":"2026-11-21T13:00:00Z","AccountId":"000000000012"}',
      ],
    },
    {
      name: 'process leaves out what long-lived keys do not have',
      format: 'process',
      credentials: longLived,
      want: ['{"Version":1,"AccessKeyId":"AKIAHALYARD","SecretAccessKey":"plain"}'],
    },
    {
      name: 'json has the same names without a version',
      format: 'json',
      credentials: longLived,
      want: ['{', '  "AccessKeyId": "AKIAHALYARD",', '  "SecretAccessKey": "plain"', '}'],
    },
  ]
  for (const {name, format, credentials, want} of cases) {
    it(name, () => {
      expect(formatCredentials(credentials, format).split('\n')).to.deep.equal(want)
    })
  }

  describe('refuses what a format cannot carry unchanged, naming the variable and not the value', () => {
    const refused: {format: PrintedFormat; value: string}[] = [
      {format: 'env', value: 'two\nlines'},
      {format: 'fish', value: 'two\rlines'},
      {format: 'tcsh', value: 'a\u0000b'},
      {format: 'powershell', value: 'two\nlines'},
      {format: 'cmd', value: '100%sure'},
      {format: 'cmd', value: 'a"b'},
      {format: 'cmd', value: 'hey!'},
      {format: 'dotenv', value: "it's"},
      {format: 'dotenv', value: 'a $HOME'},
      {format: 'dotenv', value: String.raw`a\b c`},
    ]
    for (const {format, value} of refused) {
      it(`${format}: ${JSON.stringify(value)}`, () => {
        const attempt = (): string => formatCredentials({...longLived, secretAccessKey: value}, format)
        expect(attempt).to.throw(OpsError, /^AWS_SECRET_ACCESS_KEY holds /)
        expect(attempt).not.to.throw(value)
      })
    }
  })

  it('dotenv: whatever is written, a parser reads back', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme', minLength: 1}), (secretAccessKey) => {
        const text = writtenOrRefused({...longLived, secretAccessKey}, 'dotenv')
        return text === undefined || parseEnv(text)['AWS_SECRET_ACCESS_KEY'] === secretAccessKey
      }),
    )
  })

  it('process and json: any text survives', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), fc.constantFrom('process', 'json'), (sessionToken, format) => {
        const text = formatCredentials({...full, sessionToken}, format)
        return (JSON.parse(text) as {SessionToken: string}).SessionToken === sessionToken
      }),
    )
  })

  it('lists every format once', () => {
    expect(new Set(exportFormats).size).to.equal(exportFormats.length)
  })
})

function writtenOrRefused(credentials: Credentials, format: PrintedFormat): string | undefined {
  try {
    return formatCredentials(credentials, format)
  } catch (error) {
    if (error instanceof OpsError) return undefined
    throw error
  }
}

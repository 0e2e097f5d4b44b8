import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import fc from 'fast-check'
import {editConfig} from '../../../src/lib/aws/config/config-edit.js'
import {readNested, readSettings} from '../../../src/lib/aws/config/config-file.js'
import {splitConfig} from '../../../src/lib/aws/config/config-lines.js'
import {
  configSection,
  credentialsSection,
  type SectionEdit,
} from '../../../src/lib/aws/config/section-edit.js'
import {readSectionName} from '../../../src/lib/aws/config/section-name.js'
import {OpsError} from '../../../src/lib/shared/errors.js'
import {configText} from '../../support/config-texts.js'
import {describePeer, type Peer} from '../../support/peers.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

type Sections = Record<string, Record<string, unknown>>

/** What botocore makes of each file: its sections, or null for one it refuses. */
const readAll = `
import json, os, sys, tempfile
from botocore import configloader, exceptions
answers = []
for text in json.load(sys.stdin):
    with tempfile.NamedTemporaryFile('wb', delete=False) as file:
        file.write(text.encode('utf-8'))
    try:
        raw = configloader.raw_config_parse(file.name)
        mapped = configloader.build_profile_map(raw)
        answers.append({'raw': raw, 'profiles': mapped['profiles'], 'sessions': mapped.get('sso_sessions', {})})
    except exceptions.ConfigParseError:
        answers.append(None)
    finally:
        os.unlink(file.name)
print(json.dumps(answers))
`

interface BotocoreReading {
  readonly raw: Sections
  readonly profiles: Sections
  readonly sessions: Sections
}

function askBotocore({path}: Peer, texts: readonly string[]): (BotocoreReading | null)[] {
  const answer = execFileSync(path, ['-c', readAll], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    env: {PYTHONUTF8: '1'},
  })
  return JSON.parse(answer) as (BotocoreReading | null)[]
}

/** Our reading in botocore's shape; null for a file that is refused, or whose sections are not unique. */
function ours(text: string): Sections | null {
  try {
    const file = splitConfig(text, 'config')
    const headers = file.sections.map(({header}) => header)
    if (new Set(headers).size !== headers.length) return null
    return Object.fromEntries(
      file.sections.map((section) => [section.header, nestedOut(readSettings(file, section))]),
    )
  } catch (error) {
    if (error instanceof OpsError) return null
    throw error
  }
}

function nestedOut(settings: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      key,
      value.startsWith('\n') ? {...readNested(value)} : value,
    ]),
  )
}

describePeer('boto3', (peer) => {
  it('reads a thousand odd config files like botocore does', () => {
    const texts = fc.sample(configText, {numRuns: 1000, seed: 1})
    const readings = askBotocore(peer, texts)
    let read = 0
    for (const [index, text] of texts.entries()) {
      const theirs = readings[index]?.raw ?? null
      // A nested value without "=" is an error to botocore and an empty text to us.
      if (theirs === null && /^[ \t]+[^=\s][^=]*$/m.test(text)) continue
      expect(ours(text), JSON.stringify(text)).to.deep.equal(theirs)
      if (theirs !== null) read++
    }
    expect(read).to.be.greaterThan(200)
  })

  it('names sections like botocore does', () => {
    const headers = ['profile a', 'profile  a', 'profile\ta', 'profile "a b"', "profile 'a b'", 'profile a\\ b', 'profile a"b"c', 'profile "a', 'profile a b', 'profile', 'sso-session my.corp', 'sso-session "x y"', 'default', 'profile default', 'plugins', 'profile "a\\"b"', 'profile é', 'profile dev(1)'] // prettier-ignore
    const readings = askBotocore(
      peer,
      headers.map((header) => `[${header}]\nk = v\n`),
    )
    for (const [index, header] of headers.entries()) {
      const {profiles = {}, sessions = {}} = readings[index] ?? {}
      const named = readSectionName(header)
      expect(Object.keys(profiles), header).to.deep.equal(named?.kind === 'profile' ? [named.name] : [])
      expect(Object.keys(sessions), header).to.deep.equal(named?.kind === 'sso-session' ? [named.name] : [])
    }
  })

  it('finds in an edited file what was put there', () => {
    const start = '# mine\r\n[profile "old"]\r\nregion=eu-west-1\r\n[plugins]\r\n  x = y'
    const edits: SectionEdit[] = [
      {target: configSection({kind: 'sso-session', name: 'corp'}), set: {sso_start_url: 'https://d-1.awsapps.com/start#/', sso_region: 'us-east-1'}},
      {target: configSection({kind: 'profile', name: 'dev'}), set: {sso_session: 'corp', sso_account_id: '000000000012', sso_role_name: 'Dev'}},
      {target: configSection({kind: 'profile', name: 'old'}), set: {region: 'us-west-2', output: 'json'}},
    ] // prettier-ignore
    const [reading] = askBotocore(peer, [editConfig(start, 'config', edits)])
    expect(reading?.profiles).to.deep.equal({old: {region: 'us-west-2', output: 'json'}, dev: edits[1]?.set})
    expect(reading?.sessions).to.deep.equal({corp: edits[0]?.set})
    expect(reading?.raw['plugins']).to.deep.equal({x: 'y'})
  })
})

describePeer('AWS CLI v2', (peer) => {
  let home: TempHome
  beforeEach(() => (home = createTempHome()))
  afterEach(() => {
    home.remove()
  })

  function awsGet(key: string, profile: string): string {
    const env = {HOME: home.path, PATH: process.env['PATH']}
    return execFileSync(peer.path, ['configure', 'get', key, '--profile', profile], {
      encoding: 'utf8',
      env,
    }).trim()
  }

  it('gets the values of a profile and of credentials that were written here', () => {
    const profile = {
      target: configSection({kind: 'profile', name: 'dev'}),
      set: {sso_account_id: '000000000012', sso_role_name: 'Dev'},
    }
    const keys = {
      target: credentialsSection('robot'),
      set: {aws_access_key_id: 'ASIAEXAMPLE', aws_session_token: 'IQo=/+a=='},
    }
    home.write('.aws/config', editConfig('[default]\r\nregion = eu-west-1', 'config', [profile]))
    home.write('.aws/credentials', editConfig('', 'credentials', [keys]))
    expect(awsGet('sso_account_id', 'dev')).to.equal('000000000012')
    expect(awsGet('aws_session_token', 'robot')).to.equal('IQo=/+a==')
  })
})

import {expect} from 'chai'
import {AwsConfig} from '../../../../src/lib/aws/config/aws-config.js'
import {editConfig} from '../../../../src/lib/aws/config/config-edit.js'
import {splitConfig} from '../../../../src/lib/aws/config/config-lines.js'
import {legacyProfiles, migrationEdits} from '../../../../src/lib/aws/setup/legacy.js'

const paths = {home: '/h', configFile: '', credentialsFile: '', ssoCacheFolder: '', cliCacheFolder: ''}

function configOf(text: string): AwsConfig {
  return new AwsConfig({
    paths,
    config: splitConfig(text, 'config'),
    credentials: () => splitConfig('', 'credentials'),
  })
}

const legacy = (name: string, host: string, region = 'us-east-1'): string =>
  `[profile ${name}]\nsso_start_url = https://${host}.awsapps.com/start\nsso_region = ${region}\nsso_role_name = R\n`
const session = (name: string, host: string): string =>
  `[sso-session ${name}]\nsso_start_url = https://${host}.awsapps.com/start\nsso_region = us-east-1\n`

describe('migrating legacy profiles', () => {
  it('finds them, and only them', () => {
    const text = `${legacy('a', 'x')}${session('s', 'x')}[profile b]\nsso_session = s\n[profile c]\nregion = r\n${legacy('d', 'y')}`
    expect(legacyProfiles(configOf(text))).to.deep.equal(['a', 'd'])
  })

  const cases: {name: string; text: string; wanted?: string; sessions: Record<string, string>}[] = [
    {name: 'two profiles of one portal share a session', text: legacy('a', 'x') + legacy('b', 'x'), sessions: {a: 'x', b: 'x'}},
    {name: 'two portals get two sessions', text: legacy('a', 'x') + legacy('b', 'y'), sessions: {a: 'x', b: 'y'}},
    {name: 'another region is another portal', text: legacy('a', 'x') + legacy('b', 'x', 'eu-west-1'), sessions: {a: 'x', b: 'x-2'}},
    {name: 'a session that fits is used', text: session('corp', 'x') + legacy('a', 'x'), sessions: {a: 'corp'}},
    {name: 'a session that has the name but not the portal is left alone', text: session('x', 'y') + legacy('a', 'x'), sessions: {a: 'x-2'}},
    {name: 'a new session is called as wished', text: legacy('a', 'x'), wanted: 'corp', sessions: {a: 'corp'}},
  ] // prettier-ignore
  for (const {name, text, wanted, sessions} of cases) {
    it(name, () => {
      const before = configOf(text)
      const migrated = configOf(
        editConfig(text, 'config', migrationEdits(before, legacyProfiles(before), wanted)),
      )
      expect(legacyProfiles(migrated)).to.deep.equal([])
      for (const [profile, wantedSession] of Object.entries(sessions)) {
        const [old, fresh] = [before.profile(profile), migrated.profile(profile)]
        if (old.kind !== 'sso' || fresh.kind !== 'sso')
          throw new Error('should be an Identity Center profile')
        expect(fresh.session).to.deep.equal({
          ...old.session,
          name: wantedSession,
          scopes: ['sso:account:access'],
        })
        expect(fresh.roleName).to.equal('R')
      }
    })
  }
})

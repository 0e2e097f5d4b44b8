import {expect} from 'chai'
import {chmodSync} from 'node:fs'
import {
  chosenProfile,
  loadConfig,
  sourceSsoProfile,
  type AwsConfig,
} from '../../../../src/lib/aws/config/profiles.js'
import {fakeMachine} from '../../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../../support/temp-home.js'
import {opsErrorOf} from '../../../support/thrown.js'

const corp = '[sso-session corp]\nsso_start_url = https://d-1.awsapps.com/start\nsso_region = us-east-1\n'
const corpSession = {
  name: 'corp',
  startUrl: 'https://d-1.awsapps.com/start',
  region: 'us-east-1',
  scopes: undefined,
  useDeviceCode: false,
}

let home: TempHome
beforeEach(() => (home = createTempHome()))
afterEach(() => {
  home.remove()
})

function configOf(text: string, credentials?: string): AwsConfig {
  home.write('.aws/config', text)
  if (credentials !== undefined) home.write('.aws/credentials', credentials)
  return loadConfig(fakeMachine({HOME: home.path}))
}

describe('what a profile is', () => {
  const none = {region: undefined, output: undefined, endpoints: {}}
  const dev = {name: 'dev', place: '~/.aws/config:1', ...none}
  const chain = {
    externalId: undefined,
    durationSeconds: undefined,
    roleSessionName: undefined,
    mfaSerial: undefined,
  }
  const sso = {...dev, kind: 'sso', session: corpSession, accountId: '000000000012', roleName: 'Developer'}
  const legacy = {...corpSession, name: undefined}
  const keys = 'aws_access_key_id = AKIA\naws_secret_access_key = s\n'
  const asSso = 'sso_session = corp\nsso_account_id = 000000000012\nsso_role_name = Developer\n'
  const cases: {name: string; text: string; credentials?: string; want: object}[] = [
    {name: 'an sso-session profile', text: `[profile dev]\n${asSso}${corp}`, want: sso},
    {
      name: 'region and output',
      text: `[profile dev]\n${asSso}region = eu-west-1\noutput = json\n${corp}`,
      want: {...sso, region: 'eu-west-1', output: 'json'},
    },
    {
      name: 'scopes, split',
      text: `[profile dev]\n${asSso}${corp}sso_registration_scopes = sso:account:access, x:y\n`,
      want: {...sso, session: {...corpSession, scopes: ['sso:account:access', 'x:y']}},
    },
    {
      name: 'a session that wants a device code',
      text: `[profile dev]\n${asSso}${corp}sso_use_device_code = True\n`,
      want: {...sso, session: {...corpSession, useDeviceCode: true}},
    },
    {
      name: 'the same start URL in profile and session',
      text: `[profile dev]\n${asSso}sso_start_url = ${corpSession.startUrl}\n${corp}`,
      want: sso,
    },
    {
      name: 'a token-only profile',
      text: `[profile dev]\nsso_session = corp\n${corp}`,
      want: {...sso, accountId: undefined, roleName: undefined},
    },
    {
      name: 'a token-only profile beside a process',
      text: `[profile dev]\nsso_session = corp\ncredential_process = /bin/creds\n${corp}`,
      want: {...dev, kind: 'process', command: '/bin/creds'},
    },
    {
      name: 'Identity Center before a process',
      text: `[profile dev]\n${asSso}credential_process = /bin/creds\n${corp}`,
      want: sso,
    },
    {
      name: 'Identity Center before keys in the credentials file',
      text: `[profile dev]\n${asSso}${corp}`,
      credentials: `[dev]\n${keys}`,
      want: sso,
    },
    {
      name: 'a legacy profile',
      text: '[profile dev]\nsso_start_url = https://d-1.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = R\n',
      want: {...dev, kind: 'sso', session: legacy, accountId: '1', roleName: 'R'},
    },
    {
      name: 'a chained profile',
      text: '[profile dev]\nrole_arn = arn:aws:iam::1:role/R\nsource_profile = base\n',
      want: {...dev, kind: 'chained', roleArn: 'arn:aws:iam::1:role/R', source: {profile: 'base'}, ...chain},
    },
    {
      name: 'a chained profile with every setting',
      text: '[profile dev]\nrole_arn = a\nsource_profile = base\nexternal_id = e\nduration_seconds = 1800\nrole_session_name = me\nmfa_serial = m\n',
      want: {
        ...dev,
        kind: 'chained',
        roleArn: 'a',
        source: {profile: 'base'},
        externalId: 'e',
        durationSeconds: 1800,
        roleSessionName: 'me',
        mfaSerial: 'm',
      },
    },
    {
      name: 'a duration that is no whole number is left out',
      text: '[profile dev]\nrole_arn = a\nsource_profile = b\nduration_seconds = 1h\n',
      want: {...dev, kind: 'chained', roleArn: 'a', source: {profile: 'b'}, ...chain},
    },
    {
      name: 'a role from the environment',
      text: '[profile dev]\nrole_arn = a\ncredential_source = EcsContainer\n',
      want: {...dev, kind: 'chained', roleArn: 'a', source: {environment: 'EcsContainer'}, ...chain},
    },
    {
      name: 'a role before Identity Center',
      text: `[profile dev]\n${asSso}role_arn = a\nsource_profile = b\n${corp}`,
      want: {...dev, kind: 'chained', roleArn: 'a', source: {profile: 'b'}, ...chain},
    },
    {
      name: 'a web identity',
      text: '[profile dev]\nrole_arn = a\nweb_identity_token_file = /t\n',
      want: {...dev, kind: 'web-identity'},
    },
    {
      name: 'a process',
      text: '[profile dev]\ncredential_process = "/a b" --c # d\n',
      want: {...dev, kind: 'process', command: '"/a b" --c # d'},
    },
    {name: 'keys in the config file', text: `[profile dev]\n${keys}`, want: {...dev, kind: 'static'}},
    {
      name: 'a process before keys in the config file',
      text: `[profile dev]\n${keys}credential_process = p\n`,
      want: {...dev, kind: 'process', command: 'p'},
    },
    {
      name: 'keys in the credentials file before a process',
      text: '[profile dev]\ncredential_process = p\n',
      credentials: `[dev]\n${keys}`,
      want: {...dev, kind: 'static'},
    },
    {
      name: 'a profile of the credentials file alone',
      text: '',
      credentials: `# mine\n[dev]\n${keys}region = eu-west-1\n`,
      want: {...dev, place: '~/.aws/credentials:2', kind: 'static', region: 'eu-west-1'},
    },
    {
      name: 'a role in the credentials file',
      text: '',
      credentials: '[dev]\nrole_arn = a\nsource_profile = b\n',
      want: {
        ...dev,
        place: '~/.aws/credentials:1',
        kind: 'chained',
        roleArn: 'a',
        source: {profile: 'b'},
        ...chain,
      },
    },
    {
      name: 'a section that leads nowhere',
      text: '[profile dev]\nregion = eu-west-1\n',
      want: {...dev, kind: 'empty', region: 'eu-west-1'},
    },
    {
      name: 'an endpoint for everything',
      text: `[profile dev]\n${asSso}endpoint_url = http://127.0.0.1:1\n${corp}`,
      want: {...sso, endpoints: {all: 'http://127.0.0.1:1'}},
    },
    {
      name: 'endpoints of a services section',
      text: `[profile dev]\n${asSso}services = s\n${corp}[services s]\nsso =\n  endpoint_url = http://a\nsso_oidc =\n  endpoint_url = http://b\nsts =\n  endpoint_url = http://c\n`,
      want: {...sso, endpoints: {sso: 'http://a', ssoOidc: 'http://b', sts: 'http://c'}},
    },
    {
      name: 'configured endpoints switched off',
      text: `[profile dev]\n${asSso}endpoint_url = http://a\nignore_configured_endpoint_urls = true\n${corp}`,
      want: sso,
    },
    {
      name: '[profile dev] and [profile "dev"]: the later one, whole',
      text: `[profile "dev"]\nregion = eu-west-1\noutput = json\n[profile dev]\nregion = us-west-2\n`,
      want: {...dev, place: '~/.aws/config:4', kind: 'empty', region: 'us-west-2'},
    },
  ]
  for (const {name, text, credentials, want} of cases) {
    it(name, () => expect(configOf(text, credentials).profile('dev')).to.deep.equal(want))
  }

  it('[default] and [profile default] are one profile, the later one', () => {
    const config = configOf('[default]\nregion = eu-west-1\n[profile default]\nregion = us-west-2\n')
    expect(config.profile('default').region).to.equal('us-west-2')
    expect(config.profileNames()).to.deep.equal(['default'])
    expect(config.warnings).to.have.length(1)
    expect(config.warnings[0]).to.match(/config:3: \[profile default\] repeats \[default\] of line 1/)
  })
})

describe('a profile that does not work', () => {
  const role = 'sso_account_id = 1\nsso_role_name = R\n'
  const cases: {name: string; text: string; code: string; says: RegExp; next?: string}[] = [
    {
      name: 'unknown',
      text: '[profile deb]\n[profile prod]\n',
      code: 'OPS_PROFILE_NOT_FOUND',
      says: /no profile "dev" in ~\/.aws\/config; nearest: deb/,
      next: 'okta-ops setup --profile dev',
    },
    {name: 'unknown in an empty file', text: '', code: 'OPS_PROFILE_NOT_FOUND', says: /which has none/},
    {
      name: 'an unknown session',
      text: `[profile dev]\nsso_session = crop\n${role}${corp}`,
      code: 'OPS_SESSION_NOT_FOUND',
      says: /\[sso-session crop\] .* nearest: corp/,
      next: 'okta-ops setup --session crop',
    },
    {
      name: 'a session without a region',
      text: `[profile dev]\nsso_session = corp\n${role}[sso-session corp]\nsso_start_url = https://d-1.awsapps.com/start\n`,
      code: 'OPS_PROFILE_INCOMPLETE',
      says: /config:5: sso_region is missing/,
      next: 'okta-ops setup --session corp',
    },
    {
      name: 'a session without a start URL',
      text: `[profile dev]\nsso_session = corp\n${role}[sso-session corp]\nsso_region = us-east-1\n`,
      code: 'OPS_PROFILE_INCOMPLETE',
      says: /sso_start_url is missing/,
    },
    {
      name: 'a role without any session',
      text: `[profile dev]\n${role}`,
      code: 'OPS_PROFILE_INCOMPLETE',
      says: /config:1: sso_start_url is missing/,
    },
    {
      name: 'another start URL than its session',
      text: `[profile dev]\nsso_session = corp\nsso_start_url = https://d-2.awsapps.com/start\n${role}${corp}`,
      code: 'OPS_CONFIG_BROKEN',
      says: /config:1: \[profile dev\] has another sso_start_url/,
    },
    {
      name: 'another region than its session',
      text: `[profile dev]\nsso_session = corp\nsso_region = eu-west-1\n${role}${corp}`,
      code: 'OPS_CONFIG_BROKEN',
      says: /another sso_region/,
    },
    {
      name: 'a role without a source',
      text: '[profile dev]\nrole_arn = a\n',
      code: 'OPS_PROFILE_INCOMPLETE',
      says: /needs a source_profile/,
    },
    {
      name: 'a role with two sources',
      text: '[profile dev]\nrole_arn = a\nsource_profile = b\ncredential_source = Environment\n',
      code: 'OPS_CHAIN',
      says: /exclude each other/,
    },
    {
      name: 'an unknown credential_source',
      text: '[profile dev]\nrole_arn = a\ncredential_source = Moon\n',
      code: 'OPS_PROFILE_INCOMPLETE',
      says: /none of Environment/,
    },
    {
      name: 'its header twice',
      text: '[profile dev]\nregion = a\n[profile dev]\nregion = b\n',
      code: 'OPS_CONFIG_BROKEN',
      says: /config:3: \[profile dev\] already stands at line 1/,
    },
    {
      name: '[DEFAULT] in capitals',
      text: '[profile dev]\n[DEFAULT]\nregion = a\n',
      code: 'OPS_CONFIG_BROKEN',
      says: /config:2: \[DEFAULT\]/,
    },
  ]
  for (const {name, text, code, says, next} of cases) {
    it(`${name}: ${code}`, () => {
      const error = opsErrorOf(() => configOf(text).profile('dev'))
      expect(error.code).to.equal(code)
      expect(error.message).to.match(says)
      if (next !== undefined) expect(error.next).to.equal(next)
    })
  }

  it('does not keep another profile from being read', () => {
    const config = configOf(
      '[profile dev]\nregion = a\n[profile dev]\nregion = b\n[profile ok]\nregion = c\n',
    )
    expect(config.profile('ok').region).to.equal('c')
    expect(config.warnings).to.deep.equal([
      '~/.aws/config:3: [profile dev] repeats [profile dev] of line 1; the AWS CLI refuses the whole file for it',
    ])
  })

  it('warns of a comment behind a value, which the AWS CLI sends along', () => {
    const config = configOf(
      `[profile dev]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = Dev ; mine\n${corp}`,
    )
    expect(config.profile('dev')).to.have.property('roleName', 'Dev ; mine')
    expect(config.warnings).to.have.length(1)
    expect(config.warnings[0]).to.match(/config:1: the AWS CLI takes "; mine" as part of sso_role_name/)
  })
})

describe('the configuration as a whole', () => {
  it('is empty when no file exists', () => {
    const config = loadConfig(fakeMachine({HOME: home.path}))
    expect(config.profileNames()).to.deep.equal([])
    expect(config.sessionNames()).to.deep.equal([])
    expect(config.warnings).to.deep.equal([])
  })

  it('lists profiles of both files once, and sessions, in file order', () => {
    const config = configOf(`[profile b]\n${corp}[default]\n[profile a]\n[plugins]\n`, '[a]\n[c]\n')
    expect(config.profileNames()).to.deep.equal(['b', 'default', 'a', 'c'])
    expect(config.sessionNames()).to.deep.equal(['corp'])
  })

  it('knows the profiles of a session', () => {
    const config = configOf(
      '[profile a]\nsso_session = corp\n[profile b]\nsso_session = other\n[profile c]\nSSO_SESSION=corp\n',
    )
    expect(config.profilesOfSession('corp')).to.deep.equal(['a', 'c'])
  })

  it('says which file cannot be read', () => {
    home.write('.aws/config/inside', 'x')
    const {code, message} = opsErrorOf(() => loadConfig(fakeMachine({HOME: home.path})))
    expect(code).to.equal('OPS_FILE_UNREADABLE')
    expect(message).to.contain('/.aws/config').and.contain('it is a directory')
  })

  it('opens the credentials file only for a profile that may need it', () => {
    const file = home.write('.aws/credentials', 'this is not a credentials file')
    chmodSync(file, 0)
    const config = configOf(
      `[profile dev]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = R\n${corp}`,
    )
    expect(config.profile('dev').kind).to.equal('sso')
    expect(() => config.profile('other')).to.throw(/cannot read|before the first/)
  })
})

describe('which profile is meant', () => {
  const cases: {name: string; env: Record<string, string>; flag?: string; text?: string; want: unknown}[] = [
    {
      name: 'the flag before all',
      env: {AWS_PROFILE: 'a', AWS_DEFAULT_PROFILE: 'b'},
      flag: 'f',
      want: {name: 'f', from: '--profile'},
    },
    {
      name: 'AWS_PROFILE before AWS_DEFAULT_PROFILE',
      env: {AWS_PROFILE: 'a', AWS_DEFAULT_PROFILE: 'b'},
      want: {name: 'a', from: 'AWS_PROFILE'},
    },
    {
      name: 'AWS_DEFAULT_PROFILE',
      env: {AWS_DEFAULT_PROFILE: 'b'},
      text: '[default]\n',
      want: {name: 'b', from: 'AWS_DEFAULT_PROFILE'},
    },
    {
      name: 'an empty variable is unset',
      env: {AWS_PROFILE: '', AWS_DEFAULT_PROFILE: 'b'},
      want: {name: 'b', from: 'AWS_DEFAULT_PROFILE'},
    },
    {name: 'the default profile', env: {}, text: '[default]\n', want: {name: 'default', from: 'default'}},
    {name: 'nobody says', env: {}, text: '[profile a]\n', want: undefined},
  ]
  for (const {name, env, flag, text = '', want} of cases) {
    it(name, () => {
      home.write('.aws/config', text)
      expect(chosenProfile(fakeMachine({HOME: home.path, ...env}), flag)).to.deep.equal(want)
    })
  }
})

describe('the Identity Center profile behind a profile', () => {
  const step = (name: string, source: string): string =>
    `[profile ${name}]\nrole_arn = a\nsource_profile = ${source}\n`
  const base = `[profile base]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = R\n${corp}`
  const cases: {name: string; text: string; start: string; want: string | undefined}[] = [
    {name: 'itself', text: base, start: 'base', want: 'base'},
    {name: 'one step away', text: base + step('a', 'base'), start: 'a', want: 'base'},
    {
      name: 'four steps away',
      text: base + step('a', 'b') + step('b', 'c') + step('c', 'd') + step('d', 'base'),
      start: 'a',
      want: 'base',
    },
    {
      name: 'none behind keys',
      text: `${step('a', 'k')}[profile k]\naws_access_key_id = x\n`,
      start: 'a',
      want: undefined,
    },
    {
      name: 'none behind an environment',
      text: '[profile a]\nrole_arn = a\ncredential_source = Environment\n',
      start: 'a',
      want: undefined,
    },
    {
      name: 'none behind its own keys',
      text: `${step('a', 'a')}aws_access_key_id = x\n`,
      start: 'a',
      want: undefined,
    },
  ]
  for (const {name, text, start, want} of cases) {
    it(name, () => {
      const config = configOf(text)
      expect(sourceSsoProfile(config, config.profile(start))?.name).to.equal(want)
    })
  }

  const broken: {name: string; text: string; code: string; says: RegExp}[] = [
    {
      name: 'a circle',
      text: step('a', 'b') + step('b', 'c') + step('c', 'a'),
      code: 'OPS_CHAIN',
      says: /circle: a -> b -> c -> a/,
    },
    {
      name: 'five steps',
      text: base + step('a', 'b') + step('b', 'c') + step('c', 'd') + step('d', 'e') + step('e', 'base'),
      code: 'OPS_CHAIN',
      says: /more than 4 steps/,
    },
    {
      name: 'a missing source',
      text: step('a', 'basé') + base,
      code: 'OPS_PROFILE_NOT_FOUND',
      says: /"basé".*nearest: base/,
    },
  ]
  for (const {name, text, code, says} of broken) {
    it(`${name} is an error`, () => {
      const config = configOf(text)
      const error = opsErrorOf(() => sourceSsoProfile(config, config.profile('a')))
      expect(error.code).to.equal(code)
      expect(error.message).to.match(says)
    })
  }
})

import {expect} from 'chai'
import {existsSync} from 'node:fs'
import path from 'node:path'
import Setup, {type SetupResult} from '../../src/commands/setup.js'
import type {Prompts} from '../../src/lib/cli/prompts.js'
import {fakeMachine} from '../support/fake-machine.js'
import {runCommand, type CommandOutcome} from '../support/run-command.js'
import {createTempHome, type TempHome} from '../support/temp-home.js'

const startUrl = 'https://d-1234567890.awsapps.com/start'
const corp = `[sso-session corp]\nsso_start_url = ${startUrl}\nsso_region = us-east-1\nsso_registration_scopes = sso:account:access\n`
const dev =
  '[profile dev]\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Developer\nregion = eu-west-1\n'
const session = ['--session', 'corp', '--start-url', startUrl, '--sso-region', 'us-east-1']
const profile = [
  '--profile',
  'dev',
  '--account',
  '111111111111',
  '--role',
  'Developer',
  '--region',
  'eu-west-1',
]
const legacy = `[profile old]\nsso_start_url = https://halyard.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111111111111\nsso_role_name = Dev\n`

describe('setup', () => {
  let home: TempHome
  beforeEach(() => (home = createTempHome()))
  afterEach(() => {
    home.remove()
  })

  function setup(argv: readonly string[], prompts?: Partial<Prompts>): Promise<CommandOutcome> {
    const machine = fakeMachine({HOME: home.path})
    return runCommand(Setup, argv, prompts ? {machine, prompts, terminal: {interactive: true}} : {machine})
  }
  const config = (): string => home.read('.aws/config')
  const configExists = (): boolean => existsSync(path.join(home.path, '.aws/config'))

  it('writes session and profile from flags, shows the difference on stderr, and says what to do next', async () => {
    const {stdout, stderr, exitCode} = await setup([...session, ...profile])
    expect(exitCode).to.equal(0)
    expect(config()).to.equal(`${corp}\n${dev}`)
    expect(stdout).to.equal('')
    expect(stderr).to.contain('+ [profile dev]').and.contain('Next: okta-ops login --profile dev')
  })

  it('changes nothing the second time', async () => {
    await setup([...session, ...profile])
    const {stderr, json} = await setup([...session, ...profile, '--json'])
    expect(json().result)
      .to.include({written: false, session: 'corp'})
      .and.deep.include({diff: [], profiles: ['dev']})
    expect(stderr).to.contain('Nothing to change')
    expect(existsSync(path.join(home.path, '.aws/config.okta-ops-backup'))).to.equal(false)
  })

  it('names its files as people do, and where they are under --json', async () => {
    home.write('.aws/config', '# mine\n')
    const {stderr, json} = await setup([...session, '--json'])
    expect(stderr).to.contain('Wrote ~/.aws/config; as it was before: ~/.aws/config.okta-ops-backup\n')
    expect((json().result as SetupResult).file).to.equal(path.join(home.path, '.aws/config'))
  })

  it('warns of keys in the credentials file that would stand before the sign-in in some tools', async () => {
    home.write('.aws/credentials', '[other]\na=b\n[dev]\naws_access_key_id = AKIAHALYARD\n')
    const {stderr} = await setup([...session, ...profile])
    expect(stderr).to.match(/^warning: ~\/\.aws\/credentials:3: \[dev\] holds keys/m)
    expect(
      (await setup([...session, ...profile, '--profile', 'ops'])).stderr.match(/holds keys/g),
    ).to.have.length(1)
  })

  it('keeps every other byte, and a backup', async () => {
    const before = '# mine\r\n[profile dev]\r\n  region=us-west-2\r\n[x]\r\n[x]'
    home.write('.aws/config', before)
    const {json} = await setup([...session, ...profile, '--json'])
    const {backup} = json().result as SetupResult
    expect(home.read(path.relative(home.path, backup ?? ''))).to.equal(before)
    expect(config()).to.match(
      /^# mine\r\n\[profile dev\]\r\n {2}region=eu-west-1\r\n {2}sso_session = corp\r\n/,
    )
    expect(config()).to.match(/\r\n\[x\]\r\n\[x\]\r\n\r\n\[sso-session corp\]\r\n.*[^\n]$/s)
  })

  it('shows no secret that stands beside a change', async () => {
    const keys = '[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hush-hush\n'
    home.write('.aws/config', `${keys}AWS_SESSION_TOKEN: hush-token`)
    const {stdout, stderr} = await setup([...session, '--json'])
    expect(stdout + stderr)
      .to.contain('(not shown)')
      .and.not.contain('hush')
    expect(config()).to.contain('hush-hush').and.contain('hush-token')
  })

  it('writes where AWS_CONFIG_FILE says, and nowhere else', async () => {
    const machine = fakeMachine({HOME: home.path, AWS_CONFIG_FILE: '~/work/aws.conf'})
    await runCommand(Setup, [...session, ...profile], {machine})
    expect(home.read('work/aws.conf')).to.equal(`${corp}\n${dev}`)
    expect(configExists()).to.equal(false)
  })

  it('without a HOME says so', async () => {
    const {exitCode, stderr} = await runCommand(Setup, session, {machine: fakeMachine({})})
    expect(exitCode).to.equal(1)
    expect(stderr).to.match(/^error: HOME is not set/)
  })

  describe('each flag makes a difference', () => {
    const change: {tag: string; argv: string[]; start?: string; want: (text: string) => void}[] = [
      {
        tag: '[setup --session]',
        argv: ['--session', 'other', ...session.slice(2), ...profile],
        want: (text) => expect(text).to.contain('[sso-session other]').and.contain('sso_session = other'),
      },
      {
        tag: '[setup --start-url]',
        argv: [
          '--session',
          'corp',
          '--start-url',
          'https://halyard.awsapps.com/start',
          '--sso-region',
          'us-east-1',
        ],
        want: (text) => expect(text).to.contain('sso_start_url = https://halyard.awsapps.com/start\n'),
      },
      {
        tag: '[setup --sso-region]',
        argv: [...session.slice(0, 4), '--sso-region', 'eu-central-1'],
        want: (text) => expect(text).to.contain('sso_region = eu-central-1\n'),
      },
      {
        tag: '[setup --profile]',
        argv: [...session, '--profile', 'prod', ...profile.slice(2)],
        want: (text) => expect(text).to.contain('[profile prod]'),
      },
      {
        tag: '[setup --account]',
        argv: [...session, '--profile', 'dev', '--account', '000000000012', ...profile.slice(4)],
        want: (text) => expect(text).to.contain('sso_account_id = 000000000012\n'),
      },
      {
        tag: '[setup --role]',
        argv: [...session, ...profile.slice(0, 4), '--role', 'ReadOnly'],
        want: (text) => expect(text).to.contain('sso_role_name = ReadOnly\n'),
      },
      {
        tag: '[setup --region]',
        argv: [...session, ...profile.slice(0, 6), '--region', 'ap-southeast-2'],
        want: (text) => expect(text).to.contain('\nregion = ap-southeast-2\n'),
      },
      {
        tag: '[setup --output]',
        argv: [...session, ...profile, '--output', 'yaml'],
        want: (text) => expect(text).to.contain('\noutput = yaml\n'),
      },
      {
        tag: '[setup --migrate]',
        argv: ['--migrate'],
        start: legacy,
        want: (text) =>
          expect(text)
            .to.contain('sso_session = halyard\n')
            .and.contain(
              '[sso-session halyard]\nsso_start_url = https://halyard.awsapps.com/start\nsso_region = eu-west-1\n',
            ),
      },
    ]
    for (const {tag, argv, start, want} of change) {
      it(tag, async () => {
        if (start !== undefined) home.write('.aws/config', start)
        const {exitCode, stderr} = await setup(argv)
        expect(exitCode, stderr).to.equal(0)
        want(config())
      })
    }

    it('[setup --dry-run] prints the difference on stdout and writes nothing', async () => {
      const {stdout, exitCode} = await setup([...session, '--dry-run'])
      expect(exitCode).to.equal(0)
      expect(stdout).to.contain('+ [sso-session corp]')
      expect(configExists()).to.equal(false)
    })

    it('[setup --yes] asks nothing, although there is a terminal', async () => {
      await setup([...session, ...profile, '--yes'], {})
      expect(config()).to.equal(`${corp}\n${dev}`)
    })

    it('[setup --credential-process] adds a profile that runs the helper, and leaves the profile itself alone', async () => {
      home.write('.aws/config', `${corp}${dev}`)
      const {json} = await setup(['--profile', 'dev', '--credential-process', '--json'])
      expect((json().result as SetupResult).profiles).to.deep.equal(['dev', 'dev-process'])
      expect(config()).to.match(
        /\n\n\[profile dev-process\]\ncredential_process = \S+ \S+okta-ops-credentials\.cjs --profile dev\nregion = eu-west-1\n$/,
      )
      expect(config().startsWith(`${corp}${dev}`)).to.equal(true)
    })

    it('[setup --from] takes the answers from a file', async () => {
      const file = home.write(
        'team.yaml',
        `session: corp\nstart_url: ${startUrl}\nsso_region: us-east-1\nprofiles:\n  - {name: dev, account: 111111111111, role: Developer, region: eu-west-1}\n`,
      )
      expect((await setup(['--from', file])).exitCode).to.equal(0)
      expect(config()).to.equal(`${corp}\n${dev}`)
    })
  })

  describe('each key of an answers file makes a difference', () => {
    const base = {session: 'corp', start_url: startUrl, sso_region: 'us-east-1'}
    const one = {name: 'dev', account: '111111111111', role: 'Developer'}
    const cases: {key: string; answers: object; start?: string; want: string}[] = [
      {key: 'session', answers: {...base, session: 'other'}, want: '[sso-session other]'},
      {
        key: 'start_url',
        answers: {...base, start_url: 'https://halyard.awsapps.com/start'},
        want: 'sso_start_url = https://halyard.awsapps.com/start',
      },
      {key: 'sso_region', answers: {...base, sso_region: 'eu-north-1'}, want: 'sso_region = eu-north-1'},
      {
        key: 'profiles[].name',
        answers: {...base, profiles: [{...one, name: 'prod'}]},
        want: '[profile prod]',
      },
      {
        key: 'profiles[].account',
        answers: {...base, profiles: [{...one, account: '000000000012'}]},
        want: 'sso_account_id = 000000000012',
      },
      {
        key: 'profiles[].role',
        answers: {...base, profiles: [{...one, role: 'Audit'}]},
        want: 'sso_role_name = Audit',
      },
      {
        key: 'profiles[].region',
        answers: {...base, profiles: [{...one, region: 'eu-west-3'}]},
        want: '\nregion = eu-west-3',
      },
      {
        key: 'profiles[].output',
        answers: {...base, profiles: [{...one, output: 'text'}]},
        want: '\noutput = text',
      },
      {
        key: 'credential_process',
        answers: {...base, profiles: [one], credential_process: true},
        want: '[profile dev-process]',
      },
      {key: 'migrate', answers: {migrate: true}, start: legacy, want: 'sso_session = halyard'},
    ]
    for (const {key, answers, start, want} of cases) {
      it(`[setup.yaml ${key}]`, async () => {
        if (start !== undefined) home.write('.aws/config', start)
        const {exitCode, stderr} = await setup([
          '--from',
          home.write('answers.json', JSON.stringify(answers)),
        ])
        expect(exitCode, stderr).to.equal(0)
        expect(config()).to.contain(want)
      })
    }

    it('says in one line that it stands alone', async () => {
      const {stderr, exitCode} = await setup(['--from', 'team.yaml', '--profile', 'dev'])
      expect(stderr).to.match(/^error: --profile=dev cannot also be provided when using --from\n$/)
      expect(exitCode).to.equal(2)
    })

    it('names file, line and column of what it does not know', async () => {
      const file = home.write('team.yaml', 'session: corp\nprofiles:\n  - name: dev\n    acount: 1\n')
      const {exitCode, stderr} = await setup(['--from', file])
      expect(exitCode).to.equal(2)
      expect(stderr).to.contain(`~/team.yaml:4:5: profiles[0]: unknown key "acount"; did you mean "account"?`)
    })
  })

  it('sets up several profiles in one run', async () => {
    const argv = [
      '--profile',
      'a',
      '--profile',
      'b',
      '--account',
      '111111111111',
      '--account',
      '222222222222',
      '--role',
      'Dev',
    ]
    await setup([...session, ...argv])
    expect(config()).to.contain(
      '[profile a]\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Dev\n',
    )
    expect(config()).to.contain(
      '[profile b]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = Dev\n',
    )
  })

  it('needs no session flags for another profile of the only session', async () => {
    home.write('.aws/config', corp)
    await setup(profile)
    expect(config()).to.equal(`${corp}\n${dev}`)
  })

  it('turns a legacy profile that is set up anew into an sso-session one', async () => {
    home.write('.aws/config', legacy)
    await setup([...session, '--profile', 'old', '--account', '222222222222', '--role', 'Dev'])
    expect(config()).to.match(
      /^\[profile old\]\nsso_account_id = 222222222222\nsso_role_name = Dev\nsso_session = corp\n/,
    )
  })

  it('hints at legacy profiles it leaves alone, and at a session that moves', async () => {
    home.write('.aws/config', `${corp}${dev}${legacy}`)
    const {json} = await setup([
      '--session',
      'corp',
      '--start-url',
      'https://halyard.awsapps.com/start',
      '--json',
    ])
    expect(json().warnings.join('\n'))
      .to.match(/sso-session corp\] moves to another start URL.*: dev/)
      .and.match(/^old: .*--migrate/m)
  })

  describe('refuses, and writes nothing', () => {
    const cases: {name: string; argv: string[]; start?: string; exit: number; code: string; says: RegExp}[] =
      [
        {
          name: 'nothing to do without a terminal',
          argv: [],
          exit: 2,
          code: 'OPS_USAGE',
          says: /--session, --profile are missing/,
        },
        {
          name: 'a new session without a start URL',
          argv: ['--session', 'corp'],
          exit: 2,
          code: 'OPS_USAGE',
          says: /--start-url, --sso-region are missing/,
        },
        {
          name: 'a new session without a region',
          argv: session.slice(0, 4),
          exit: 2,
          code: 'OPS_USAGE',
          says: /--sso-region is missing/,
        },
        {
          name: 'a new profile without account and role',
          argv: [...session, '--profile', 'dev'],
          exit: 2,
          code: 'OPS_USAGE',
          says: /--account, --role are missing \(for profile "dev"\)/,
        },
        {
          name: 'an Okta address',
          argv: [
            '--session',
            'corp',
            '--start-url',
            'https://halyard.okta.com/home/amazon_aws_sso/x',
            '--sso-region',
            'us-east-1',
          ],
          exit: 2,
          code: 'OPS_START_URL',
          says: /Okta address.*AWS access portal URL/,
        },
        {
          name: 'http off loopback',
          argv: [
            '--session',
            'corp',
            '--start-url',
            'http://halyard.awsapps.com/start',
            '--sso-region',
            'us-east-1',
          ],
          exit: 2,
          code: 'OPS_START_URL',
          says: /http:\/\//,
        },
        {
          name: 'a session name with a blank',
          argv: ['--session', 'my corp', ...session.slice(2)],
          exit: 2,
          code: 'OPS_NAME_UNSAFE',
          says: /"my-corp" would do/,
        },
        {
          name: 'a profile name with a quote',
          argv: [...session, '--profile', 'a"b', ...profile.slice(2)],
          exit: 2,
          code: 'OPS_NAME_UNSAFE',
          says: /cannot name a profile/,
        },
        {
          name: 'the profile name DEFAULT',
          argv: [...session, '--profile', 'DEFAULT', ...profile.slice(2)],
          exit: 2,
          code: 'OPS_NAME_UNSAFE',
          says: /capitals/,
        },
        {
          name: 'an account that is no account',
          argv: [...session, '--profile', 'dev', '--account', '12', '--role', 'R'],
          exit: 2,
          code: 'OPS_USAGE',
          says: /--account should be the 12 digits/,
        },
        {
          name: 'a role with a blank',
          argv: [...session, '--profile', 'dev', '--account', '111111111111', '--role', 'R x'],
          exit: 2,
          code: 'OPS_USAGE',
          says: /--role should be/,
        },
        {
          name: 'a region that is none',
          argv: [...session, ...profile.slice(0, 6), '--region', 'Ireland'],
          exit: 2,
          code: 'OPS_USAGE',
          says: /--region should be/,
        },
        {
          name: 'uneven lists of flags',
          argv: [
            ...session,
            '--profile',
            'a',
            '--profile',
            'b',
            '--profile',
            'c',
            '--account',
            '111111111111',
            '--account',
            '222222222222',
            '--role',
            'R',
          ],
          exit: 2,
          code: 'OPS_USAGE',
          says: /--account is given 2 times/,
        },
        {
          name: 'a profile that gets its credentials in another way',
          argv: [...session, ...profile],
          start: '# c\n[profile dev]\nrole_arn = a\nsource_profile = b\n',
          exit: 9,
          code: 'OPS_CONFIG_GUARD',
          says: /config:2: profile "dev" already gets its credentials by role_arn/,
        },
        {
          name: 'migrating a profile that is not legacy',
          argv: ['--migrate', '--profile', 'dev'],
          start: `${corp}${dev}`,
          exit: 2,
          code: 'OPS_USAGE',
          says: /config:5: profile "dev" has no start URL of its own/,
        },
        {
          name: 'migrating a profile that is not there',
          argv: ['--migrate', '--profile', 'olt'],
          start: legacy,
          exit: 2,
          code: 'OPS_PROFILE_NOT_FOUND',
          says: /nearest: old/,
        },
        {
          name: 'one session name for two portals',
          argv: ['--migrate', '--session', 'corp'],
          start: `${legacy}[profile older]\nsso_start_url = ${startUrl}\nsso_region = us-east-1\n`,
          exit: 2,
          code: 'OPS_USAGE',
          says: /2 portals/,
        },
        {
          name: 'a broken file',
          argv: [...session],
          start: '[profile dev]\nnonsense\n',
          exit: 1,
          code: 'OPS_CONFIG_BROKEN',
          says: /~\/\.aws\/config:2: /,
        },
        {
          name: 'the session twice',
          argv: [...session],
          start: `${corp}${corp}`,
          exit: 1,
          code: 'OPS_CONFIG_BROKEN',
          says: /config:5: \[sso-session corp\] already stands at line 1/,
        },
        {
          name: '--from beside other answers',
          argv: ['--from', 'x.yaml', '--session', 'corp'],
          exit: 2,
          code: 'OPS_USAGE',
          says: /--from/,
        },
        {
          name: 'an answers file that is not there',
          argv: ['--from', '/nowhere/x.yaml'],
          exit: 1,
          code: 'OPS_FILE_UNREADABLE',
          says: /\/nowhere\/x\.yaml/,
        },
      ]
    for (const {name, argv, start, exit, code, says} of cases) {
      it(name, async () => {
        if (start !== undefined) home.write('.aws/config', start)
        const {exitCode, json} = await setup([...argv, '--json'])
        expect({exitCode, code: json().error?.code}).to.deep.equal({exitCode: exit, code})
        expect(json().error?.message).to.match(says)
        if (start === undefined) expect(configExists()).to.equal(false)
        else expect(config()).to.equal(start)
      })
    }
  })

  describe('with a terminal', () => {
    it('writes only after a yes', async () => {
      const {exitCode, stderr} = await setup([...session, ...profile], {
        confirm: () => Promise.resolve(false),
      })
      expect(exitCode).to.equal(0)
      expect(stderr).to.contain('+ [profile dev]')
      expect(configExists()).to.equal(false)
    })

    it('does not write over a file that changed while the person was thinking', async () => {
      home.write('.aws/config', '# one\n')
      const confirm = (): Promise<boolean> => {
        home.write('.aws/config', '# two\n')
        return Promise.resolve(true)
      }
      const {exitCode, stderr} = await setup([...session, ...profile], {confirm})
      expect(exitCode).to.equal(9)
      expect(stderr).to.contain('was changed by another program')
      expect(config()).to.equal('# two\n')
    })

    it('asks for what is missing, offers legacy profiles for migration, and asks again after a bad address', async () => {
      home.write('.aws/config', legacy)
      const said: string[] = []
      const answers: Record<string, string[]> = {
        Start: ['https://halyard.okta.com', startUrl],
        short: ['corp'],
        Region: ['us-east-1'],
      }
      const text = (message: string): Promise<string> => {
        said.push(message)
        const key = Object.keys(answers).find((start) => message.includes(start)) ?? ''
        return Promise.resolve(answers[key]?.shift() ?? '')
      }
      const confirm = (message: string): Promise<boolean> => {
        said.push(message)
        return Promise.resolve(!/profile\?|Okta/.test(message))
      }
      const {stderr} = await setup([], {text, confirm})
      expect(said.map((message) => message.split(' ')[0])).to.deep.equal([
        'old:',
        'A',
        'Start',
        'Start',
        'Region',
        'Add',
        'Write',
        'Connect',
      ])
      expect(stderr).to.contain('Okta address')
      expect(config()).to.contain('sso_session = halyard').and.contain('[sso-session corp]')
    })

    const offered = async (argv: readonly string[]): Promise<boolean> => {
      let asked = false
      const confirm = (message: string): Promise<boolean> => {
        asked ||= message.startsWith('Connect an Okta org')
        return Promise.resolve(!message.startsWith('Connect'))
      }
      const {exitCode, stderr} = await setup([...session, ...profile, ...argv], {confirm})
      expect(exitCode, stderr).to.equal(0)
      return asked
    }

    it('ends by offering to connect an Okta org, and takes no for an answer', async () => {
      expect(await offered([])).to.equal(true)
      expect(await offered([]), 'when there was nothing to write').to.equal(false)
    })

    it('offers no Okta org to a script, nor to somebody who has one', async () => {
      expect(await offered(['--yes'])).to.equal(false)
      home.write('.okta/okta.yaml', 'okta: {}\n')
      home.write('.aws/config', '')
      expect(await offered([])).to.equal(false)
    })
  })
})

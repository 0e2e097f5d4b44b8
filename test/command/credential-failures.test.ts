import {expect} from 'chai'
import Console from '../../src/commands/console.js'
import Exec from '../../src/commands/exec.js'
import Export from '../../src/commands/export.js'
import Whoami from '../../src/commands/whoami.js'
import {fakeMachine} from '../support/fake-machine.js'
import {runCommand} from '../support/run-command.js'
import {createTempHome, type TempHome} from '../support/temp-home.js'

const config = `
[sso-session corp]
sso_start_url = https://d-1.awsapps.com/start
sso_region = us-east-1

[profile dev]
sso_session = corp
sso_account_id = 111111111111
sso_role_name = Developer

[profile chained]
role_arn = arn:aws:iam::111111111111:role/Reader
source_profile = dev

[profile round]
role_arn = arn:aws:iam::111111111111:role/Reader
source_profile = trip
[profile trip]
role_arn = arn:aws:iam::111111111111:role/Reader
source_profile = round

[profile step-a]
role_arn = arn:aws:iam::111111111111:role/A
source_profile = step-b
[profile step-b]
role_arn = arn:aws:iam::111111111111:role/B
source_profile = step-c
[profile step-c]
role_arn = arn:aws:iam::111111111111:role/C
source_profile = step-d
[profile step-d]
role_arn = arn:aws:iam::111111111111:role/D
source_profile = step-e
[profile step-e]
role_arn = arn:aws:iam::111111111111:role/E
source_profile = dev

[profile with-mfa]
role_arn = arn:aws:iam::111111111111:role/Reader
source_profile = keys
mfa_serial = arn:aws:iam::111111111111:mfa/ines
[profile keys]
aws_access_key_id = AKIAHALYARD
aws_secret_access_key = plain

[profile token-only]
sso_session = corp

[profile settings]
region = eu-west-1

[profile failing-process]
credential_process = sh -c 'echo sekret-on-stderr >&2; exit 3'
[profile talking-process]
credential_process = echo sekret-on-stdout
[profile odd-process]
credential_process = echo '{"Version": "1", "AccessKeyId": "A", "SecretAccessKey": "sekret"}'
[profile ended-process]
credential_process = echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "sekret", "Expiration": "2020-01-01T00:00:00Z"}'
`

/** One way in which there are no credentials. */
interface Case {
  readonly name: string
  readonly profile?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly config?: string
  readonly want: {
    readonly code: string
    readonly exitCode: number
    readonly message: RegExp
    readonly next?: string
  }
}

const cases: readonly Case[] = [
  {
    name: 'an unknown profile',
    profile: 'dve',
    want: {code: 'OPS_PROFILE_NOT_FOUND', exitCode: 2, message: /"dve".*nearest: dev/},
  },
  {
    name: 'an unknown profile in AWS_PROFILE',
    env: {AWS_PROFILE: 'dve'},
    want: {code: 'OPS_PROFILE_NOT_FOUND', exitCode: 2, message: /"dve"/},
  },
  {
    name: 'a broken config file',
    profile: 'dev',
    config: '[profile dev]\nnonsense without a value\n',
    want: {code: 'OPS_CONFIG_BROKEN', exitCode: 1, message: /~\/\.aws\/config:2/},
  },
  {
    name: 'no HOME',
    profile: 'dev',
    env: {HOME: undefined},
    want: {code: 'OPS_HOME_MISSING', exitCode: 1, message: /HOME/},
  },
  {
    name: 'signed out',
    profile: 'dev',
    want: {
      code: 'OPS_SIGNED_OUT',
      exitCode: 4,
      message: /not signed in to corp/,
      next: 'okta-ops login --profile dev',
    },
  },
  {
    name: 'signed out behind a chained role',
    profile: 'chained',
    want: {
      code: 'OPS_SIGNED_OUT',
      exitCode: 4,
      message: /not signed in to corp/,
      next: 'okta-ops login --profile dev',
    },
  },
  {
    name: 'a source_profile chain in a circle',
    profile: 'round',
    want: {code: 'OPS_CHAIN', exitCode: 1, message: /circle: round -> trip -> round/},
  },
  {
    name: 'a source_profile chain of five steps',
    profile: 'step-a',
    want: {code: 'OPS_CHAIN', exitCode: 1, message: /more than 4 steps/},
  },
  {
    name: 'an MFA code that nobody can give',
    profile: 'with-mfa',
    want: {code: 'OPS_NO_TERMINAL', exitCode: 1, message: /MFA device arn:aws:iam::111111111111:mfa\/ines/},
  },
  {
    name: 'a profile without a role',
    profile: 'token-only',
    want: {code: 'OPS_PROFILE_INCOMPLETE', exitCode: 1, message: /sso_account_id/},
  },
  {
    name: 'a profile of settings alone',
    profile: 'settings',
    want: {code: 'OPS_PROFILE_INCOMPLETE', exitCode: 1, message: /"settings" holds nothing/},
  },
  {
    name: 'a credential_process that fails',
    profile: 'failing-process',
    want: {code: 'OPS_CREDENTIAL_PROCESS', exitCode: 1, message: /~\/\.aws\/config:\d+.*it failed/},
  },
  {
    name: 'a credential_process that says something else',
    profile: 'talking-process',
    want: {code: 'OPS_CREDENTIAL_PROCESS', exitCode: 1, message: /invalid JSON/},
  },
  {
    name: 'a credential_process of another version',
    profile: 'odd-process',
    want: {code: 'OPS_CREDENTIAL_PROCESS', exitCode: 1, message: /did not return Version 1/},
  },
  {
    name: 'a credential_process with ended credentials',
    profile: 'ended-process',
    want: {code: 'OPS_CREDENTIAL_PROCESS', exitCode: 1, message: /expired credentials/},
  },
  {
    name: 'nothing chosen and nothing around',
    want: {
      code: 'OPS_NO_CREDENTIALS',
      exitCode: 1,
      message: /no profile is chosen .*neither the environment, a container nor an EC2 instance/,
      next: 'export AWS_PROFILE=dev',
    },
  },
  {
    name: 'nothing chosen and no profile at all',
    config: '',
    want: {
      code: 'OPS_NO_CREDENTIALS',
      exitCode: 1,
      message: /there is no profile yet/,
      next: 'okta-ops setup',
    },
  },
]

/** The commands that need credentials, and what each of them needs besides. */
const commands = [
  {name: 'whoami', Class: Whoami, args: [], json: true},
  {name: 'export', Class: Export, args: [], json: true},
  {name: 'export --format process', Class: Export, args: ['--format', 'process'], json: true},
  {name: 'console --print', Class: Console, args: ['--print'], json: true},
  {name: 'exec', Class: Exec, args: ['--', 'echo', 'started'], json: false},
] as const

let home: TempHome
beforeEach(() => (home = createTempHome()))
afterEach(() => {
  home.remove()
})

for (const {name, Class, args, json} of commands) {
  describe(`${name} without credentials`, () => {
    for (const {name: cause, profile, env, config: text = config, want} of cases) {
      const argv = profile === undefined ? args : ['--profile', profile, ...args]
      const machine = () => fakeMachine({HOME: home.path, AWS_EC2_METADATA_DISABLED: 'true', ...env})

      it(`${cause}: ${want.code}, exit ${want.exitCode}`, async () => {
        home.write('.aws/config', text)
        const {stdout, stderr, exitCode} = await runCommand(Class, argv, {machine: machine()})
        expect(stdout).to.equal('')
        expect(exitCode).to.equal(want.exitCode)
        expect(stderr)
          .to.match(want.message)
          .and.not.match(/sekret/)
        if (want.next !== undefined) expect(stderr).to.contain(`  next: ${want.next}\n`)
      })

      if (!json) continue
      it(`${cause}: the same under --json`, async () => {
        home.write('.aws/config', text)
        const outcome = await runCommand(Class, [...argv, '--json'], {machine: machine()})
        expect(outcome.exitCode).to.equal(want.exitCode)
        expect(outcome.stderr).to.equal('')
        const {ok, error} = outcome.json()
        expect(ok).to.equal(false)
        expect(error?.code).to.equal(want.code)
        expect(error?.message).to.match(want.message)
        expect(outcome.stdout).not.to.match(/sekret/)
      })
    }
  })
}

describe('console', () => {
  it('[console --print] opens nothing without a terminal', async () => {
    home.write('.aws/config', config)
    const {stderr, exitCode} = await runCommand(Console, ['--profile', 'dev'], {
      machine: fakeMachine({HOME: home.path}),
    })
    expect(exitCode).to.equal(2)
    expect(stderr).to.match(/^ {2}next: okta-ops console --print --profile dev$/m)
  })
})

describe('exec', () => {
  const cases: {name: string; argv: string[]}[] = [
    {name: 'nothing behind --', argv: ['--']},
    {name: 'no -- at all', argv: []},
  ]
  for (const {name, argv} of cases) {
    it(`wants a command: ${name}`, async () => {
      const {stderr, exitCode} = await runCommand(Exec, argv)
      expect({stderr, exitCode}).to.deep.equal({
        stderr:
          'error: no command to run: put it behind --\n  next: okta-ops exec -- aws sts get-caller-identity\n',
        exitCode: 2,
      })
    })
  }
})

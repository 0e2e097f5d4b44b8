import {expect} from 'chai'
import {mkdirSync, readdirSync} from 'node:fs'
import path from 'node:path'
import AccountsList from '../../src/commands/accounts/list.js'
import Console from '../../src/commands/console.js'
import Exec from '../../src/commands/exec.js'
import Export from '../../src/commands/export.js'
import Login from '../../src/commands/login.js'
import Logout from '../../src/commands/logout.js'
import RolesList from '../../src/commands/roles/list.js'
import SessionCheck from '../../src/commands/session/check.js'
import SessionList from '../../src/commands/session/list.js'
import Setup from '../../src/commands/setup.js'
import Whoami from '../../src/commands/whoami.js'
import {fakeMachine} from '../support/fake-machine.js'
import {runCommand, type CommandOutcome} from '../support/run-command.js'
import {createTempHome, type TempHome} from '../support/temp-home.js'

const config = `[sso-session corp]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = us-east-1

[profile dev]
sso_session = corp
sso_account_id = 111111111111
sso_role_name = Developer
`
const repeated = `${config}[profile odd]\nregion = eu-west-1\n[profile odd]\nregion = eu-west-2\n`

/** Every command that reads `~/.aws/config`; `login` is left out where it would begin to sign in. */
const commands: Readonly<Record<string, readonly [Class: unknown, ...argv: string[]]>> = {
  setup: [Setup, '--profile', 'dev', '--region', 'eu-west-1'],
  login: [Login, '--profile', 'dev'],
  logout: [Logout, '--profile', 'dev'],
  'logout --all': [Logout, '--all'],
  whoami: [Whoami, '--profile', 'dev'],
  export: [Export, '--profile', 'dev'],
  exec: [Exec, '--profile', 'dev', '--', 'true'],
  console: [Console, '--profile', 'dev', '--print'],
  'session list': [SessionList],
  'session check': [SessionCheck, '--profile', 'dev'],
  'accounts list': [AccountsList, '--profile', 'dev'],
  'roles list': [RolesList, '--profile', 'dev'],
}

describe('bad input', () => {
  let home: TempHome
  beforeEach(() => (home = createTempHome()))
  afterEach(() => {
    home.remove()
  })

  const run = (
    [Class, ...argv]: readonly [unknown, ...string[]],
    env = {HOME: home.path},
  ): Promise<CommandOutcome> => runCommand(Class, argv, {machine: fakeMachine(env)})

  const mistakes = [
    {
      name: 'HOME is not set',
      make: () => ({HOME: ''}),
      says: /^error: HOME is not set, [^\n]*\n {2}next: export HOME=[^\n]*\n$/,
    },
    {
      name: 'HOME is a file',
      make: () => ({HOME: home.write('file', '')}),
      says: /^error: HOME is \S+\/file, and that is not a folder\n {2}next: ls -ld \S+\/file\n$/,
    },
    {
      name: 'a line of the config is junk',
      make: () => {
        home.write('.aws/config', `${config}junk\n`)
        return {HOME: home.path}
      },
      says: /^error: ~\/\.aws\/config:9: [^\n]*\n {2}next: \$\{EDITOR:-vi\} \+9 ~\/\.aws\/config\n$/,
    },
    {
      name: 'the config is a folder',
      make: () => {
        mkdirSync(path.join(home.path, '.aws/config'), {recursive: true})
        return {HOME: home.path}
      },
      says: /^error: cannot read ~\/\.aws\/config: it is a directory\n {2}next: ls -ld ~\/\.aws ~\/\.aws\/config\n$/,
    },
  ]
  for (const {name, make, says} of mistakes) {
    for (const [id, command] of Object.entries(commands)) {
      it(`${name}: ${id} says so in two lines, exits with 1 and changes nothing`, async () => {
        const env = make()
        const before = readdirSync(home.path, {recursive: true})
        const {stdout, stderr, exitCode} = await run(command, env)
        expect(stderr).to.match(says)
        expect({stdout, exitCode}).to.deep.equal({stdout: '', exitCode: 1})
        expect(readdirSync(home.path, {recursive: true})).to.deep.equal(before)
      })
    }
  }

  for (const [id, command] of Object.entries(commands).filter(([name]) => name !== 'login')) {
    it(`what is odd in the config is told once by ${id}`, async () => {
      home.write('.aws/config', repeated)
      const {stderr} = await run(command)
      expect(
        stderr.match(/^warning: ~\/\.aws\/config:11: \[profile odd\] repeats .*$/gm),
        stderr,
      ).to.have.length(1)
    })
  }

  it('what is odd stands in the envelope under --json, of a failure too', async () => {
    home.write('.aws/config', repeated)
    const {json} = await run([Whoami, '--profile', 'dev', '--json'])
    expect(json()).to.deep.include({ok: false})
    expect(json().warnings).to.have.length(1)
  })

  it('the next command is safe to paste, whatever the name', async () => {
    home.write('.aws/config', config)
    const {stderr} = await run([Whoami, '--profile', '$(reboot); x'])
    expect(stderr).to.match(/\n {2}next: okta-ops setup --profile '\$\(reboot\); x'\n$/)
  })
})

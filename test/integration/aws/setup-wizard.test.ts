import {expect} from 'chai'
import {existsSync, readFileSync} from 'node:fs'
import path from 'node:path'
import Setup, {type SetupResult} from '../../../src/commands/setup.js'
import {tokenCacheName} from '../../../src/lib/aws/cache/cache-names.js'
import type {Choice, Prompts} from '../../../src/lib/cli/prompts.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {liveMachine} from '../../support/live-machine.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'

describe('the setup wizard against a sandbox', () => {
  let sandbox: Sandbox
  before(async () => {
    sandbox = await startSandbox({autoApprove: 'mira.castellan@halyard.test'})
  })
  after(() => sandbox.close())

  const asked: string[] = []
  /** A person who takes what is proposed, picks by the words given, and wants no second profile. */
  function person(wanted: Readonly<Record<string, string>>): Prompts {
    const answerTo = (message: string): string | undefined =>
      Object.entries(wanted).find(([start]) => message.startsWith(start))?.[1]
    return {
      search: <T>(message: string, choices: readonly Choice<T>[]) => {
        asked.push(message)
        const choice = choices.find(({label}) => label.includes(answerTo(message) ?? ''))
        return choice
          ? Promise.resolve(choice.value)
          : Promise.reject(new Error(`nothing to choose for ${message}`))
      },
      text: (message, options) => {
        asked.push(message)
        const answer = answerTo(message) ?? options?.fallback ?? ''
        expect(options?.validate?.(answer) ?? true).to.equal(true)
        return Promise.resolve(answer)
      },
      secret: (message) => Promise.reject(new Error(`setup asks for no secret: ${message}`)),
      confirm: (message, fallback) => {
        asked.push(message)
        return Promise.resolve(fallback)
      },
    }
  }

  function setup(argv: readonly string[], prompts: Prompts): Promise<CommandOutcome> {
    asked.length = 0
    // Reached by SSH: the sign-in shows a code instead of opening a browser, and the sandbox approves it by itself.
    const machine = liveMachine({...sandbox.env, SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22'})
    return runCommand(Setup, argv, {machine, prompts, terminal: {interactive: true}})
  }

  it('signs in, offers every account and role, and writes what was chosen', async () => {
    const prompts = person({'Start URL': sandbox.startUrl, 'A short name': 'halyard', 'Which account?': '111111111111', 'Which role?': 'Developer', 'Region for': 'eu-west-1'}) // prettier-ignore
    const {json, stderr} = await setup(['--json'], prompts)
    expect(json().error, stderr).to.equal(undefined)
    expect((json().result as SetupResult).profiles).to.deep.equal(['halyard-dev-developer'])
    const text = readFileSync(path.join(sandbox.home, '.aws/config'), 'utf8')
    expect(text).to.contain(
      `[sso-session halyard]\nsso_start_url = ${sandbox.startUrl}\nsso_region = us-east-1\n`,
    )
    expect(text).to.contain(
      '[profile halyard-dev-developer]\nsso_session = halyard\nsso_account_id = 111111111111\nsso_role_name = Developer\nregion = eu-west-1\n',
    )
    expect(asked.at(-1)).to.match(/^Write this to /)
  })

  it('leaves a login that every AWS tool finds, so that no second sign-in is needed', () => {
    const name = tokenCacheName({name: 'halyard', startUrl: ''})
    expect(existsSync(path.join(sandbox.home, '.aws/sso/cache', name))).to.equal(true)
  })

  it('asks only for what the flags leave out', async () => {
    const argv = [
      '--session',
      'halyard',
      '--profile',
      'data',
      '--account',
      '222222222222',
      '--region',
      'eu-west-1',
      '--json',
    ]
    const {json, stderr} = await setup(argv, person({}))
    expect(json().error, stderr).to.equal(undefined)
    expect(asked.filter((message) => !/^Which role|^Write/.test(message))).to.deep.equal([])
    expect(readFileSync(path.join(sandbox.home, '.aws/config'), 'utf8')).to.match(
      /\[profile data\]\nsso_session = halyard\nsso_account_id = 222222222222\nsso_role_name = \w+\nregion = eu-west-1\n/,
    )
  })
})

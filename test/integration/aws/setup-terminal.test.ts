import {expect} from 'chai'
import {existsSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {insideSandbox} from '../../../src/lib/sandbox/environment.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {openTerminal} from '../../support/pseudo-terminal.js'

type Terminal = ReturnType<typeof openTerminal>
/** What the wizard shows, and what the person types then. */
type Step = readonly [shown: RegExp, keys: string]

describe('setup in a terminal', function () {
  this.slow(6000)
  let sandbox: Sandbox
  afterEach(() => sandbox.close())

  /** Reached by SSH: the sign-in shows a code instead of opening a browser. */
  async function wizard(autoApprove: boolean): Promise<Terminal> {
    sandbox = await startSandbox(autoApprove ? {autoApprove: 'mira.castellan@halyard.test'} : {})
    const env = insideSandbox({PATH: process.env['PATH']}, sandbox.env)
    return openTerminal(['setup'], {...env, SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22'})
  }
  async function walk(terminal: Terminal, steps: readonly Step[]): Promise<void> {
    for (const [shown, keys] of steps) {
      await terminal.shows(shown)
      terminal.type(keys)
    }
  }
  const config = (): string => path.join(sandbox.home, '.aws/config')
  const toSignIn = (): readonly Step[] => [
    [/short name/, '\u0015halyard\r'],
    [/Start URL/, `${sandbox.startUrl}\r`],
    [/Region of IAM Identity Center/, '\r'],
    [/Add a profile/, '\r'],
  ]
  const toTheEnd = (): readonly Step[] => [
    ...toSignIn(),
    [/Which account\?[\s\S]*Anchor/, 'halyard dev'],
    [/❯ Halyard Dev/, '\r'],
    [/Which role\?[\s\S]*Developer/, 'Dev'],
    [/❯ Developer/, '\r'],
    [/Name of the profile/, '\r'],
    [/Region for this profile/, '\r'],
    [/Another profile/, '\r'],
  ]

  it('asks, signs in, lists what there is, shows the difference and writes it', async () => {
    const terminal = await wizard(true)
    await walk(terminal, [...toTheEnd(), [/Write this to ~\/\.aws\/config\?/, '\r']])
    await terminal.shows(/Next: okta-ops login --profile halyard-dev-developer/)
    expect(await terminal.ended).to.equal(0)
    expect(readFileSync(config(), 'utf8')).to.contain(
      '[profile halyard-dev-developer]\nsso_session = halyard\n',
    )
  })

  it('writes nothing when the person declines', async () => {
    const terminal = await wizard(true)
    await walk(terminal, [...toTheEnd(), [/Write this/, 'n\r']])
    expect(await terminal.ended).to.equal(0)
    expect(existsSync(config())).to.equal(false)
  })

  it('refuses an Okta address at the question, and asks again', async () => {
    const terminal = await wizard(true)
    const [name] = toSignIn()
    await walk(terminal, [...(name ? [name] : []), [/Start URL/, 'https://halyard.okta.com\r']])
    await walk(terminal, [[/is an Okta address[\s\S]*Start URL/, `${sandbox.startUrl}\r`]])
    await walk(terminal, [[/Region of IAM/, '\u0003']])
    expect(await terminal.ended).to.equal(130)
  })

  for (const {name, approve, steps} of [
    {name: 'the first question', approve: true, steps: (): readonly Step[] => [[/short name/, '\u0003']]},
    {
      name: 'the wait for approval',
      approve: false,
      steps: (): readonly Step[] => [...toSignIn(), [/Waiting for your approval/, '\u0003']],
    },
    {
      name: 'the list of accounts',
      approve: true,
      steps: (): readonly Step[] => [...toSignIn(), [/Which account/, '\u0003']],
    },
    {
      name: 'the last question',
      approve: true,
      steps: (): readonly Step[] => [...toTheEnd(), [/Write this/, '\u0003']],
    },
  ]) {
    // prettier-ignore
    it(`Ctrl-C at ${name}: exit 130, nothing written`, async () => {
      const terminal = await wizard(approve)
      await walk(terminal, steps())
      await terminal.shows(/error: cancelled/)
      expect(await terminal.ended).to.equal(130)
      expect(existsSync(config())).to.equal(false)
    })
  }
})

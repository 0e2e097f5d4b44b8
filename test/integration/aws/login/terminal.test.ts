import {expect} from 'chai'
import {insideSandbox} from '../../../../src/lib/sandbox/environment.js'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {writeHalyardConfig} from '../../../support/halyard.js'
import {openTerminal} from '../../../support/pseudo-terminal.js'

describe('login in a terminal, without a profile', function () {
  this.slow(4000)
  let sandbox: Sandbox
  let env: Record<string, string>

  beforeEach(async () => {
    sandbox = await startSandbox({autoApprove: 'mira.castellan@halyard.test'})
    writeHalyardConfig(sandbox)
    env = insideSandbox({PATH: process.env['PATH']}, sandbox.env)
  })
  afterEach(() => sandbox.close())

  it('offers the profiles, finds one by what is typed, and signs in to its session', async () => {
    const terminal = openTerminal(['login', '--device-code', '--no-browser'], env)
    await terminal.shows(/Which profile\?[\s\S]*legacy/)
    terminal.type('release')
    await terminal.shows(/❯ prod +ReleaseManager/)
    terminal.type('\r')
    await terminal.shows(/Signed in to halyard/)
    await terminal.shows(/You are mira\.castellan@halyard\.test, ReleaseManager in account 333333333333\./)
    expect(await terminal.ended).to.equal(0)
  })

  it('ends with exit 130 on Ctrl-C at the question', async () => {
    const terminal = openTerminal(['login'], env)
    await terminal.shows(/Which profile\?/)
    terminal.type('\u0003')
    await terminal.shows(/error: cancelled/)
    expect(await terminal.ended).to.equal(130)
  })

  it('asks nothing when a profile is chosen by variable', async () => {
    const terminal = openTerminal(['login', '--device-code', '--no-browser'], {...env, AWS_PROFILE: 'dev'})
    await terminal.shows(/Signed in to halyard/)
    expect(await terminal.ended).to.equal(0)
    expect(terminal.text()).to.not.include('Which profile?')
  })
})

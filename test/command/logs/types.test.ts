import {expect} from 'chai'
import LogsTypes from '../../../src/commands/logs/types.js'
import {runCommand} from '../../support/run-command.js'

const typesOf = (result: unknown) => result as {eventType: string; hookEligible: boolean; since: string}[]

describe('logs types', () => {
  it('lists what a glob names, with hook eligibility and release', async () => {
    const {stdout, stderr, exitCode} = await runCommand(LogsTypes, ['user.session.s*'])
    expect({stderr, exitCode}).to.deep.equal({stderr: '', exitCode: 0})
    expect(stdout).to.match(/^EVENT TYPE +EVENT HOOK +SINCE\n/)
    expect(stdout).to.match(/^user\.session\.start +yes +2016\.02$/m)
  })

  it('lists what a part of the name names, and all without one', async () => {
    const part = await runCommand(LogsTypes, ['session.start', '--json'])
    expect(typesOf(part.json().result).map(({eventType}) => eventType)).to.include('user.session.start')
    const all = await runCommand(LogsTypes, ['--json'])
    expect(typesOf(all.json().result)).to.have.lengthOf(1178)
  })

  it('[logs types --hooks] leaves out what no event hook may deliver', async () => {
    const all = typesOf((await runCommand(LogsTypes, ['user.session.*', '--json'])).json().result)
    const hooks = typesOf(
      (await runCommand(LogsTypes, ['user.session.*', '--hooks', '--json'])).json().result,
    )
    expect(all.some(({hookEligible}) => !hookEligible)).to.be.true
    expect(hooks).to.deep.equal(all.filter(({hookEligible}) => hookEligible))
  })

  it('says that nothing matches and what is near, exit 0', async () => {
    const {stdout, stderr, exitCode} = await runCommand(LogsTypes, ['user.sesion.start'])
    expect({stdout, exitCode}).to.deep.equal({stdout: '', exitCode: 0})
    expect(stderr).to.match(
      /^No event type matches user\.sesion\.start\. The nearest are user\.session\.start, /,
    )
  })

  it('says when only event hooks are the reason', async () => {
    const {stderr, exitCode} = await runCommand(LogsTypes, ['user.session.expire', '--hooks'])
    expect({stderr, exitCode}).to.deep.equal({
      stderr: 'No event type that an event hook may deliver matches user.session.expire.\n',
      exitCode: 0,
    })
  })

  it('shows a hostile pattern, obeys none of it', async () => {
    const {stderr} = await runCommand(LogsTypes, ['\u001b[31mx'])
    expect(stderr).to.contain('matches \\u{1b}[31mx.')
  })
})

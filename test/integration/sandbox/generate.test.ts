import {expect} from 'chai'
import path from 'node:path'
import SandboxGenerate from '../../../src/commands/sandbox/generate.js'
import {announce} from '../../../src/lib/sandbox/running-file.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {OktaCaller} from '../../support/okta-caller.js'
import {runBin} from '../../support/run-bin.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'

interface Generated {
  readonly uuid: string
  readonly eventType: string
  readonly displayMessage: string
}

describe('sandbox generate', () => {
  let [sandbox, file, machine]: [Sandbox, string, FakeMachine] = [undefined!, '', undefined!]

  beforeEach(async () => {
    sandbox = await startSandbox()
    file = path.join(path.dirname(sandbox.home), 'sandbox.json')
    announce(file, sandbox)
    machine = fakeMachine({OKTA_OPS_SANDBOX: file})
  })
  afterEach(() => sandbox.close())

  const run = (...args: string[]): Promise<CommandOutcome> => runCommand(SandboxGenerate, args, {machine})
  const events = async (): Promise<Generated[]> =>
    (await new OktaCaller(sandbox).get('/logs?limit=1000')).body
  const fresh = async (...args: string[]): Promise<Generated[]> => {
    const before = sandbox.okta.eventCount()
    await run(...args)
    return (await events()).slice(before)
  }

  it('[sandbox generate --count] stops after so many', async () => {
    const {json} = await run('--count', '40', '--json')
    expect(json().result).to.include({events: 40, mix: 'quiet'})
    expect(sandbox.okta.eventCount()).to.equal(40)
  })

  it('[sandbox generate --rate] takes its time', async () => {
    const timeOf = async (...args: string[]): Promise<number> => {
      const before = machine.monotonicMs()
      await run('--count', '100', ...args)
      return machine.monotonicMs() - before
    }
    expect(await timeOf()).to.be.within(9500, 10_500)
    expect(await timeOf('--rate', '50/s')).to.be.within(1800, 2200)
    expect(await timeOf('--rate', '600/m')).to.be.within(9500, 10_500)
  })

  it('[sandbox generate --seed] makes the same events again, and others for another', async () => {
    const uuids = (list: Generated[]): string[] => list.map(({uuid}) => uuid)
    const first = uuids(await fresh('--count', '30', '--seed', '7'))
    expect(uuids(await fresh('--count', '30', '--seed', '7', '--rate', '100/s'))).to.deep.equal(first)
    const unsaid = uuids(await fresh('--count', '30'))
    expect(unsaid).not.to.include.members(first)
    expect(uuids(await fresh('--count', '30'))).not.to.include.members(unsaid)
    expect(new Set(first).size).to.equal(30)
  })

  it('[sandbox generate --mix] tells of more, and of worse', async () => {
    const typesOf = async (mix: string): Promise<Set<string>> =>
      new Set(
        (await fresh('--count', '200', '--rate', '2000/s', '--mix', mix)).map(({eventType}) => eventType),
      )
    expect([...(await typesOf('quiet'))]).to.have.members([
      'user.session.start',
      'user.session.end',
      'user.authentication.sso',
    ])
    expect([...(await typesOf('busy'))]).to.include.members([
      'policy.evaluate_sign_on',
      'security.threat.detected',
    ])
    const hostile = JSON.stringify(await fresh('--count', '200', '--rate', '2000/s', '--mix', 'hostile'))
    expect(hostile)
      .to.contain(String.raw`\u001b[2J`)
      .and.to.contain('\u202E')
      .and.to.contain('halyardPreview')
    expect(hostile.length).to.be.greaterThan(200_000)
  })

  it('needs a sandbox that runs, and a rate that is one', async () => {
    expect(await run('--rate', 'fast')).to.include({exitCode: 2})
    machine = fakeMachine({OKTA_OPS_SANDBOX: '/nowhere/sandbox.json'})
    const {exitCode, stderr} = await run('--count', '1')
    expect(exitCode).to.equal(1)
    expect(stderr).to.contain('okta-ops sandbox start')
  })

  it('ends with 130 on Ctrl-C', async () => {
    const outcome = await runBin(['sandbox', 'generate', '--rate', '100/s'], {
      env: {OKTA_OPS_SANDBOX: file},
      onStart: (child) => {
        const look = setInterval(() => {
          if (sandbox.okta.eventCount() < 5) return
          clearInterval(look)
          child.kill('SIGINT')
        }, 20)
      },
    })
    expect(outcome.exitCode).to.equal(130)
    expect(outcome.stdout).to.match(/^\d+ events made/)
  })
})

import pty from '@lydell/node-pty'
import xterm from '@xterm/headless'
import {expect} from 'chai'
import {fileURLToPath} from 'node:url'
import {insideSandbox} from '../../../../src/lib/sandbox/environment.js'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {writeHalyardConfig} from '../../../support/halyard.js'
import {testNode} from '../../../support/run-bin.js'

const program = fileURLToPath(new URL('../../../../bin/run.js', import.meta.url))

/** A program in a terminal of 100 x 30, as a person sees it. */
function openTerminal(args: readonly string[], env: Readonly<Record<string, string>>) {
  const screen = new xterm.Terminal({cols: 100, rows: 30, allowProposedApi: true})
  const child = pty.spawn(testNode(), [program, ...args], {
    cols: 100,
    rows: 30,
    env: {...env, TERM: 'xterm-256color'},
  })
  const ended = new Promise<number>((resolve) => {
    child.onExit(({exitCode}) => {
      resolve(exitCode)
    })
  })
  let changed: () => void = () => undefined
  child.onData((data) => {
    screen.write(data, () => {
      changed()
    })
  })
  const text = (): string => {
    const lines = Array.from({length: screen.buffer.active.length}, (_, row) =>
      screen.buffer.active.getLine(row)?.translateToString(true),
    )
    return lines.join('\n').trim()
  }
  return {
    type: (keys: string) => {
      child.write(keys)
    },
    text,
    ended,
    /** Resolves when the screen shows it. */
    shows: (wanted: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          child.kill()
          reject(new Error(`the screen never showed ${wanted.source}:\n${text()}`))
        }, 15_000)
        changed = () => {
          if (!wanted.test(text())) return
          clearTimeout(timer)
          resolve()
        }
        changed()
      }),
  }
}

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
    expect(await terminal.ended).to.equal(0)
    expect(terminal.text()).to.include(
      'You are mira.castellan@halyard.test, ReleaseManager in account 333333333333.',
    )
  })

  it('ends with exit 130 on Ctrl-C at the question', async () => {
    const terminal = openTerminal(['login'], env)
    await terminal.shows(/Which profile\?/)
    terminal.type('\u0003')
    expect(await terminal.ended).to.equal(130)
    expect(terminal.text()).to.include('cancelled')
  })

  it('asks nothing when a profile is chosen by variable', async () => {
    const terminal = openTerminal(['login', '--device-code', '--no-browser'], {...env, AWS_PROFILE: 'dev'})
    await terminal.shows(/Signed in to halyard/)
    expect(await terminal.ended).to.equal(0)
    expect(terminal.text()).to.not.include('Which profile?')
  })
})

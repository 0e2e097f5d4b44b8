import type {FakeContext} from './run-command.js'
import FlowsRun from '../../src/commands/flows/run.js'
import type {ShownRun} from '../../src/lib/flows/shown-run.js'
import {startFlowServer, type FlowAnswer, type FlowServer, type SeenInvocation} from './flow-server.js'
import {liveMachine} from './live-machine.js'
import {runCommand, type CommandOutcome} from './run-command.js'
import {createTempHome, type TempHome} from './temp-home.js'

/** A HOME with flows registered, all of them served on loopback; the test says what each answers. */
export interface FlowHouse {
  readonly home: TempHome
  readonly server: FlowServer
  readonly env: Readonly<Record<string, string>>
  /** Bodies that a flow was sent, without our own field, in order. */
  readonly inputs: (flow: string) => readonly Readonly<Record<string, unknown>>[]
  readonly sent: (flow: string) => readonly SeenInvocation[]
  readonly command: (Class: unknown, argv: readonly string[], fake?: FakeContext) => Promise<CommandOutcome>
  /** Runs a flow; what came of it is the journal's. */
  readonly run: (flow: string, ...argv: readonly string[]) => Promise<ShownRun>
  readonly close: () => Promise<void>
}

/** Every alias is the flow's name, made long enough. */
export function aliasOf(flow: string): string {
  return `alias-of-${flow}`
}

/**
 * @param flows what is written of each besides its address, such as `statusFlow: look`
 * @param answer what a flow does with its so-manieth invocation, from 0
 */
export async function openFlowHouse(
  flows: Readonly<Record<string, string>>,
  answer: (flow: string, index: number, invocation: SeenInvocation) => FlowAnswer,
): Promise<FlowHouse> {
  const home = createTempHome()
  const flowOf = (alias: string): string => alias.replace('alias-of-', '')
  const server = await startFlowServer((invocation) => {
    const index = sent(flowOf(invocation.alias)).length - 1
    return answer(flowOf(invocation.alias), index, invocation)
  })
  const sent = (flow: string): readonly SeenInvocation[] =>
    server.seen.filter(({alias}) => alias === aliasOf(flow))
  const entries = Object.entries(flows).map(
    ([name, more]) =>
      `  ${name}:\n    invokeUrl: ${server.invokeUrl(aliasOf(name))}\n${more === '' ? '' : `    ${more}\n`}`,
  )
  home.write('config/flows.yaml', `version: 1\nflows:\n${entries.join('')}`)
  const {env} = home
  const command: FlowHouse['command'] = (Class, argv, fake = {}) =>
    runCommand(Class, argv, {machine: liveMachine(env), ...fake})
  return {
    home,
    server,
    env,
    sent,
    inputs: (flow) =>
      sent(flow).map(({body}) =>
        Object.fromEntries(Object.entries(body).filter(([name]) => name !== '_okta_ops')),
      ),
    command,
    run: async (flow, ...argv) => {
      const outcome = await command(FlowsRun, [flow, '--json', ...argv])
      const {result} = JSON.parse(outcome.stdout) as {result?: ShownRun}
      if (result === undefined) throw new Error(outcome.stdout)
      return result
    },
    close: async () => {
      await server.close()
      home.remove()
    },
  }
}

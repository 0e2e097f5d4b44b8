import type {JsonObject} from '../../src/lib/shared/json.js'
import {startFlowServer, type FlowAnswer, type FlowServer, type SeenInvocation} from './flow-server.js'
import {liveMachine} from './live-machine.js'
import {startLoopbackOrg, type LoopbackOrg} from './loopback-org.js'
import {createTempHome, type TempHome} from './temp-home.js'
import {seen} from './trigger-work.js'

/** A HOME with rules and flows, an org with a System Log, and the flows it can run: all that `triggers run` needs. */
export interface TriggerHouse {
  readonly home: TempHome
  readonly machine: ReturnType<typeof liveMachine>
  readonly env: Readonly<Record<string, string>>
  readonly flows: FlowServer
  readonly org: LoopbackOrg
  /** What the System Log holds, in order; what is added later is found by the next poll. */
  readonly log: JsonObject[]
  readonly rules: (text: string) => string
  readonly eventsFile: (events: readonly JsonObject[]) => string
  /** How often each key has arrived at the flows. */
  readonly arrived: () => Readonly<Record<string, number>>
  readonly close: () => Promise<void>
}

/** An event as the log has it. */
export function logEvent(uuid: string, more: JsonObject = {}): JsonObject {
  return {...seen(uuid).body, ...more}
}

export const offboardRule = `
  - id: offboard
    on: user.lifecycle.deactivate
    flow: offboarding
    input: {login: "\${{ target.alternateId | first }}"}
`

export async function openTriggerHouse(
  answer: (invocation: SeenInvocation, index: number) => FlowAnswer = () => ({body: {done: true}}),
): Promise<TriggerHouse> {
  const home = createTempHome()
  const log: JsonObject[] = []
  const flows = await startFlowServer(answer)
  const org = await startLoopbackOrg(({url = ''}) => {
    const query = new URL(url, 'http://org').searchParams
    const [from, limit] = [Number(query.get('after') ?? '0'), Number(query.get('limit') ?? '100')]
    const page = log.slice(from, from + limit)
    const next = `${org.url}/api/v1/logs?limit=${limit}&after=${from + page.length}`
    return {headers: {link: `<${next}>; rel="next"`}, body: page}
  })
  const flowNames = ['offboarding', 'tell', 'alarm']
  const entries = flowNames.map(
    (name, index) =>
      `  ${name}: {invokeUrl: "${flows.invokeUrl(`${index}0112233445566778899aabbccddeef`)}", maxRate: 1000/s}\n`,
  )
  home.write('config/flows.yaml', `version: 1\nflows:\n${entries.join('')}`)
  const env = {
    HOME: home.path,
    OKTA_OPS_CONFIG_DIR: `${home.path}/config`,
    OKTA_OPS_STATE_DIR: `${home.path}/state`,
    OKTA_ORG_URL: org.url,
    OKTA_API_TOKEN: 'halyard-trigger-test',
  }
  return {
    home,
    machine: liveMachine(env),
    env,
    flows,
    org,
    log,
    rules: (text) => home.write('triggers.yaml', `version: 1\nrules:\n${text}`),
    eventsFile: (events) =>
      home.write('events.ndjson', events.map((event) => `${JSON.stringify(event)}\n`).join('')),
    arrived: () => {
      const counts: Record<string, number> = {}
      for (const {body} of flows.seen) {
        const {key} = body['_okta_ops'] as {readonly key: string}
        counts[key] = (counts[key] ?? 0) + 1
      }
      return counts
    },
    close: async () => {
      await Promise.all([flows.close(), org.close()])
      home.remove()
    },
  }
}

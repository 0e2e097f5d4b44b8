import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import type {JsonObject} from '../../src/lib/shared/json.js'
import {fakeMachine, type FakeMachine} from './fake-machine.js'
import {createTempHome, type TempHome} from './temp-home.js'

/** A sandbox whose clock is the test's, with a small story in its System Log, and a HOME that reaches it. */
export interface HalyardLog {
  readonly sandbox: Sandbox
  readonly machine: FakeMachine
  readonly home: TempHome
  /** Files one more event, `minutesAgo` by the test's clock. */
  readonly happen: (event: JsonObject, minutesAgo?: number) => void
  /** Requests for pages of the log so far. */
  readonly requests: () => readonly string[]
  readonly close: () => Promise<void>
}

const mara = {
  id: '00u1mara000000000000',
  type: 'User',
  displayName: 'Mara Lind',
  alternateId: 'mara@halyard.test',
}
const tomas = {
  id: '00u2tomas00000000000',
  type: 'User',
  displayName: 'Tomas Berg',
  alternateId: 'tomas@halyard.test',
}
const admins = {
  id: '00g1admins0000000000',
  type: 'UserGroup',
  displayName: 'AWS_Admins',
  alternateId: 'unknown',
}
const wiki = {id: '0oa1wiki000000000000', type: 'AppInstance', displayName: 'Wiki', alternateId: 'Wiki'}

/** The story, oldest first: [minutes ago, event]. */
const story: readonly (readonly [number, JsonObject])[] = [
  [
    60 * 24 * 3,
    {
      eventType: 'user.lifecycle.create',
      displayMessage: 'Create Okta user',
      actor: mara,
      target: [tomas],
      severity: 'INFO',
    },
  ],
  [
    50,
    {
      eventType: 'user.session.start',
      displayMessage: 'User login to Okta',
      severity: 'INFO',
      actor: mara,
      outcome: {result: 'SUCCESS'},
      client: {ipAddress: '10.20.1.5'},
      authenticationContext: {externalSessionId: 'session-1'},
      transaction: {id: 'txn-1'},
    },
  ],
  [
    40,
    {
      eventType: 'user.authentication.sso',
      displayMessage: 'User single sign on to app',
      severity: 'INFO',
      actor: mara,
      outcome: {result: 'SUCCESS'},
      client: {ipAddress: '10.20.1.5'},
      target: [wiki],
    },
  ],
  [
    10,
    {
      eventType: 'group.user_membership.add',
      displayMessage: 'Add user to group membership',
      severity: 'INFO',
      actor: mara,
      outcome: {result: 'SUCCESS'},
      target: [admins, tomas],
    },
  ],
  [
    5,
    {
      eventType: 'user.session.start',
      displayMessage: 'User login to Okta',
      severity: 'WARN',
      actor: tomas,
      outcome: {result: 'FAILURE', reason: 'INVALID_CREDENTIALS'},
      client: {ipAddress: '192.0.2.9', userAgent: {rawUserAgent: 'curl/8'}},
    },
  ],
]

/** @param now another clock than the standing one, for children, which have the real one */
export async function startHalyardLog(now?: () => Date): Promise<HalyardLog> {
  const home = createTempHome()
  const env: Record<string, string> = {HOME: home.path}
  const machine = {...fakeMachine(env), ...(now === undefined ? {} : {now})}
  const sandbox = await startSandbox({now: machine.now})
  Object.assign(env, {
    OKTA_ORG_URL: sandbox.url,
    OKTA_API_TOKEN: sandbox.okta.apiToken,
    OKTA_OPS_STATE_DIR: `${home.path}/state`,
    OKTA_OPS_CONFIG_DIR: `${home.path}/config`,
  })
  const happen: HalyardLog['happen'] = (event, minutesAgo = 0) => {
    const published = new Date(machine.now().getTime() - minutesAgo * 60_000).toISOString()
    sandbox.okta.append([{...event, published}], {asOfPublished: true})
  }
  for (const [minutesAgo, event] of story) happen(event, minutesAgo)
  return {
    sandbox,
    machine,
    home,
    happen,
    requests: () => sandbox.requests.map(({path}) => path).filter((path) => path.startsWith('/api/v1/logs')),
    close: async () => {
      await sandbox.close()
      home.remove()
    },
  }
}

import {act} from './actions/act.js'
import type {ActionResult} from './actions/result.js'
import {sandboxApp} from './app.js'
import {Clients} from './aws/clients.js'
import {SigninTokens} from './aws/signin-tokens.js'
import {Grants} from './aws/grants.js'
import {RoleKeyRing} from './aws/role-keys.js'
import {ScimEndpoint} from './aws/scim/scim-endpoint.js'
import {scimAccess, scimVariables, type ScimAccess} from './aws/scim/scim-access.js'
import {Sessions} from './aws/sessions.js'
import {Company} from './company/company.js'
import {sandboxEnvironment} from './environment.js'
import {FaultBoard} from './faults/fault-board.js'
import {createThrowAwayHome} from './home.js'
import {HookDeliveries} from './okta/hooks/deliveries.js'
import {oktaAccess, oktaVariables} from './okta/access.js'
import {oktaHandle, type OktaHandle} from './okta/handle.js'
import {leaveFlowsFile} from './okta/flows/flows-file.js'
import {createOrg} from './okta/org.js'
import type {MadeKey} from './okta/auth/apps.js'
import {makeKeys} from './okta/auth/made-keys.js'
import {createOktaAuth} from './okta/auth/okta-auth.js'
import {Door} from './pages/door.js'
import {RequestLog, type SandboxRequest} from './request-log.js'
import {halyard} from './seed/halyard.js'
import type {Seed} from './seed/seed.js'
import {listen} from './server.js'
import type {World} from './world.js'

export interface SandboxOptions {
  /** The company to play; Halyard unless given. */
  readonly seed?: Seed
  /** 0 or absent: any free port. */
  readonly port?: number
  /** Signs everybody in at once: as the seed's first user, or as the login given. */
  readonly autoApprove?: boolean | string
  /** In the words of `--fault`, besides the seed's own. */
  readonly faults?: readonly string[]
  /** The sandbox's clock; the real one unless given. */
  readonly now?: () => Date
  /** Leave the throw-away folder when it closes. */
  readonly keep?: boolean
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT`: the Okta org's own paths. */
  readonly url: string
  /** What AWS_ENDPOINT_URL_SSO, _SSO_OIDC and _STS are set to. */
  readonly awsUrl: string
  readonly startUrl: string
  readonly region: string
  readonly port: number
  /** The throw-away HOME, 0700. */
  readonly home: string
  /** Variables that put a child process inside. */
  readonly env: Readonly<Record<string, string>>
  /** For `sandbox do`: Authorization of the control endpoint. */
  readonly controlSecret: string
  /** Everything asked so far, oldest first. Holds secrets. */
  readonly requests: readonly SandboxRequest[]
  /** The Okta org from inside: the ways in, and its System Log to write into. */
  readonly okta: OktaHandle
  /** The ways to Identity Center's directory. */
  readonly scim: ScimAccess
  /** A flows.yaml in `home` that registers the flows, as they are at the start. */
  readonly flowsFile: string
  /** Acts on the sandbox in the words of `sandbox do`, e.g. `user.deactivate tobias.wren@halyard.test`. */
  readonly act: (action: string) => ActionResult
  readonly close: () => Promise<void>
}

/** Starts a sandbox on loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const keys = makeKeys((options.seed ?? halyard).apps)
  const world = createWorld(options, keys)
  const deliveries = new HookDeliveries(world)
  const server = await listen(sandboxApp(world), options.port ?? 0)
  world.origin = `http://127.0.0.1:${server.port}`
  const awsUrl = `${world.origin}/aws`
  const home = createThrowAwayHome(awsUrl)
  const access = oktaAccess(world, home.home, keys)
  const scim = scimAccess(world)
  const flowsFile = leaveFlowsFile(world, home.home)
  return {
    url: world.origin,
    awsUrl,
    startUrl: world.seed.startUrl,
    region: world.seed.region,
    port: server.port,
    home: home.home,
    env: {...sandboxEnvironment(awsUrl, home), ...oktaVariables(access), ...scimVariables(scim)},
    controlSecret: world.door.controlSecret,
    requests: world.log.entries,
    okta: oktaHandle(world, access),
    scim,
    flowsFile,
    act: (action) => act(world, action.trim().split(/\s+/)),
    close: async () => {
      world.okta.timers.stop()
      await deliveries.stop()
      await server.close()
      if (options.keep !== true) await home.remove()
    },
  }
}

function createWorld(
  {seed = halyard, faults = [], autoApprove = false, now = () => new Date()}: SandboxOptions,
  keys: readonly MadeKey[],
): World {
  const company = new Company(seed, now)
  return {
    seed,
    company,
    scim: scimEndpoint(seed, company, now()),
    clients: new Clients(),
    grants: new Grants(),
    sessions: new Sessions(),
    roleKeys: new RoleKeyRing(),
    signinTokens: new SigninTokens(),
    faults: new FaultBoard([...seed.faults, ...faults]),
    log: new RequestLog(),
    door: new Door(),
    okta: createOrg(seed, now),
    oktaAuth: createOktaAuth(seed, keys, now()),
    now,
    lifetimes: seed.lifetimes,
    autoApproveAs: approver(company, autoApprove),
    origin: '',
  }
}

function scimEndpoint({scim = {}}: Seed, company: Company, now: Date): ScimEndpoint {
  const {token, lagMs = 0, ...settings} = scim
  company.aws.lagMs = lagMs
  if (settings.foldNames === false) company.aws.foldsNames = false
  return new ScimEndpoint({token, settings, now})
}

function approver(company: Company, autoApprove: boolean | string): string | undefined {
  if (autoApprove === false) return undefined
  if (autoApprove !== true) return company.user(autoApprove).login
  return company.users.find(({active}) => active)?.login
}

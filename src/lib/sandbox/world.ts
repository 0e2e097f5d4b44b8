import type {Clients} from './aws/clients.js'
import type {SigninTokens} from './aws/signin-tokens.js'
import type {ScimEndpoint} from './aws/scim/scim-endpoint.js'
import type {Grants} from './aws/grants.js'
import type {RoleKeyRing} from './aws/role-keys.js'
import type {Sessions} from './aws/sessions.js'
import type {Company} from './company/company.js'
import type {FaultBoard} from './faults/fault-board.js'
import type {OktaOrg} from './okta/org.js'
import type {OktaAuth} from './okta/auth/okta-auth.js'
import type {Door} from './pages/door.js'
import type {RequestLog} from './request-log.js'
import type {Lifetimes, Seed} from './seed/seed.js'

/** Everything one sandbox knows. Routes and actions read and change it; nothing outside the process sees it. */
export interface World {
  readonly seed: Seed
  readonly company: Company
  readonly clients: Clients
  readonly grants: Grants
  readonly sessions: Sessions
  readonly scim: ScimEndpoint
  readonly roleKeys: RoleKeyRing
  readonly signinTokens: SigninTokens
  readonly faults: FaultBoard
  readonly log: RequestLog
  readonly door: Door
  readonly okta: OktaOrg
  readonly oktaAuth: OktaAuth
  readonly now: () => Date
  /** Changeable while it runs (`sandbox do lifetimes.set`). */
  lifetimes: Lifetimes
  /** Whom every sign-in becomes at once, without a page; undefined: people decide. */
  autoApproveAs: string | undefined
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  origin: string
}

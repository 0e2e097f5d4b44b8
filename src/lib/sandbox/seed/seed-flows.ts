/*
 * The Workflows part of a seed: the API-endpoint flows of the org. https://help.okta.com/wf/en-us/content/topics/workflows/
 * tells what a real one is; what it does here is one of a few works.
 */

/** What a flow does with its input. */
export const flowWorks = [
  /** Answers its input. */
  'echo',
  /** Puts a person into the flow's group. */
  'onboard',
  /** Ends a person's sessions and takes them out of every group. */
  'offboard',
  /** Resets a person's factors. */
  'reset_factors',
  /** Puts a person into the `group` of the input, takes note of an `app`; Return Raw 400 or 404 otherwise. */
  'grant',
  /** Tells a person something: nothing changes. */
  'notify',
  /** Tells how far the run of another flow is. */
  'status',
] as const
export type FlowWork = (typeof flowWorks)[number]

/** Who may call: the three levels of the API Endpoint card. */
export const flowSecurities = ['oauth', 'client_token', 'public'] as const
export type FlowSecurity = (typeof flowSecurities)[number]

/** What a Return Raw card sends instead of the outcome of the work. */
export interface RawAnswer {
  /** 200, or 400 to 599. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** JSON where it can be read as such, else text. */
  readonly body?: string
}

/** An API-endpoint flow. */
export interface SeedFlow {
  readonly name: string
  readonly does: FlowWork
  readonly security: FlowSecurity
  /** Client ids that `oauth` lets in; absent: every service app with the scope. */
  readonly apps?: readonly string[]
  /** 32 hex digits; absent: made up anew in each run. */
  readonly alias?: string
  /** Of `client_token`; absent: made up anew in each run. */
  readonly clientToken?: string
  readonly active: boolean
  /** How long the work takes, in milliseconds. */
  readonly takesMs: number
  /** Answers at once and goes on. */
  readonly answersFirst: boolean
  /** Stops at a Pause card before it does its work, until it is resumed. */
  readonly pauses: boolean
  /** When the connection of a caller who still waits is closed, in milliseconds; the flow goes on. */
  readonly closesMs: number
  /** One that is called with the `_okta_ops.key` of an earlier run does nothing and answers what that one answered. */
  readonly idempotent: boolean
  /** A card of it always fails. */
  readonly fails: boolean
  /** Calls in a second, above which they are throttled. */
  readonly perSecond: number
  /** The group that `onboard` fills. */
  readonly group?: string
  readonly answer?: RawAnswer
}

/** A flow that answers its input to whoever has its client token. */
export const plainFlow: Omit<SeedFlow, 'name'> = {
  does: 'echo',
  security: 'client_token',
  active: true,
  takesMs: 0,
  answersFirst: false,
  pauses: false,
  closesMs: 60_000,
  idempotent: false,
  fails: false,
  perSecond: 10,
}

/** The flows of an org whose seed names none. `group` is the one for newcomers. */
export function defaultFlows(group?: string): readonly SeedFlow[] {
  return [
    {...plainFlow, name: 'onboarding', does: 'onboard', ...(group !== undefined && {group})},
    {...plainFlow, name: 'offboarding', does: 'offboard'},
    {...plainFlow, name: 'mfa-remediation', does: 'reset_factors', security: 'oauth'},
    {...plainFlow, name: 'access-request', does: 'grant'},
    {...plainFlow, name: 'password-expiry', does: 'notify', security: 'public'},
    {...plainFlow, name: 'welcome-kit', idempotent: true},
    {...plainFlow, name: 'laptop-order', takesMs: 4000, answersFirst: true},
    {...plainFlow, name: 'ticket-import', fails: true},
    {...plainFlow, name: 'run-status', does: 'status'},
  ]
}

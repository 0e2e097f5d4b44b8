import type {AwsConfig} from '../aws/config/aws-config.js'
import type * as awsPlaces from '../aws/delivery/delivery.js'
import type * as findingCredentials from '../aws/credentials/finding-credentials.js'
import type * as identityStores from '../aws/identity-store/identity-store.js'
import type * as secretValues from '../aws/secrets/secret-value.js'
import type * as signingIn from '../aws/login/sign-in.js'
import type * as flows from '../flows/flows.js'
import type * as hooks from '../okta/hooks/hooks.js'
import type * as orgs from '../okta/org/orgs.js'
import type * as following from '../logs/follow-into.js'
import type * as figures from '../logs/metrics/metrics-text.js'
import type * as views from '../logs/view/views.js'
import type * as scim from '../scim/scim.js'
import type * as triggers from '../triggers/triggers.js'
import type * as profiles from '../aws/config/profiles.js'
import type * as profileService from '../aws/config/profile-service.js'
import type * as sessions from '../aws/session/sessions.js'
import {createLiveLine, type Every, type LiveLine} from '../shared/live-line.js'
import type {Machine} from '../shared/machine.js'
import type {Prompts} from './prompts.js'
import {describeTerminal, type Terminal} from './terminal.js'

/**
 * What a command may reach besides its flags. This module is the composition root: the only place that reads the
 * environment, the clock and chance, and the only one that joins domains, always by `await import()`.
 */
export interface Context {
  readonly machine: Machine
  readonly terminal: Terminal
  /** One line for the person, on stderr. */
  readonly say: (line: string) => void
  /** The line below all others, where stderr is a terminal. */
  readonly live?: LiveLine | undefined
  readonly every: Every
  /** Every configuration read so far: what is odd about them is told once, when the command knows all that it needs. */
  readonly configs: Set<AwsConfig>
  /** Questions, on stderr; loads inquirer. Ask `terminal.interactive` first. */
  readonly prompts: () => Promise<Prompts>
}

/** The AWS half's view of `~/.aws/config`, for the parts of the shell that ask which profile is meant. */
export const awsProfiles = (): Promise<typeof profiles> => import('../aws/config/profiles.js')

/** What a profile is worth to a service, by configuration alone. */
export const awsProfileService = (): Promise<typeof profileService> =>
  import('../aws/config/profile-service.js')

/** The AWS half's ways to credentials, for the commands that use them. */
export const awsCredentials = (): Promise<typeof findingCredentials> =>
  import('../aws/credentials/finding-credentials.js')

/** Which sign-in a profile or a name stands for. */
export const awsSessions = (): Promise<typeof sessions> => import('../aws/session/sessions.js')

/** The sign-in, for commands that may start one on the way (`--login`). */
export const awsSignIn = (): Promise<typeof signingIn> => import('../aws/login/sign-in.js')

/** Where events can go in AWS. */
export const awsDelivery = (): Promise<typeof awsPlaces> => import('../aws/delivery/delivery.js')

/** Secrets Manager, for references that lead there. */
export const awsSecrets = (): Promise<typeof secretValues> => import('../aws/secrets/secret-value.js')

/** Identity Center's directory, read with AWS credentials. */
export const awsIdentityStore = (): Promise<typeof identityStores> =>
  import('../aws/identity-store/identity-store.js')

/** Okta orgs: how they are configured, and their API. */
export const oktaOrgs = (): Promise<typeof orgs> => import('../okta/org/orgs.js')

/** Event hooks of Okta: how they are received. */
export const oktaHooks = (): Promise<typeof hooks> => import('../okta/hooks/hooks.js')

/** Flows: the registry of them, and how they are run. */
export const flowsDomain = (): Promise<typeof flows> => import('../flows/flows.js')

/** Triggers: rules, their journal, and the engine. */
export const triggersDomain = (): Promise<typeof triggers> => import('../triggers/triggers.js')

/** The reconciler: Okta's groups to Identity Center's. */
export const scimDomain = (): Promise<typeof scim> => import('../scim/scim.js')

/** Following a System Log on somebody's behalf. */
export const logFollowing = (): Promise<typeof following> => import('../logs/follow-into.js')

/** Figures of who reads a System Log. */
export const logFigures = (): Promise<typeof figures> => import('../logs/metrics/metrics-text.js')

/** How log events are picked and shown. */
export const logViews = (): Promise<typeof views> => import('../logs/view/views.js')

/** Whether there may be an Okta org at all, before anything of that half is loaded. */
export const mayHaveOrg = async (machine: Machine): Promise<boolean> =>
  (await import('../okta/org/org-files.js')).mayHaveOrg(machine)

export function createContext({verbose}: {readonly verbose: boolean}): Context {
  const {env} = process
  const loud = verbose || env['OKTA_OPS_LOG'] === 'debug'
  const live = liveLine(env)
  const say = (line: string): void => {
    live?.hide()
    process.stderr.write(`${line}\n`)
  }
  const machine: Machine = {
    env,
    platform: process.platform,
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    // Fetched when they are needed: loading them with every command would cost a tenth of its start.
    sleep: (ms, signal) =>
      process.getBuiltinModule('node:timers/promises').setTimeout(ms, undefined, signal ? {signal} : {}),
    randomBytes: (size) => process.getBuiltinModule('node:crypto').randomBytes(size),
    debug: loud
      ? (line) => {
          say(`debug: ${line}`)
        }
      : () => undefined,
  }
  return {
    machine,
    terminal: describeTerminal(env),
    say,
    live,
    every,
    configs: new Set(),
    prompts: async () => (await import('./prompts.js')).createPrompts(),
  }
}

function liveLine(env: Machine['env']): LiveLine | undefined {
  if (!process.stderr.isTTY || env['TERM'] === 'dumb') return undefined
  const screen = {
    write: (text: string) => process.stderr.write(text),
    columns: () => process.stderr.columns || 80,
  }
  return createLiveLine(screen, every)
}

const every: Every = (ms, work) => {
  const timer = setInterval(work, ms).unref()
  return () => {
    clearInterval(timer)
  }
}

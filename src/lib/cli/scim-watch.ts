import type {ScimJournal} from '../scim/journal/scim-db.js'
import type {LearnWay} from '../scim/learn/choose-way.js'
import type {Watch} from '../scim/watch/watch.js'
import type {WatchNews} from '../scim/watch/watch-news.js'
import type {WatchOptions, WatchSides} from '../scim/watch/watch-deps.js'
import {OpsError} from '../shared/errors.js'
import {visibleText} from '../shared/visible-text.js'
import {scimDomain, type Context} from './context.js'
import {openScim, type OpenedScim, type ScimWish} from './open-scim.js'
import {applyNow} from './scim-apply.js'
import {policyWith, type PolicyFlags} from './scim-flags.js'
import {scimPass} from './scim-pass.js'

/** What is watched, and who is told. */
export interface WatchWish extends ScimWish {
  readonly via: LearnWay
  readonly policy: PolicyFlags
  /** `--explain` */
  readonly explain: boolean
  readonly options: WatchOptions
  readonly lockTimeoutMs: number
  readonly journal: ScimJournal
  readonly tell: (news: WatchNews) => void
  readonly signal: AbortSignal
}

export interface OpenedWatch {
  readonly watch: Watch
  readonly tenant: string
  /** Reads scim.yaml and its tokens again; what cannot be used changes nothing, and is said. */
  readonly reload: () => void
}

/**
 * A watch over both sides as the flags and scim.yaml have them.
 * @throws OpsError as openScim
 */
export async function openWatch(context: Context, wish: WatchWish): Promise<OpenedWatch> {
  const {createWatch, withTenantLock} = await scimDomain()
  const {machine} = context
  const {journal, options, via} = wish
  let now = await openNow(context, wish)
  const {tenant} = now.opened.client
  const narrowed = wish.policy.groups !== undefined
  const watch = createWatch(
    {
      machine,
      tenant,
      journal,
      signal: wish.signal,
      tell: wish.tell,
      sides: () => now.sides,
      locked: (work) => withTenantLock(machine, {tenant, giveUpAfterMs: wish.lockTimeoutMs}, work),
      pass: (signal) => {
        const {policy} = now.sides
        return scimPass(context, now.opened, {policy, narrowed, via, explain: wish.explain, journal, signal})
      },
      apply: ({plan, readAt, ...applying}) =>
        applyNow(context, now.opened, {
          journal,
          self: wish.policy.self,
          ...applying,
          inHand: {plan, readAt, saved: false},
        }),
    },
    options,
  )
  const reload = async (): Promise<void> => {
    try {
      const next = await openNow(context, wish)
      if (next.opened.client.tenant !== tenant)
        throw new OpsError('OPS_SCIM_CONFIG', `it names another endpoint, ${next.opened.client.tenant}`)
      now = next
      watch.renewed()
      context.say('SIGHUP: scim.yaml was read again')
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      context.say(visibleText(`SIGHUP: scim.yaml stays as it was: ${why}`))
    }
  }
  return {watch, tenant, reload: () => void reload()}
}

interface OpenNow {
  readonly opened: OpenedScim
  readonly sides: WatchSides
}

async function openNow(context: Context, wish: WatchWish): Promise<OpenNow> {
  const {chooseWay} = await scimDomain()
  const opened = await openScim(context, wish)
  const policy = await policyWith(context.machine, opened.config.policy, wish.policy)
  let chosen: ReturnType<typeof chooseWay> | undefined
  const choose = async (): ReturnType<typeof chooseWay> => {
    chosen ??= chooseWay(wish.via, opened.sources, {})
    try {
      return await chosen
    } catch (error) {
      chosen = undefined
      throw error
    }
  }
  return {
    opened,
    sides: {okta: opened.sources.okta, policy, aws: async () => (await choose()).directory},
  }
}

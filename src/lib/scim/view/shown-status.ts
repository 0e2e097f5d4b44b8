import {showSecretReference} from '../../secrets/secret-reference.js'
import type {ScimConnection} from '../config/scim-config.js'
import {showTokenDate} from '../config/token-date.js'
import {tokenAge} from '../config/token-age.js'
import type {Pass} from '../journal/pass-memory.js'
import type {AppliedRun} from '../journal/scim-history.js'
import type {WatchState} from '../journal/watch-record.js'
import {showRun, type ShownRun} from './shown-history.js'

/** How a connection stands, as `scim status --json` has it. */
export interface ShownStatus {
  readonly connection: {
    readonly url: string
    /** Where the tokens are. */
    readonly token: string
    readonly nextToken?: string
    /** scim.yaml, where there is one. */
    readonly file?: string
  }
  /** Where the day it was made is known. */
  readonly token?: {readonly issued: string; readonly ends: string; readonly daysLeft: number}
  /** What the last look at everything in scope found. */
  readonly drift?: {
    readonly at: string
    /** How long ago, in milliseconds: what has happened since is not in it. */
    readonly lagMs: number
    readonly groups: number
    readonly missing: number
    readonly extra: number
    readonly unread: number
  }
  readonly lastRun?: ShownRun
  /** The watch of this machine, where there was one. */
  readonly watch?: ShownWatch
}

/** How a watch goes, or went. */
export interface ShownWatch extends WatchState {
  /** Its process lives, or cannot be seen from here. */
  readonly running: boolean
  /** Hints of events that are still to be looked at. */
  readonly open: number
  /** How long ago the oldest of their events happened, in milliseconds. */
  readonly lagMs?: number
}

export interface StatusParts {
  readonly connection: ScimConnection
  readonly file: string | undefined
  readonly pass: Pass | undefined
  readonly run: AppliedRun | undefined
  readonly watch: (WatchState & {readonly running: boolean}) | undefined
  readonly backlog: {readonly open: number; readonly oldestAt: Date | undefined}
  readonly now: Date
}

/** Everything that is known without asking anybody. */
export function showStatus({connection, file, pass, run, watch, backlog, now}: StatusParts): ShownStatus {
  const {url = '', token, nextToken, tokenIssued} = connection
  const age = tokenIssued && tokenAge(tokenIssued, now)
  return {
    connection: {
      url,
      token: token === undefined ? '' : showSecretReference(token),
      ...(nextToken === undefined ? {} : {nextToken: showSecretReference(nextToken)}),
      ...(file === undefined ? {} : {file}),
    },
    ...(tokenIssued === undefined || age === undefined
      ? {}
      : {
          token: {
            issued: showTokenDate(tokenIssued),
            ends: showTokenDate(age.endsAt),
            daysLeft: age.daysLeft,
          },
        }),
    ...(pass === undefined ? {} : {drift: driftOf(pass, now)}),
    ...(run === undefined ? {} : {lastRun: showRun(run)}),
    ...(watch === undefined ? {} : {watch: watchOf(watch, backlog, now)}),
  }
}

function driftOf({at, groups, missing, extra, unread}: Pass, now: Date): NonNullable<ShownStatus['drift']> {
  return {at: at.toISOString(), lagMs: now.getTime() - at.getTime(), groups, missing, extra, unread}
}

function watchOf(
  watch: NonNullable<StatusParts['watch']>,
  {open, oldestAt}: StatusParts['backlog'],
  now: Date,
): ShownWatch {
  const lagMs = oldestAt && Math.max(0, now.getTime() - oldestAt.getTime())
  return {...watch, open, ...(lagMs === undefined ? {} : {lagMs})}
}

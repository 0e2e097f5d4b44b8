import type {DirectoryReadOptions} from '../../ports/okta-directory.js'
import {OpsError} from '../../shared/errors.js'
import {given} from '../../shared/given.js'

/** How far the reading of both sides is. */
export interface LearnProgress {
  readonly step: 'okta' | 'aws'
  /** Groups whose members are read, of so many. */
  readonly done: number
  readonly all: number
}

export interface LearnOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: LearnProgress) => void) | undefined
  /** Told when Okta is not asked for a while, as its rate limits want it. */
  readonly onWait?: DirectoryReadOptions['onWait']
}

/** The signal alone, as the directories take it. */
export function withSignal({signal}: LearnOptions): {readonly signal?: AbortSignal} {
  return signal === undefined ? {} : {signal}
}

/** What Okta's directory takes of it. */
export function oktaOptions({signal, onWait}: LearnOptions): DirectoryReadOptions {
  return given({signal, onWait})
}

/**
 * Whether a failure concerns the one group that was being read, and others may still be. A sign-in that is over, a service that is
 * left alone or a person who has stopped it concern all of them.
 */
export function isOfOneGroup(error: unknown, signal: AbortSignal | undefined): error is OpsError {
  if (signal?.aborted === true || !(error instanceof OpsError)) return false
  return error.failure !== 'signedOut' && error.failure !== 'interrupted' && error.code !== 'OPS_BREAKER_OPEN'
}

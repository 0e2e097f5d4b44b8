import type {OktaWait} from '../ports/okta-api.js'

/** Something a person should know while reading goes on. */
export interface FollowNotice {
  /** `trouble`: a failure that passes; `healed`: the org refused the place and reading restarted a little earlier. */
  readonly kind: 'trouble' | 'recovered' | 'healed' | 'clock'
  readonly message: string
}

/** Why nothing is read at the moment. */
export interface FollowWait {
  /** As of the org's calls; `trouble`: a failure that passes, told as a notice before. */
  readonly reason: OktaWait['reason'] | 'trouble'
  readonly ms: number
}

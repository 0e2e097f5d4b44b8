/** Something a person should know while reading goes on. */
export interface FollowNotice {
  /** `trouble`: a failure that passes; `healed`: the org refused the place and reading restarted a little earlier. */
  readonly kind: 'trouble' | 'recovered' | 'healed' | 'clock'
  readonly message: string
}

/**
 * What Okta's status of a person means for a group (developer.okta.com, User status). `in`: an account that works, or will again as
 * soon as its owner does something (a lost password, a lock, a first sign-in). `out`: somebody stopped it, or it has not begun; no
 * sign-in through Okta is possible, and Okta itself takes such people out of the app or never put them there. `unclear`: a status
 * we do not know, on which nobody is added or removed.
 */
export type Standing = 'in' | 'out' | 'unclear'

const standings: ReadonlyMap<string, Standing> = new Map([
  ['ACTIVE', 'in'],
  ['PROVISIONED', 'in'],
  ['RECOVERY', 'in'],
  ['PASSWORD_EXPIRED', 'in'],
  ['LOCKED_OUT', 'in'],
  ['SUSPENDED', 'out'],
  ['DEPROVISIONED', 'out'],
  ['STAGED', 'out'],
])

/** Where somebody of that status in Okta stands. */
export function standingOf(status: string): Standing {
  return standings.get(status) ?? 'unclear'
}

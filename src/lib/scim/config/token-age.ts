/** How long AWS takes a SCIM token for (IAM Identity Center user guide, "Generate an access token": one year). */
const goodForDays = 365
const dayMs = 86_400_000

/** Days before its end from which on a token is spoken of, each more urgently. */
const thresholds = [7, 30, 90]

/** How much longer a SCIM token is good. */
export interface TokenAge {
  readonly endsAt: Date
  /** Whole days; negative once it is over. */
  readonly daysLeft: number
  /** A warning within 90, 30 and 7 days of the end, and after it. */
  readonly warning?: string
}

/** What is known of a token by the day it was made; AWS itself tells no client. */
export function tokenAge(issued: Date, now: Date): TokenAge {
  const endsAt = new Date(issued.getTime() + goodForDays * dayMs)
  const daysLeft = Math.floor((endsAt.getTime() - now.getTime()) / dayMs)
  const age = {endsAt, daysLeft}
  const day = endsAt.toISOString().slice(0, 10)
  if (daysLeft < 0)
    return {
      ...age,
      warning: `the SCIM token was good until ${day}: AWS may refuse it by now; make a new one in the Identity Center console and run okta-ops scim connect --token -`,
    }
  const threshold = thresholds.find((days) => daysLeft <= days)
  if (threshold === undefined) return age
  const hurry = {7: 'make the next one now', 30: 'make the next one soon', 90: 'the next one can be made'}[
    threshold
  ]
  return {
    ...age,
    warning: `the SCIM token ends in ${daysLeft} ${daysLeft === 1 ? 'day' : 'days'} (${day}): ${hurry ?? ''} in the Identity Center console, and add it by okta-ops scim connect --next-token -`,
  }
}

import {OpsError} from '../../shared/errors.js'
import {visibleText} from '../../shared/visible-text.js'

/** A profile as somebody asked for it; what is left out is already configured, is asked, or is missing. */
export interface ProfileRequest {
  readonly name?: string | undefined
  /** Twelve digits, as text. */
  readonly account?: string | undefined
  readonly role?: string | undefined
  readonly region?: string | undefined
  readonly output?: string | undefined
}

/** What flags or an answers file say. */
export interface SetupRequest {
  readonly session?: string | undefined
  readonly startUrl?: string | undefined
  readonly ssoRegion?: string | undefined
  readonly profiles: readonly ProfileRequest[]
  /** Also write, for each profile, one that fetches its credentials by our helper. */
  readonly credentialProcess: boolean
  /** Turn legacy profiles (start URL inside the profile) into sso-session ones; all, unless profiles are named. */
  readonly migrate: boolean
}

/** Every question answered. */
export interface SetupAnswers {
  /** Undefined when only profiles change. */
  readonly session?: SessionAnswer | undefined
  readonly profiles: readonly ProfileAnswer[]
  readonly credentialProcess: boolean
  /** Legacy profiles to migrate, and what a new session for them is to be called. */
  readonly migrate: {readonly profiles: readonly string[]; readonly session: string | undefined}
}

export interface SessionAnswer {
  readonly name: string
  readonly startUrl: string
  readonly region: string
}

export interface ProfileAnswer {
  readonly name: string
  /** Undefined: how this profile gets its credentials stays as it is. */
  readonly role?: {readonly session: string; readonly accountId: string; readonly roleName: string}
  readonly region?: string | undefined
  readonly output?: string | undefined
}

/** The output formats of the AWS CLI. */
export const outputFormats = ['json', 'yaml', 'yaml-stream', 'text', 'table', 'off'] as const

/** What an answer has to look like, and how that is said. */
export const answerRules = {
  account: {pattern: /^\d{12}$/, wanted: 'the 12 digits of an AWS account'},
  role: {pattern: /^[\w+=,.@-]{1,64}$/, wanted: 'the name of a role (letters, digits and + = , . @ - _)'},
  region: {pattern: /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, wanted: 'an AWS region such as eu-west-1'},
} as const

/**
 * @param what the flag or key, for the message
 * @throws OpsError OPS_USAGE when `value` does not follow the rule
 */
export function checkAnswer(rule: keyof typeof answerRules, value: string, what: string): void {
  const {pattern, wanted} = answerRules[rule]
  if (pattern.test(value)) return
  throw new OpsError('OPS_USAGE', `${what} should be ${wanted}, not "${visibleText(value)}"`, {
    failure: 'usage',
  })
}

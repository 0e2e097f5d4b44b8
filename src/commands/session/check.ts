import {formatAwsDate} from '../../lib/aws/cache/aws-date.js'
import {verifiedStatus} from '../../lib/aws/session/session-verify.js'
import {loginCommand} from '../../lib/aws/session/signed-out.js'
import {
  judgeLogin,
  readLoginStatus,
  type LoginStatus,
  type LoginVerdict,
} from '../../lib/aws/session/sessions.js'
import {BaseCommand} from '../../lib/cli/base-command.js'
import {profileFlag, sessionFlag} from '../../lib/cli/flags.js'
import {Flags} from '../../lib/cli/oclif.js'
import {pickSession, type PickedSession} from '../../lib/cli/session-picker.js'
import {formatDuration, parseDuration} from '../../lib/shared/duration.js'
import {exitCodes} from '../../lib/shared/errors.js'

/** What `session check --json` answers with; the exit code is 0 when `good`, else 3. */
export interface SessionCheckResult {
  /** The sso-session's name, or the start URL of a legacy profile. */
  readonly session: string
  readonly good: boolean
  /** `elsewhere`: what is on file belongs to another start URL or region than the configured one. */
  readonly state: LoginStatus['state']
  readonly expiresAt?: string
  /** Whole seconds left of the token; 0 when it has ended. */
  readonly secondsLeft: number
  /** It can be renewed without the person, as far as is known. */
  readonly refreshable: boolean
  /** The portal was asked. */
  readonly verified: boolean
}

export default class SessionCheck extends BaseCommand<typeof SessionCheck> {
  static override summary = 'Tell by the exit code whether a session is signed in for long enough.'
  static override description =
    'Exit 0: the token has that long left, or can be refreshed without you. Exit 3: it does not. Without --verify only files are read, so a login that was revoked elsewhere still looks good.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --profile dev --min-ttl 30m || <%= config.bin %> login --profile dev',
    '<%= config.bin %> <%= command.id %> --session corp --verify --json',
  ]
  static override flags = {
    profile: profileFlag({exclusive: ['session']}),
    session: sessionFlag({exclusive: ['profile']}),
    'min-ttl': Flags.string({
      summary: 'how long it must last, like 30m',
      helpValue: 'SPAN',
      default: '0s',
      env: 'OKTA_OPS_MIN_TTL',
    }),
    strict: Flags.boolean({
      summary: 'count only what is left of the token, not that it can be refreshed',
      default: false,
    }),
    verify: Flags.boolean({
      summary: 'refresh the token if needed and ask the portal whether it is taken',
      default: false,
    }),
  }

  override async run(): Promise<SessionCheckResult> {
    const {machine} = this.context
    const {strict, verify} = this.flags
    const minTtlMs = parseDuration(this.flags['min-ttl'], '--min-ttl')
    const picked = await pickSession(this.context, this.flags)
    const status = verify
      ? await verifiedStatus(machine, picked, minTtlMs)
      : await readLoginStatus(machine, picked.session)
    if (status.note !== undefined) this.warn(status.note)
    const verdict = judgeLogin(status, machine.now(), {minTtlMs, strict})
    this.log(`${picked.label}: ${words(status, {...verdict, minTtlMs})}`)
    if (!verdict.good) {
      this.say(`  next: ${nextCommand(picked, status)}`)
      this.endWith(exitCodes.unmet)
    }
    return result(picked.label, status, {...verdict, verified: verify})
  }
}

function words(
  {state, expiresAt, refreshable}: LoginStatus,
  {good, leftMs, minTtlMs}: LoginVerdict & {readonly minTtlMs: number},
): string {
  const at = expiresAt === undefined ? '' : formatAwsDate(expiresAt)
  const renewable = refreshable ? ', renewed by itself when needed' : ''
  const tooShort = good ? '' : `, and it should last ${formatDuration(minTtlMs)}`
  switch (state) {
    case 'signed-in':
      return `signed in until ${at} (${formatDuration(leftMs)} left${renewable})${tooShort}`
    case 'ended':
      return `the token ended ${at}${renewable}`
    case 'elsewhere':
      return 'what is on file belongs to another start URL or region than the configured one'
    case 'revoked':
      return 'the service does not take the login any more'
    case 'signed-out':
      return 'signed out'
  }
}

/** A login that is merely too short would be kept. */
function nextCommand({source, session}: PickedSession, {state}: LoginStatus): string {
  return `${loginCommand(session, source?.name)}${state === 'signed-in' ? ' --force' : ''}`
}

function result(
  label: string,
  {state, expiresAt, refreshable}: LoginStatus,
  {good, leftMs, verified}: LoginVerdict & {readonly verified: boolean},
): SessionCheckResult {
  return {
    session: label,
    good,
    state,
    ...(expiresAt === undefined ? {} : {expiresAt: formatAwsDate(expiresAt)}),
    secondsLeft: Math.floor(leftMs / 1000),
    refreshable,
    verified,
  }
}

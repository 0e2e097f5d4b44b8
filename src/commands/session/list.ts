import {formatAwsDate} from '../../lib/aws/cache/aws-date.js'
import {loadConfig} from '../../lib/aws/config/profiles.js'
import {
  knownSessions,
  readLoginStatus,
  type KnownSession,
  type LoginStatus,
} from '../../lib/aws/session/sessions.js'
import {BaseCommand} from '../../lib/cli/base-command.js'
import {renderTable} from '../../lib/cli/table.js'
import {formatDuration} from '../../lib/shared/duration.js'

/** One session of `session list --json`. */
export interface ListedSession {
  /** The sso-session's name, or the start URL of a legacy profile. */
  readonly session: string
  readonly startUrl: string
  readonly region: string
  /** `elsewhere`: what is on file belongs to another start URL or region than the configured one. */
  readonly state: LoginStatus['state']
  readonly expiresAt?: string
  readonly refreshable: boolean
  /** Names of the profiles that sign in through it. */
  readonly profiles: readonly string[]
}

export default class SessionList extends BaseCommand<typeof SessionList> {
  static override summary = 'List the sessions of this machine and until when they are signed in.'
  static override description = 'Reads files only; nothing is asked of anybody.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ]

  override async run(): Promise<readonly ListedSession[]> {
    const {machine} = this.context
    const config = loadConfig(machine)
    this.context.configs.add(config)
    const rows: ListedSession[] = []
    for (const known of knownSessions(config)) {
      const status = await readLoginStatus(machine, known.session)
      if (status.note !== undefined) this.warn(status.note)
      rows.push(listed(known, status))
    }
    if (rows.length === 0) this.say('There is no session in ~/.aws/config. To make one: okta-ops setup')
    else this.log(this.#table(rows))
    return rows
  }

  #table(rows: readonly ListedSession[]): string {
    const now = this.context.machine.now()
    return renderTable(rows, [
      {heading: 'session', cell: ({session}) => session},
      {heading: 'state', cell: ({state, refreshable}) => stateWords(state, refreshable)},
      {
        heading: 'left',
        cell: ({expiresAt, state}) =>
          state === 'signed-in' && expiresAt !== undefined
            ? formatDuration(new Date(expiresAt).getTime() - now.getTime())
            : '-',
      },
      {heading: 'until', cell: ({expiresAt}) => expiresAt ?? '-'},
      {heading: 'region', cell: ({region}) => region},
      {heading: 'profiles', cell: ({profiles}) => String(profiles.length)},
      {heading: 'start url', cell: ({startUrl}) => startUrl},
    ])
  }
}

function listed({label, session, profiles}: KnownSession, status: LoginStatus): ListedSession {
  const {state, refreshable, expiresAt} = status
  return {
    session: label,
    startUrl: session.startUrl,
    region: session.region,
    state,
    ...(expiresAt === undefined ? {} : {expiresAt: formatAwsDate(expiresAt)}),
    refreshable,
    profiles,
  }
}

function stateWords(state: LoginStatus['state'], refreshable: boolean): string {
  const words = {
    'signed-in': 'signed in',
    ended: 'ended',
    elsewhere: 'of another start URL or region',
    revoked: 'revoked',
    'signed-out': 'signed out',
  } as const
  return refreshable ? `${words[state]}, renewable` : words[state]
}

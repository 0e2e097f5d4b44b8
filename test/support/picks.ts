import {expect} from 'chai'
import {userAgent} from '../../src/lib/shared/user-agent.js'
import type {HalyardLog} from './halyard-log.js'
import type {CommandOutcome} from './run-command.js'

/** The types of Halyard's story of the last hour: a login, a single sign-on, a new member, a login that failed. */
export const [login, sso, joined] = [
  'user.session.start',
  'user.authentication.sso',
  'group.user_membership.add',
]

/** A flag, a value, and what it picks of the last hour, oldest first. */
const picks: readonly (readonly [flag: string, value: string, types: readonly string[]])[] = [
  ['filter', 'outcome.result eq "FAILURE"', [login]],
  ['q', 'membership', [joined]],
  ['type', 'user.*', [login, sso, login]],
  ['type', 'user.*.start', [login, login]],
  ['actor', 'tomas', [login]],
  ['target', 'tomas@halyard.test', [joined]],
  ['ip', '10.20.0.0/16', [login, sso]],
  ['outcome', 'failure', [login]],
  ['severity', 'WARN+', [login]],
  ['app', 'Wiki', [sso]],
  ['group', 'AWS_Admins', [joined]],
  ['okta-session', 'session-1', [login]],
  ['txn', 'txn-1', [login]],
]

export interface Picking {
  /** `logs query`, for the tags. */
  readonly command: string
  /** The types that the command finds in the last hour with these flags. */
  readonly types: (...argv: readonly string[]) => Promise<readonly string[]>
  /** In which order; `any` also where each type comes once only. */
  readonly order?: 'oldest' | 'newest' | 'any'
  readonly without?: readonly string[]
}

/** A test for each flag that picks events: it changes only that. */
export function itPicks({command, types, order = 'oldest', without = []}: Picking): void {
  for (const [flag, value, wanted] of picks.filter(([name]) => !without.includes(name)))
    it(`[${command} --${flag}] picks by ${value}`, async () => {
      const found = await types(`--${flag}`, value)
      if (order === 'any') expect(new Set(found)).to.deep.equal(new Set(wanted))
      else expect(order === 'oldest' ? found : found.toReversed()).to.deep.equal(wanted)
    })
}

/** `--hide-self`, with a call of ours in the log. */
export function itHidesSelf({command, types}: Picking, log: () => HalyardLog): void {
  it(`[${command} --hide-self] leaves our own calls out`, async () => {
    const ours = {eventType: 'system.api_token.create', client: {userAgent: {rawUserAgent: userAgent()}}}
    log().happen(ours, 59)
    expect(await types()).to.include(ours.eventType)
    expect(await types('--hide-self'))
      .to.be.an('array')
      .that.is.not.empty.and.does.not.include(ours.eventType)
  })
}

/** `--org` and `--rate-share`, which reach the org as everywhere. */
export function itTakesOrgFlags(
  command: string,
  run: (...argv: readonly string[]) => Promise<CommandOutcome>,
): void {
  it(`[${command} --org] and [${command} --rate-share] are those of every command`, async () => {
    expect((await run('--org', 'elsewhere')).stderr).to.contain('elsewhere')
    expect((await run('--rate-share', '0%')).exitCode).to.equal(2)
  })
}

/** What `--template '${{eventType}}'` has printed. */
export function typesIn({stdout}: CommandOutcome): readonly string[] {
  return stdout.split('\n').slice(0, -1)
}

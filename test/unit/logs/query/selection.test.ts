import {expect} from 'chai'
import {localSelectionOf, selectionOf, type SelectionFlags} from '../../../../src/lib/logs/query/selection.js'
import type {JsonObject} from '../../../../src/lib/shared/json.js'
import {opsErrorFrom} from '../../../support/thrown.js'

const event: JsonObject = {
  eventType: 'user.session.start',
  severity: 'WARN',
  outcome: {result: 'FAILURE'},
  actor: {id: '00u1aaaaaaaaaaaaaaaa', alternateId: 'mara@halyard.test', displayName: 'Mara Lind'},
  client: {ipAddress: '10.20.18.7', userAgent: {rawUserAgent: 'okta-ops/1 (test)'}},
  transaction: {id: 'T1'},
  authenticationContext: {externalSessionId: 'S1', rootSessionId: 'R1'},
  target: [
    {id: '00g1aaaaaaaaaaaaaaaa', type: 'UserGroup', displayName: 'AWS_Admins', alternateId: 'unknown'},
    {id: '0oa1aaaaaaaaaaaaaaaa', type: 'AppInstance', displayName: 'Wiki', alternateId: 'Wiki'},
  ],
}

interface Case {
  readonly flags: SelectionFlags
  /** What Okta is asked. */
  readonly filter: string | undefined
  /** Whether the event is one of them. */
  readonly wanted: boolean
  /** Whether something is left to do here. */
  readonly local?: boolean
}

const cases: readonly Case[] = [
  {flags: {}, filter: undefined, wanted: true},
  {flags: {type: ['user.session.start']}, filter: 'eventType eq "user.session.start"', wanted: true},
  {
    flags: {type: ['user.session.*', 'policy.*']},
    filter: 'eventType sw "user.session." or eventType sw "policy."',
    wanted: true,
  },
  {flags: {type: ['user.*.end']}, filter: 'eventType sw "user."', wanted: false, local: true},
  {flags: {type: ['*.start']}, filter: undefined, wanted: true, local: true},
  {flags: {actor: ['mara@halyard.test']}, filter: 'actor.alternateId eq "mara@halyard.test"', wanted: true},
  {flags: {actor: ['00u1aaaaaaaaaaaaaaaa']}, filter: 'actor.id eq "00u1aaaaaaaaaaaaaaaa"', wanted: true},
  {
    flags: {actor: ['mara']},
    filter: 'actor.alternateId eq "mara" or actor.alternateId sw "mara@" or actor.displayName eq "mara"',
    wanted: true,
  },
  {flags: {target: ['Tomas']}, filter: 'target.alternateId eq "Tomas" or target.alternateId sw "Tomas@" or target.displayName eq "Tomas"', wanted: false}, // prettier-ignore
  {flags: {ip: ['10.20.18.7']}, filter: 'client.ipAddress eq "10.20.18.7"', wanted: true},
  {flags: {ip: ['10.20.']}, filter: 'client.ipAddress sw "10.20."', wanted: true},
  {flags: {ip: ['10.20.16.0/20']}, filter: 'client.ipAddress sw "10.20."', wanted: true, local: true},
  {flags: {ip: ['10.20.0.0/20']}, filter: 'client.ipAddress sw "10.20."', wanted: false, local: true},
  {flags: {ip: ['2001:db8::/32', '10.0.0.0/7']}, filter: undefined, wanted: true, local: true},
  {flags: {outcome: ['failure']}, filter: 'outcome.result eq "FAILURE"', wanted: true},
  {flags: {severity: ['warn+']}, filter: 'severity eq "WARN" or severity eq "ERROR"', wanted: true},
  {flags: {severity: ['INFO']}, filter: 'severity eq "INFO"', wanted: false},
  {flags: {app: ['Wiki']}, filter: 'target.type eq "AppInstance" and (target.displayName eq "Wiki" or target.alternateId eq "Wiki")', wanted: true, local: true}, // prettier-ignore
  {flags: {app: ['AWS_Admins']}, filter: 'target.type eq "AppInstance" and (target.displayName eq "AWS_Admins" or target.alternateId eq "AWS_Admins")', wanted: false, local: true}, // prettier-ignore
  {flags: {group: ['00g1aaaaaaaaaaaaaaaa']}, filter: 'target.type eq "UserGroup" and target.id eq "00g1aaaaaaaaaaaaaaaa"', wanted: true, local: true}, // prettier-ignore
  {flags: {oktaSession: ['R1']}, filter: 'authenticationContext.externalSessionId eq "R1" or authenticationContext.rootSessionId eq "R1"', wanted: true}, // prettier-ignore
  {flags: {txn: ['T2']}, filter: 'transaction.id eq "T2"', wanted: false},
  {flags: {hideSelf: true}, filter: undefined, wanted: false, local: true},
  {flags: {filter: 'target[type eq "User"] and severity eq "WARN"'}, filter: 'severity eq "WARN"', wanted: false, local: true}, // prettier-ignore
  {
    flags: {type: ['user.*'], outcome: ['FAILURE', 'DENY'], filter: 'actor.id pr or uuid pr'},
    filter:
      '(actor.id pr or uuid pr) and eventType sw "user." and (outcome.result eq "FAILURE" or outcome.result eq "DENY")',
    wanted: true,
  },
]

describe('selectionOf', () => {
  for (const {flags, filter, wanted, local = false} of cases)
    it(`of ${JSON.stringify(flags)} asks Okta for ${filter ?? 'everything'}`, async () => {
      const selection = await selectionOf(flags, {userAgent: 'okta-ops/1 (test)'})
      expect(selection.filter).to.equal(filter)
      expect(selection.accepts !== undefined, selection.locally).to.equal(local)
      if (local) expect(selection.accepts?.(event)).to.equal(wanted)
      if (flags.hideSelf === true) return
      const here = await localSelectionOf(flags)
      expect(here.filter).to.equal(undefined)
      expect(here.accepts?.(event) ?? true).to.equal(wanted)
    })

  it("hides an app's own calls by its client id", async () => {
    const self = {userAgent: 'x', clientId: '00u1aaaaaaaaaaaaaaaa'}
    expect((await selectionOf({hideSelf: true}, self)).accepts?.(event)).to.equal(false)
  })

  it('has one text for the whole, the same whichever version of us hides its own calls', async () => {
    const flags = {filter: 'published pr and actor.id pr', ip: ['10.0.0.0/9'], hideSelf: true}
    const [now, later] = ['okta-ops/1', 'okta-ops/2'].map((userAgent) => selectionOf(flags, {userAgent}))
    expect((await now)?.whole).to.equal(
      'published pr and actor.id pr and client.ipAddress within 10.0.0.0/9 and not by okta-ops',
    )
    expect((await later)?.whole).to.equal((await now)?.whole)
    expect((await selectionOf({})).whole).to.equal(undefined)
  })

  it('tells of event types that nobody knows', async () => {
    const {warnings} = await selectionOf({type: ['user.sesion.start']})
    expect(warnings.join()).to.contain('user.session.start')
  })

  for (const flags of [
    {filter: 'eventType = "x"'},
    {q: 'x'.repeat(41)},
    {ip: ['10.20.0.0/33']},
    {ip: ['host']},
    {outcome: ['FAILED']},
    {severity: ['HIGH']},
  ])
    it(`refuses ${JSON.stringify(flags)}`, async () => {
      expect(await opsErrorFrom(() => selectionOf(flags))).to.have.property('failure', 'usage')
    })
})

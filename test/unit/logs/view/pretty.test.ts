import {expect} from 'chai'
import {logPageLink} from '../../../../src/lib/logs/view/log-page-link.js'
import {prettyPrinter, type PrettyOptions} from '../../../../src/lib/logs/view/pretty.js'
import {colourStyles, plainStyles} from '../../../../src/lib/shared/styles.js'
import type {JsonObject} from '../../../../src/lib/shared/json.js'
import {widthOf} from '../../../../src/lib/shared/text-fit.js'

const signedIn: JsonObject = {
  uuid: '5f4b1f9e-7b1c-11f0-9c1d-0242ac120002',
  // Without a zone: the local time of whichever machine runs this.
  published: '2026-11-25T14:03:22.123',
  severity: 'INFO',
  eventType: 'user.session.start',
  displayMessage: 'User login to Okta',
  outcome: {result: 'SUCCESS', reason: null},
  actor: {id: '00u1', type: 'User', displayName: 'Mara Lind', alternateId: 'mara@halyard.test'},
  client: {ipAddress: '192.0.2.7', zone: 'null', geographicalContext: {city: 'Bergen', country: 'Norway'}},
  target: [{id: '0oa1', type: 'AppInstance', displayName: 'Wiki', alternateId: 'Wiki'}],
}

const failed: JsonObject = {
  ...signedIn,
  severity: 'WARN',
  outcome: {result: 'FAILURE', reason: 'INVALID_CREDENTIALS'},
  target: null,
}

const joined: JsonObject = {
  ...signedIn,
  eventType: 'group.user_membership.add',
  displayMessage: 'Add user to group membership',
  target: [
    {id: '00g1', type: 'UserGroup', displayName: 'AWS_Admins', alternateId: 'unknown'},
    {id: '00u2', type: 'User', displayName: 'Tomas Berg', alternateId: 'tomas@halyard.test'},
  ],
}

const quiet: PrettyOptions = {
  columns: undefined,
  styles: plainStyles,
  fields: [],
  linkTo: () => undefined,
}

function print(event: JsonObject, options: Partial<PrettyOptions> = {}): string {
  return prettyPrinter({...quiet, ...options})(event)
}

/** The line without the date's line above it. */
function lineAt(columns: number, event: JsonObject, options: Partial<PrettyOptions> = {}): string {
  return (
    print(event, {columns, ...options})
      .split('\n')
      .at(-2) ?? ''
  )
}

describe('prettyPrinter', () => {
  it('tells in 80 columns when, how it ended, who, what, to whom and from where', () => {
    expect(lineAt(80, signedIn)).to.equal(
      '14:03:22   ✓ Mara Lind         User login to Okta → Wiki  192.0.2.7',
    )
    expect(lineAt(80, failed)).to.equal(
      '14:03:22 W ✗ Mara Lind         User login to Ok…: INVALID_CREDENTIALS  192.0.2.7',
    )
    expect(lineAt(80, joined)).to.equal(
      '14:03:22   ✓ Mara Lind         Add user to group membe… → Tomas Berg · AWS_Admi…',
    )
  })

  it('has a column for everything at 200', () => {
    const line = lineAt(200, failed)
    for (const part of ['WARN', '✗ FAILURE', 'Mara Lind (mara)', 'user.se', '5f4b1f9e'])
      expect(line).to.contain(part)
    expect(line).to.contain('User login to Okta: INVALID_CREDENTIALS')
    expect(line).to.contain('192.0.2.7 Bergen, Norway')
    expect(lineAt(200, signedIn).indexOf('192.0.2.7')).to.equal(line.indexOf('192.0.2.7'))
  })

  it('cuts nothing off and tells the date and the whole uuid where it is not a terminal', () => {
    const line = print(joined)
    expect(line).to.match(/^2026-11-25 14:03:22 {2}INFO {3}SUCCESS {4}Mara Lind \(mara\) /)
    expect(line).to.contain('→ Tomas Berg · AWS_Admins')
    expect(line).to.match(/5f4b1f9e-7b1c-11f0-9c1d-0242ac120002\n$/)
  })

  it('has a line with the date where the day changes, and only there', () => {
    const printer = prettyPrinter({...quiet, columns: 80})
    expect(printer(signedIn)).to.match(/^── Wed 25 Nov 2026 ─{61}\n14:03:22/)
    expect(printer(joined)).to.match(/^14:03:22/)
    const tomorrow = {...signedIn, published: '2026-11-26T00:00:01'}
    expect(printer(tomorrow)).to.match(/^── Thu 26 Nov 2026 ─+\n00:00:01/)
  })

  const nullsIn = (value: null | number): JsonObject =>
    Object.fromEntries(Object.keys(signedIn).map((name) => [name, value]))
  const hostile: readonly {readonly name: string; readonly event: JsonObject}[] = [
    {name: 'an empty event', event: {}},
    {name: 'nulls everywhere', event: nullsIn(null)},
    {name: 'numbers everywhere', event: nullsIn(7)},
    {name: 'the text "null"', event: {...signedIn, client: {ipAddress: 'null', zone: 'null'}}},
    {
      name: 'odd targets',
      event: {...signedIn, target: [null, 3, [], {}, {type: null}, {type: 'URL Pattern'}]},
    },
    {name: '30 kB of debug data', event: {...signedIn, debugContext: {debugData: {url: 'x'.repeat(30_000)}}}},
    {name: 'a message of a megabyte', event: {...signedIn, displayMessage: 'z'.repeat(1_000_000)}},
    {
      name: 'escapes in its texts',
      event: {
        ...failed,
        displayMessage: '\u001B[2J\u202Eevil\nline\u009B',
        actor: {displayName: '\u001B]8;;http://x\u0007y'},
      },
    },
    {
      name: 'wide characters',
      event: {...signedIn, displayMessage: '東京'.repeat(60), actor: {displayName: '山田太郎'.repeat(9)}},
    },
    {name: 'combining marks', event: {...signedIn, displayMessage: 'e\u0301'.repeat(300)}},
  ]
  for (const {name, event} of hostile)
    for (const columns of [20, 40, 80, 100, 149, 150, 200, 300])
      it(`stays on one line of ${columns} columns with ${name}`, () => {
        const rows = print(event, {columns}).trimEnd().split('\n')
        for (const row of rows) expect(widthOf(row), row).to.be.at.most(columns)
        expect(rows.length).to.be.at.most(2)
        // eslint-disable-next-line no-control-regex -- exactly these must not be there
        expect(rows.join('')).not.to.match(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E]/)
      })

  it('never repeats the actor among other targets, and leaves the app user out', () => {
    const sso = {
      ...signedIn,
      target: [
        {id: '0ua1', type: 'AppUser', displayName: 'Mara Lind'},
        {id: '00u1', type: 'User', displayName: 'Mara Lind'},
        {id: '0oa1', type: 'AppInstance', displayName: 'Wiki'},
      ],
    }
    expect(print(sso)).to.contain('→ Wiki  ')
  })

  it('gives an actor the same colour every time, and none without colour', () => {
    const colourOf = (event: JsonObject): string | undefined =>
      // eslint-disable-next-line no-control-regex -- the escape sequence itself
      /\u001B\[38;5;(\d+)m/.exec(lineAt(80, event, {styles: colourStyles}))?.[1]
    const somebodyElse = {...signedIn, actor: {id: '00u77', displayName: 'Mara Lind'}}
    expect(colourOf(signedIn)).to.be.a('string').and.to.equal(colourOf(joined))
    expect(colourOf(somebodyElse)).not.to.equal(colourOf(signedIn))
    expect(lineAt(80, signedIn)).not.to.contain('\u001B')
  })

  it('spreads people evenly over all the colours', () => {
    const counts = new Map<string, number>()
    for (let at = 0; at < 1000; at++) {
      const dressed = colourStyles.person('', `00u${at}`)
      counts.set(dressed, (counts.get(dressed) ?? 0) + 1)
    }
    expect(counts.size).to.equal(20)
    expect(Math.max(...counts.values())).to.be.below(100)
  })

  it('links to the event in the admin pages, but only where the uuid is one', () => {
    const linkTo = (uuid: string | undefined): string | undefined =>
      logPageLink('https://halyard.okta.com', uuid)
    const options = {styles: colourStyles, linkTo}
    const page = 'https://halyard-admin.okta.com/report/system_log_2?search=uuid%20eq%20%22'
    for (const columns of [80, 200])
      expect(lineAt(columns, signedIn, options)).to.contain(
        `\u001B]8;;${page}5f4b1f9e-7b1c-11f0-9c1d-0242ac120002%22\u001B\\`,
      )
    expect(lineAt(200, {...signedIn, uuid: '"\u0007evil'}, options)).not.to.contain(']8;;')
  })

  it('shows the fields that were asked for', () => {
    const fields = [
      {name: 'client.zone', read: () => 'VPN\u001B'},
      {name: 'nothing', read: () => undefined},
    ]
    expect(lineAt(200, signedIn, {fields})).to.contain('client.zone=VPN\\u{1b} nothing=-')
  })
})

describe('logPageLink', () => {
  const uuid = '5f4b1f9e-7b1c-11f0-9c1d-0242ac120002'
  for (const {org, host} of [
    {org: 'https://halyard.okta.com', host: 'https://halyard-admin.okta.com/'},
    {org: 'https://halyard.oktapreview.com', host: 'https://halyard-admin.oktapreview.com/'},
    {org: 'https://halyard-admin.okta.com', host: 'https://halyard-admin.okta.com/'},
    {org: 'https://login.halyard.test', host: 'https://login.halyard.test/'},
    {org: 'http://127.0.0.1:4100', host: 'http://127.0.0.1:4100/'},
  ])
    it(`leads from ${org} to ${host}`, () => {
      expect(logPageLink(org, uuid)?.startsWith(host)).to.equal(true)
    })
})

import {expect} from 'chai'
import {groupNameFault} from '../../../src/lib/scim/group-name.js'
import {clashName, foldName} from '../../../src/lib/scim/plan/fold-name.js'
import {makePlan} from '../../../src/lib/scim/plan/make-plan.js'
import {planResult} from '../../../src/lib/scim/view/plan-result.js'
import {renderPlanMarkdown, renderPlanText} from '../../../src/lib/scim/view/render-plan.js'
import {visibleJson} from '../../../src/lib/shared/visible-text.js'
import {oktaId, person, rules, sides, user} from '../../support/scim-sides.js'

/** Names that groups and people may have, and whether Identity Center takes them for a group. */
const hostile: readonly {readonly what: string; readonly name: string; readonly taken: boolean}[] = [
  {what: 'a quote', name: 'a"b', taken: true},
  {what: 'quotes that close a filter', name: 'x" or id pr or "', taken: true},
  {what: 'a backslash', name: 'a\\b', taken: true},
  {what: 'a percent sign', name: '100%', taken: false},
  {what: 'a format of printf', name: '%s%n', taken: false},
  {what: 'a tag', name: '<img src=x>', taken: false},
  {what: 'a semicolon', name: 'a;b', taken: false},
  {what: 'a colon', name: 'a:b', taken: false},
  {what: 'emoji', name: '🚀 launch', taken: true},
  {what: 'a family of emoji joined by nothing visible', name: '👩\u200D👧', taken: false},
  {what: 'right-to-left letters', name: 'צוות', taken: true},
  {what: 'a right-to-left override', name: 'nimda\u202Enow', taken: false},
  {what: 'a zero-width space', name: 'ad\u200Bmin', taken: false},
  {what: 'escapes of a terminal', name: '\u001B[2J\u001B]0;x\u0007', taken: false},
  {what: 'a line feed and a sign', name: 'a\n+ b', taken: true},
  {what: 'backticks and a fence', name: '```\n# b `c` ``', taken: true},
  {what: 'a row of a table', name: '| x | y |', taken: true},
  {what: 'a mention and a link', name: '@everyone [x](//example.com)', taken: true},
  {what: 'a lone surrogate', name: 'a\uD800b', taken: false},
  {what: '1,025 letters', name: 'n'.repeat(1021), taken: false},
  {what: '1,024 letters', name: 'n'.repeat(1020), taken: true},
  {what: 'a name of every object', name: '__proto__', taken: true},
]

describe('hostile names', () => {
  for (const {what, name, taken} of hostile)
    describe(`with ${what}`, () => {
      const groupName = `AWS_${name}`
      const login = `${name}@example.com`
      const {okta, aws} = sides(
        {
          [groupName]: {
            okta: [person('ana', {login}), person('zed', {login: `zed.${name}`})],
            aws: [user('gone', {userName: `gone.${name}`})],
            oktaHead: {id: oktaId('00g', 1)},
            awsHead: {id: 'g-1'},
          },
        },
        {users: [user('ana', {userName: login, externalId: undefined})]},
      )
      const plan = makePlan(okta, aws, rules())

      it('are planned like any other', () => {
        const [group] = plan.groups
        expect(group?.name).to.equal(groupName)
        expect(group?.add).to.deep.equal([{awsId: 'user-ana', userName: login, oktaId: oktaId('00u', 'ana')}])
        expect(group?.remove.map(({userName}) => userName)).to.deep.equal([`gone.${name}`])
        expect(plan.findings.map(({kind, person: who}) => [kind, who])).to.deep.equal([
          ['unresolved', `zed.${name}`],
        ])
      })

      it('are shown and never obeyed', () => {
        const text = renderPlanText(plan, {colour: false})
        const markdown = renderPlanMarkdown(plan)
        const json = visibleJson(planResult(plan))
        for (const shown of [text, markdown, json])
          // eslint-disable-next-line no-control-regex -- control characters are what must not be there
          expect(shown).not.to.match(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E]/)
        expect(text.split('\n')).to.have.length(8)
        expect(JSON.parse(json)).to.deep.equal(JSON.parse(JSON.stringify(planResult(plan))))
      })

      it('stay within their code in markdown', () => {
        const lines = renderPlanMarkdown(plan).split('\n')
        const fence = /^(`{3,})diff$/.exec(lines.find((line) => line.endsWith('diff')) ?? '')?.[1] ?? ''
        const [from, to] = [lines.indexOf(`${fence}diff`), lines.lastIndexOf(fence)]
        const row = lines.find((line) => line.includes('| update |')) ?? ''
        expect(to - from).to.equal(5)
        for (const line of lines.slice(from + 1, to))
          expect(line)
            .to.match(/^[-+~! ] /)
            .and.not.to.contain(fence)
        expect(
          lines
            .filter((line) => line.includes(name.slice(0, 8)))
            .every((line) => line === row || lines.indexOf(line) > from),
        ).to.equal(true)
        // Five columns: no bar of a name is one.
        expect(row.replaceAll('\\|', '').split('|')).to.have.length(7)
      })

      it(`are ${taken ? 'taken' : 'refused'} for a new group`, () => {
        expect(groupNameFault(groupName) === undefined).to.equal(taken)
        const made = makePlan(
          {...okta, groups: okta.groups},
          {...aws, groups: [], members: new Map()},
          rules({manage: 'groups'}),
        )
        expect(made.groups[0]?.action).to.equal(taken ? 'create' : 'none')
      })
    })

  for (const [a, b, matches, clashes] of [
    ['AWS_Dev', 'aws_dEV', true, true],
    ['Stra\u00DFe', 'STRASSE', false, true],
    ['\u0391\u03A3', '\u03B1\u03C2', false, true],
    ['caf\u00E9', 'cafe\u0301', false, true],
    ['\u00C5', '\u212B', false, true],
    ['admin', 'adm\u0131n', false, true],
    ['kim', '\u212Aim', false, true],
    ['dev', 'dev ', false, false],
    ['admin', 'ad\u200Bmin', false, false],
    ['admin', '\u0430dmin', false, false],
    ['cafe', 'caf\u00E9', false, false],
  ] as const)
    it(`${JSON.stringify(a)} and ${JSON.stringify(b)} ${matches ? 'match' : clashes ? 'clash' : 'are two names'}`, () => {
      expect([foldName(a) === foldName(b), clashName(a) === clashName(b)]).to.deep.equal([matches, clashes])
    })

  for (const [name, rule] of [
    ['', 'may not be empty'],
    [' \t', 'may not be empty'],
    ['a>b', 'may not hold >'],
    ['a\u200Bb', 'U+200B'],
    ['n'.repeat(1025), 'at most 1,024 characters, not 1,025'],
  ] as const)
    it(`names the rule that ${JSON.stringify(name.slice(0, 8))} breaks [complaint 5]`, () => {
      expect(groupNameFault(name)).to.contain(rule)
    })
})

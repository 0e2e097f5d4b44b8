import {expect} from 'chai'
import {makePlan} from '../../../src/lib/scim/plan/make-plan.js'
import type {Plan} from '../../../src/lib/scim/plan/plan.js'
import {hasChanges, isGuarded, totalsOf} from '../../../src/lib/scim/plan/totals.js'
import {planResult} from '../../../src/lib/scim/view/plan-result.js'
import {renderPlanMarkdown, renderPlanText} from '../../../src/lib/scim/view/render-plan.js'
import {names, oktaId, rules, sides, type SidesOfGroup} from '../../support/scim-sides.js'

const linked = (name: string, displayName = name) => ({
  externalId: oktaId('00g', name.replaceAll(/\W/gu, '')),
  displayName,
})
const planOf = (
  groups: Readonly<Record<string, SidesOfGroup>>,
  more: Parameters<typeof rules>[0] = {},
  users: readonly string[] = ['ana'],
): Plan => {
  const {okta, aws} = sides(groups, {users})
  return makePlan(okta, aws, rules(more))
}
const text = (plan: Plan, driftOnly = false): readonly string[] =>
  renderPlanText(plan, {colour: false, driftOnly}).split('\n').slice(2)

const mixed = planOf(
  {
    AWS_dev: {okta: ['ana', 'bo', 'zed'], aws: ['bo', 'dee'], awsHead: linked('AWS_dev', 'AWS_developers')},
    AWS_gone: {aws: ['ana'], awsHead: {externalId: oktaId('00g', 'gone')}},
    AWS_hand: {aws: []},
    AWS_new: {okta: ['ana']},
    AWS_ok: {okta: ['ana'], aws: ['ana'], awsHead: linked('AWS_ok')},
    AWS_unread: {okta: undefined, aws: ['ana'], awsHead: linked('AWS_unread')},
  },
  {manage: 'groups', allowDelete: true, guards: {maxRemovalCount: 0}},
)

describe('a plan as text', () => {
  it('reads like a diff', () => {
    expect(text(mixed)).to.deep.equal([
      '~ AWS_dev (AWS_developers in Identity Center)  +1 -1, 1 stay',
      '    ~ name: "AWS_developers" -> "AWS_dev"',
      '    + ana@example.com',
      '    - dee@example.com  (held back)',
      '    ! unresolved zed@example.com: not in Identity Center: Okta sends people there once the app is assigned to them',
      '- AWS_gone  deleted, with 1 member',
      '    - ana@example.com  (held back)',
      '    ! guard delete-grace holds back the group: seen to be gone for the first time; groups are deleted 7d 0h after that',
      '        ! to override: --delete-grace 0s; but a group that is made again in Okta, or comes back into its search, gets its assignments to accounts back only as long as it is not deleted',
      '+ AWS_new  new, with 1 member',
      '    + ana@example.com',
      '! AWS_unread  left as it is',
      '    ! guard incomplete-read holds back the group: its members were not read; nothing is changed for it',
      '        ! nothing overrides it',
      '  AWS_ok  1 member, in step',
      '! AWS_hand  unmanaged: only in Identity Center, and not linked to a group of Okta: left alone',
      '! guard max-removal-count holds back all removals: 1 membership would be removed, and one run removes at most 0',
      '    ! to override: --max-removal-count 1; but the number is there for the day on which all shares look harmless',
      '',
      '1 group to change, 1 to create, 1 to delete; 1 group that could not be read; 2 to add, 2 to remove, 2 stay; held back in 2 groups: 2 removals; 1 group with nothing to do; 5 findings.',
    ])
    const mapped = planOf(
      {crew: {okta: ['ana']}},
      {
        manage: 'groups',
        groups: ['crew'],
        map: new Map([['crew', 'AWS_crew']]),
      },
    )
    expect(text(mapped)[0]).to.equal('+ crew (AWS_crew in Identity Center)  new, with 1 member')
    expect(renderPlanText(mixed, {colour: false}).split('\n')[0]).to.equal(
      'https://halyard.okta.com -> https://scim.eu-west-1.amazonaws.com/T1/scim/v2 (read by SCIM)',
    )
  })

  it('leaves out groups that are in step where only drift is wanted', () => {
    const line = '  AWS_ok  1 member, in step'
    expect(text(mixed)).to.include(line)
    expect(text(mixed, true)).not.to.include(line)
    expect(text(mixed, true)).to.have.length(text(mixed).length - 1)
  })

  it('does not call a group in step of which there is something to tell', () => {
    expect(text(planOf({AWS_dev: {okta: ['ana', 'zed'], aws: ['ana']}})).slice(0, 2)).to.deep.equal([
      '! AWS_dev  1 member, nothing to change',
      '    ! unresolved zed@example.com: not in Identity Center: Okta sends people there once the app is assigned to them',
    ])
  })

  it('has the colours of a diff', () => {
    const lines = renderPlanText(mixed, {colour: true}).split('\n')
    const lineOf = (part: string) => JSON.stringify(lines.find((line) => line.includes(part)))
    expect(lineOf('+ ana')).to.contain('[32m')
    expect(lineOf('- dee')).to.contain('[31m')
    expect(lineOf('~ AWS_dev')).to.contain('[33m')
    expect(lineOf('! guard')).to.contain('[33m')
    expect(lineOf('AWS_ok')).to.contain('[2m')
  })

  it('says that there is nothing to do', () => {
    const plan = planOf({AWS_ok: {okta: ['ana'], aws: ['ana']}})
    expect(text(plan)).to.deep.equal([
      '  AWS_ok  1 member, in step',
      '',
      'Nothing to change; 1 group with nothing to do.',
    ])
    expect(text(plan, true)).to.deep.equal(['Nothing to change; 1 group with nothing to do.'])
  })

  for (const {count, lines} of [
    {count: 0, lines: 0},
    {count: 1, lines: 1},
    {count: 20, lines: 20},
    {count: 100, lines: 21},
    {count: 101, lines: 21},
    {count: 5000, lines: 21},
  ])
    it(`shows ${count} members in ${lines} lines, and counts them all`, () => {
      const all = names(count)
      const plan = planOf({AWS_dev: {okta: [...all, 'ana'], aws: ['ana']}}, {}, all)
      const shown = text(plan).filter((line) => line.startsWith('    + '))
      expect(shown).to.have.length(lines)
      expect(shown.at(-1)).to.equal(
        count > 20 ? `    + ... and ${count - 20 === 4980 ? '4,980' : count - 20} more` : shown.at(-1),
      )
      expect(planResult(plan).groups[0]?.add).to.have.length(count)
      expect(totalsOf(plan).additions).to.equal(count)
    })
})

describe('a plan as markdown', () => {
  it('has its numbers in a table and the rest in a diff', () => {
    const plan = planOf({AWS_dev: {okta: ['ana'], aws: ['bo', 'ana']}, AWS_ok: {okta: ['ana'], aws: ['ana']}})
    expect(renderPlanMarkdown(plan, {driftOnly: true}).split('\n')).to.deep.equal([
      '### Okta groups to AWS IAM Identity Center',
      '',
      '1 group to change; 0 to add, 1 to remove, 2 stay; 1 group with nothing to do.',
      '',
      '| group | | add | remove | stay |',
      '| --- | --- | ---: | ---: | ---: |',
      '| ` AWS_dev ` | update | 0 | 1 | 1 |',
      '',
      '<details><summary>All of it</summary>',
      '',
      '```diff',
      '~ AWS_dev  +0 -1, 1 stay',
      '-   bo@example.com',
      '```',
      '',
      '</details>',
      '',
      '` https://halyard.okta.com ` to ` https://scim.eu-west-1.amazonaws.com/T1/scim/v2 `',
    ])
    expect(renderPlanMarkdown(plan)).to.contain('AWS_ok  1 member, in step')
  })

  it('fits into a comment, however much there is to say', () => {
    const all = names(60)
    const plan = planOf(
      Object.fromEntries(names(80, 'AWS_').map((name) => [name, {okta: [...all, 'ana'], aws: ['ana']}])),
      {},
      all,
    )
    const markdown = renderPlanMarkdown(plan)
    expect(markdown.length).to.be.within(50_000, 65_536)
    expect(markdown).to.match(/\n! \.\.\. and [\d,]+ lines more: --output json has all of it\n```/)
  })
})

describe('a plan as JSON', () => {
  it('has everything, and says what is held', () => {
    const result = planResult(mixed)
    expect(result.groups.map(({name, action, held}) => [name, action, held])).to.deep.equal([
      ['AWS_dev', 'update', 'removals'],
      ['AWS_gone', 'delete', 'everything'],
      ['AWS_new', 'create', 'nothing'],
      ['AWS_unread', 'none', 'nothing'],
      ['AWS_ok', 'none', 'nothing'],
    ])
    expect(result.totals).to.deep.equal({
      groups: 5,
      inStep: 1,
      unread: 1,
      toCreate: 1,
      toUpdate: 1,
      toDelete: 1,
      additions: 2,
      removals: 2,
      kept: 2,
      held: {groups: 2, additions: 0, removals: 2},
      findings: 5,
    })
    expect(result.findings.map(({kind}) => kind)).to.deep.equal([
      'rename',
      'unresolved',
      'gone',
      'unmanaged',
      'unread',
    ])
    expect([hasChanges(mixed), isGuarded(mixed)]).to.deep.equal([true, true])
  })

  it('leaves out groups in step, and has the checksum of all', () => {
    const drift = planResult(mixed, {driftOnly: true})
    expect(drift.groups.map(({name}) => name)).not.to.include('AWS_ok')
    expect(drift.checksum).to.equal(planResult(mixed).checksum)
    const calm = planOf({AWS_ok: {okta: ['ana'], aws: ['ana']}})
    expect([hasChanges(calm), isGuarded(calm)]).to.deep.equal([false, false])
  })
})

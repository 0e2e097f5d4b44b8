import {expect} from 'chai'
import {createHash} from 'node:crypto'
import {statSync, writeFileSync} from 'node:fs'
import {makePlan} from '../../../src/lib/scim/plan/make-plan.js'
import {checksumOf, readPlanFile, writePlanFile} from '../../../src/lib/scim/plan/plan-file.js'
import type {Plan} from '../../../src/lib/scim/plan/plan.js'
import {names, oktaId, rules, sides} from '../../support/scim-sides.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorOf} from '../../support/thrown.js'

const madeAt = new Date('2026-11-25T12:00:00Z')
const place = {org: 'https://halyard.okta.com', tenant: 'https://scim.eu-west-1.amazonaws.com/T1/scim/v2'}

function everything(): Plan {
  const {okta, aws} = sides(
    {
      AWS_dev: {okta: ['ana', 'bo', 'zed'], aws: ['bo', 'dee']},
      AWS_new: {okta: ['ana']},
      AWS_gone: {aws: names(12), awsHead: {externalId: oktaId('00g', 'gone')}},
      'AWS_\u202Eodd\u001B[31m"%': {okta: ['ana'], aws: ['ana']},
    },
    {users: ['ana']},
  )
  return makePlan(
    okta,
    aws,
    rules({manage: 'groups', allowDelete: true, guards: {self: 'dee@example.com', requireSelf: ['AWS_dev']}}),
  )
}

describe('a saved plan', () => {
  let home: TempHome
  let file: string
  beforeEach(() => {
    home = createTempHome()
    file = home.write('plan.json', 'of before', 0o644)
  })
  afterEach(() => {
    home.remove()
  })

  it('comes back as it was, for its owner only', () => {
    const plan = everything()
    const checksum = writePlanFile(file, plan, madeAt)
    expect(readPlanFile(file, place)).to.deep.equal({plan, checksum, madeAt})
    expect(statSync(file).mode & 0o777).to.equal(0o600)
    expect(plan.groups.flatMap(({guards}) => guards).some(({people}) => people?.length === 1)).to.equal(true)
  })

  it('has the same checksum whenever it was made, and nothing for a terminal to obey', () => {
    const first = writePlanFile(file, everything(), madeAt)
    const text = home.read('plan.json')
    expect(writePlanFile(file, everything(), new Date(0))).to.equal(first)
    expect(first).to.equal(checksumOf(everything()))
    const {plan} = JSON.parse(text) as {plan: object}
    expect(first).to.equal(createHash('sha256').update(JSON.stringify(plan)).digest('hex'))
    expect(text.replace(/"madeAt": ".*"/, '')).to.equal(home.read('plan.json').replace(/"madeAt": ".*"/, ''))
    // eslint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(text).not.to.match(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/)
  })

  for (const [name, change] of [
    ['a member more', (text) => text.replace('"user-dee"', '"user-eve"')],
    ['a guard less', (text) => text.replace('"holds": "group"', '"holds": "removals"')],
    ['another checksum', (text) => text.replace(/"checksum": "./, '"checksum": "x')],
    ['another tenant', (text) => text.replace('amazonaws.com/T1', 'amazonaws.com/T2')],
  ] satisfies [string, (text: string) => string][])
    it(`is refused with ${name}`, () => {
      writePlanFile(file, everything(), madeAt)
      const text = home.read('plan.json')
      writeFileSync(file, change(text))
      expect(home.read('plan.json')).not.to.equal(text)
      const error = opsErrorOf(() => readPlanFile(file))
      expect(error).to.include({code: 'OPS_PLAN', failure: 'refused'})
      expect(error.message).to.contain('does not fit its checksum')
    })

  for (const [what, other] of [
    ['org', {...place, org: 'https://other.okta.com'}],
    ['tenant', {...place, tenant: 'https://scim.eu-west-1.amazonaws.com/T2/scim/v2'}],
  ] as const)
    it(`is refused at another ${what}`, () => {
      writePlanFile(file, everything(), madeAt)
      const error = opsErrorOf(() => readPlanFile(file, other))
      expect(error).to.include({code: 'OPS_PLAN', failure: 'refused'})
      expect(error.message).to.contain(`made for the ${what} https://`).and.to.contain(other[what])
    })

  for (const {name, text, want} of [
    {name: 'JSON that ends', text: '{\n  "kind":', want: /plan\.json:2:10: it is no JSON from here on/},
    {name: 'no JSON', text: '{\n  kind: 1}', want: /plan\.json:2:3: it is no JSON/},
    {name: 'other JSON', text: '[]', want: /no plan that scim plan has saved/},
    {name: 'an empty file', text: '', want: /plan\.json:1:1: it is no JSON/},
    {
      name: 'a later version',
      text: '{"kind":"okta-ops scim plan","version":2}',
      want: /of version 2 of plans/,
    },
  ])
    it(`is not ${name}`, () => {
      writeFileSync(file, text)
      const error = opsErrorOf(() => readPlanFile(file))
      expect(error).to.include({code: 'OPS_PLAN', failure: 'failure'})
      expect(error.message).to.match(want)
    })

  for (const {name, spoil, want} of [
    {name: 'without groups', spoil: (plan: Plan) => ({...plan, groups: undefined}), want: 'plan.groups'},
    {name: 'with a key more', spoil: (plan: Plan) => ({...plan, force: true}), want: 'plan.force'},
    {
      name: 'with an empty id',
      spoil: (plan: Plan) => withGroup(plan, {remove: [{awsId: '', userName: 'x'}]}),
      want: 'plan.groups[0].remove[0].awsId',
    },
    {
      name: 'with an unknown action',
      spoil: (plan: Plan) => withGroup(plan, {action: 'x'}),
      want: 'plan.groups[0].action',
    },
    {
      name: 'with a guard of no kind',
      spoil: (plan: Plan) => ({...plan, guards: [{}]}),
      want: 'plan.guards[0].guard',
    },
    {
      name: 'that changes a group it does not name',
      spoil: (plan: Plan) => withGroup(plan, {action: 'update', aws: undefined}),
      want: 'plan.groups[0].aws',
    },
    {
      name: 'that makes a group without a name',
      spoil: (plan: Plan) => withGroup(plan, {action: 'create', set: {}, okta: {id: 'g', name: 'g'}}),
      want: 'plan.groups[0].set.displayName',
    },
  ])
    it(`is no plan ${name}`, () => {
      writePlanFile(file, spoil(everything()) as Plan, madeAt)
      const error = opsErrorOf(() => readPlanFile(file))
      expect(error).to.include({code: 'OPS_PLAN', failure: 'failure'})
      expect(error.message).to.contain(`${want} is not as it should be`)
    })
})

function withGroup(plan: Plan, change: object): object {
  return {...plan, groups: [{...plan.groups[0], ...change}, ...plan.groups.slice(1)]}
}

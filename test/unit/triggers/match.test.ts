import {expect} from 'chai'
import type {JsonObject} from '../../../src/lib/shared/json.js'
import {compileRules, matchRules} from '../../../src/lib/triggers/rules/match.js'
import {renderInput} from '../../../src/lib/language/template/input-render.js'
import {debounceGroup, limitGroup, scopeOf, workKey} from '../../../src/lib/triggers/rules/render.js'
import type {Rule} from '../../../src/lib/triggers/rules/rule.js'
import {parseRules} from '../../../src/lib/triggers/rules/rules-file.js'
import {opsErrorOf} from '../../support/thrown.js'

const event: JsonObject = {
  uuid: '7d3c0f1e-0000-4000-8000-000000000001',
  eventType: 'user.lifecycle.deactivate',
  severity: 'WARN',
  outcome: {result: 'SUCCESS'},
  target: [
    {type: 'User', id: '00u1', alternateId: 'noor@example.com'},
    {type: 'AppInstance', id: '0oa1', displayName: 'Payroll'},
  ],
}

function rulesOf(...rules: readonly object[]): readonly Rule[] {
  const written = rules.map((rule, index) => ({
    id: `r${index}`,
    on: 'user.lifecycle.deactivate',
    flow: 'f',
    ...rule,
  }))
  const {rules: read, faults} = parseRules(JSON.stringify({version: 1, rules: written}), {
    file: 'triggers.yaml',
    env: {},
  })
  if (faults[0]) throw faults[0]
  return read
}

const ruleOf = (rule: object): Rule => rulesOf(rule)[0]!
const matching = (rules: readonly Rule[], of: JsonObject = event): string[] =>
  matchRules(compileRules(rules), of).map(({id}) => id)

describe('which rules an event is work for', () => {
  const cases: readonly {readonly name: string; readonly rule: object; readonly matches: boolean}[] = [
    {name: 'the name of its type', rule: {}, matches: true},
    {name: 'another type', rule: {on: 'user.lifecycle.create'}, matches: false},
    {
      name: 'one of several types',
      rule: {on: ['group.lifecycle.create', 'user.lifecycle.deactivate']},
      matches: true,
    },
    {name: 'a glob', rule: {on: 'user.lifecycle.*'}, matches: true},
    {name: 'a glob that ends elsewhere', rule: {on: '*.create'}, matches: false},
    {name: 'a part of a type', rule: {on: 'user.lifecycle'}, matches: false},
    {name: 'capitals', rule: {on: 'USER.lifecycle.deactivate'}, matches: false},
    {name: 'a condition that is met', rule: {when: 'severity eq "WARN"'}, matches: true},
    {name: 'a condition that is not met', rule: {when: 'severity eq "INFO"'}, matches: false},
    {name: 'an exception that is met', rule: {unless: {severity: 'WARN'}}, matches: false},
    {name: 'an exception that is not met', rule: {unless: {severity: 'INFO'}}, matches: true},
    {
      name: 'a condition and an exception',
      rule: {when: {severity: 'WARN'}, unless: 'target[type eq "AppInstance"]'},
      matches: false,
    },
    {name: 'a rule that is switched off', rule: {enabled: false}, matches: false},
  ]
  for (const {name, rule, matches} of cases)
    it(`${name}: ${matches ? 'yes' : 'no'}`, () => {
      expect(matching(rulesOf(rule))).to.deep.equal(matches ? ['r0'] : [])
    })

  it('all of them, in the order of the file, for every event', () => {
    const compiled = compileRules(rulesOf({on: '*'}, {}, {on: 'group.*'}, {on: 'user.*'}))
    for (let round = 0; round < 2; round++)
      expect(matchRules(compiled, event).map(({id}) => id)).to.deep.equal(['r0', 'r1', 'r3'])
    expect(matchRules(compiled, {eventType: 'group.x'}).map(({id}) => id)).to.deep.equal(['r0', 'r2'])
  })

  for (const [name, odd] of [
    ['no type', {}],
    ['a type that is no text', {eventType: ['user.lifecycle.deactivate']}],
    ['the name of something every object has', {eventType: 'constructor'}],
  ] as const)
    it(`none for an event with ${name}`, () => {
      expect(matching(rulesOf({}), odd)).to.deep.equal([])
    })
})

describe('what a rule makes of an event', () => {
  const rendered = (input: object, scope = event): JsonObject => renderInput(ruleOf({input}).input, scope)

  it('keeps the types of values, and has null for what is not there', () => {
    expect(
      rendered({
        who: '${{ target[type eq "User"].alternateId | first }}',
        targets: '${{ target | count }}',
        outcome: '${{ outcome }}',
        text: 'for ${{ severity | lower }}',
        gone: '${{ device.id }}',
        spare: '${{ device.id | default "none" }}',
        fixed: [1, true, null, 'x', {deep: '${{ uuid }}'}],
        sign: '$${{ uuid }}',
      }),
    ).to.deep.equal({
      who: 'noor@example.com',
      targets: 2,
      outcome: {result: 'SUCCESS'},
      text: 'for warn',
      gone: null,
      spare: 'none',
      fixed: [1, true, null, 'x', {deep: event['uuid']}],
      sign: '${{ uuid }}',
    })
  })

  it('lets later steps see the answers of earlier ones, whatever the event calls itself', () => {
    const scope = scopeOf(
      {...event, steps: {flow: {output: 'forged'}}},
      {outputs: new Map([['flow', {ticket: 7}]]), failure: {step: 'flow', reason: 'it said no'}},
    )
    expect(
      rendered({n: '${{ steps.flow.output.ticket }}', why: '${{ failure.reason }}'}, scope),
    ).to.deep.equal({
      n: 7,
      why: 'it said no',
    })
  })

  it('takes the uuid for the key, or what the rule says', () => {
    expect(workKey(ruleOf({}), event)).to.equal(event['uuid'])
    expect(workKey(ruleOf({key: '${{ target[type eq "User"].id | first }}'}), event)).to.equal('00u1')
  })

  it('never makes strangers one: without its value a key or debounce is the uuid', () => {
    const rule = ruleOf({key: 'p-${{ device.id }}', debounce: {for: '1m', by: '${{ device.id }}'}})
    expect(workKey(rule, event)).to.equal(event['uuid'])
    expect(debounceGroup(rule, event)).to.equal(event['uuid'])
    expect(debounceGroup(ruleOf({debounce: {for: '1m'}}), event)).to.equal('')
    expect(debounceGroup(ruleOf({debounce: {for: '1m', by: '${{ severity }}'}}), event)).to.equal('WARN')
  })

  it('has a key for an event without a uuid: the hash of all of it', () => {
    const [one, other] = [
      {eventType: 'a', n: 1},
      {eventType: 'a', n: 2},
    ].map((odd) => workKey(ruleOf({}), odd))
    expect(one).to.match(/^sha256:[0-9a-f]{64}$/)
    expect(one).to.not.equal(other)
  })

  it('limits together what lacks the value', () => {
    const by = ruleOf({throttle: {max: 1, per: '1m', by: '${{ device.id }}'}}).throttle?.by
    expect(limitGroup(by, event)).to.equal('')
    expect(limitGroup(by, {device: {id: 'd1'}})).to.equal('d1')
  })

  it('keeps a long key as its hash', () => {
    expect(workKey(ruleOf({key: '${{ text }}'}), {text: 'x'.repeat(201)})).to.match(/^sha256:[0-9a-f]{64}$/)
  })

  it('refuses an input that has grown beyond a million characters', () => {
    const long = {text: 'x'.repeat(600_000)}
    expect(rendered({a: '${{ text }}'}, long)).to.have.property('a')
    expect(opsErrorOf(() => rendered({a: '${{ text }}', b: ['${{ text }}']}, long))).to.include({
      code: 'OPS_TEMPLATE',
    })
  })
})

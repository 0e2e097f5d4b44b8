import {expect} from 'chai'
import {printFilter} from '../../../src/lib/language/filter/filter-print.js'
import {renderText} from '../../../src/lib/language/template/template-render.js'
import type {Template} from '../../../src/lib/language/template/template-parse.js'
import {renderInput} from '../../../src/lib/language/template/input-render.js'
import type {Rule} from '../../../src/lib/triggers/rules/rule.js'
import {parseRules, readRulesFile} from '../../../src/lib/triggers/rules/rules-file.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {createTempHome} from '../../support/temp-home.js'
import {opsErrorOf} from '../../support/thrown.js'

const plain = {id: 'leaver', on: 'user.lifecycle.deactivate', flow: 'offboard'}
const event = {uuid: 'u-1', actor: {id: '00u1'}, severity: 'WARN'}
const read = (text: string, env = {}) => parseRules(text, {file: 'triggers.yaml', env})
const rulesOf = (...rules: readonly object[]): string => JSON.stringify({version: 1, rules})

/** A rule as plain values: filters as text, templates filled in from `event`. */
function meaning(keys: object): object {
  const {rules, faults} = read(rulesOf({...plain, ...keys}))
  if (faults[0]) throw faults[0]
  const [rule] = rules as [Rule]
  const text = (template: Template | undefined): string | undefined => template && renderText(template, event)
  return {
    ...rule,
    when: rule.when && printFilter(rule.when),
    unless: rule.unless && printFilter(rule.unless),
    key: text(rule.key),
    input: renderInput(rule.input, event),
    throttle: rule.throttle && {...rule.throttle, by: text(rule.throttle.by)},
    debounce: rule.debounce && {...rule.debounce, by: text(rule.debounce.by)},
    concurrency: rule.concurrency && {...rule.concurrency, key: text(rule.concurrency.key)},
    then: rule.then.map((step) => ({...step, input: renderInput(step.input, event)})),
    onFailure: rule.onFailure && {...rule.onFailure, input: renderInput(rule.onFailure.input, event)},
    tests: rule.tests.map((test) => ({
      ...test,
      event: test.event(),
      expect: {...test.expect, input: test.expect.input?.()},
    })),
  }
}

describe('triggers.yaml', () => {
  const input = {user: '${{ actor.id }}'}
  const test = {name: 'one', event: {}, expect: {match: true}}
  const cases: readonly (readonly [key: string, keys: object, path: string, value: unknown])[] = [
    ['id', {id: 'gone'}, 'id', 'gone'],
    ['enabled', {enabled: false}, 'enabled', false],
    ['on', {on: ['user.*', 'group.*']}, 'on', ['user.*', 'group.*']],
    ['when', {when: 'severity eq "WARN"'}, 'when', 'severity eq "WARN"'],
    ['unless', {unless: {severity: 'WARN'}}, 'unless', 'severity eq "WARN"'],
    ['flow', {flow: 'other'}, 'flow', 'other'],
    [
      'input',
      {input: {user: '${{ actor.id }}', n: 3, deep: [{a: null}]}},
      'input',
      {user: '00u1', n: 3, deep: [{a: null}]},
    ],
    ['key', {key: 'person ${{ actor.id }}'}, 'key', 'person 00u1'],
    ['throttle.max', {throttle: {max: 7, per: '1m'}}, 'throttle.max', 7],
    ['throttle.per', {throttle: {max: 1, per: '2m'}}, 'throttle.perMs', 120_000],
    ['throttle.by', {throttle: {max: 1, per: '1m', by: '${{ actor.id }}'}}, 'throttle.by', '00u1'],
    ['debounce.for', {debounce: {for: '30s'}}, 'debounce.forMs', 30_000],
    ['debounce.by', {debounce: {for: '30s', by: '${{ severity }}'}}, 'debounce.by', 'WARN'],
    ['retry.max', {retry: {max: 2}}, 'retry.max', 2],
    ['retry.backoff', {retry: {max: 2, backoff: '5s'}}, 'retry.backoffMs', 5000],
    ['retry.on', {retry: {max: 2, on: ['refused', 'failed']}}, 'retry.on', ['refused', 'failed']],
    ['timeout', {timeout: '20s'}, 'timeoutMs', 20_000],
    ['concurrency.limit', {concurrency: {limit: 4}}, 'concurrency.limit', 4],
    ['concurrency.key', {concurrency: {limit: 4, key: '${{ actor.id }}'}}, 'concurrency.key', '00u1'],
    ['then[].id', {then: [{id: 'tell', flow: 'say'}]}, 'then[0].id', 'tell'],
    ['then[].flow', {then: [{id: 'tell', flow: 'say'}]}, 'then[0].flow', 'say'],
    ['then[].input', {then: [{id: 'tell', flow: 'say', input}]}, 'then[0].input', {user: '00u1'}],
    ['on_failure.flow', {on_failure: {flow: 'alarm'}}, 'onFailure.flow', 'alarm'],
    ['on_failure.input', {on_failure: {flow: 'alarm', input}}, 'onFailure.input', {user: '00u1'}],
    ['destructive', {destructive: true}, 'destructive', true],
    ['confirm', {confirm: 'log'}, 'confirm', 'log'],
    ['secret_inputs', {input, secret_inputs: ['user']}, 'secretInputs', ['user']],
    ['tests[].name', {tests: [test]}, 'tests[0].name', 'one'],
    ['tests[].event', {tests: [{...test, event: {severity: 'INFO'}}]}, 'tests[0].event', {severity: 'INFO'}],
    ['tests[].expect.match', {tests: [test]}, 'tests[0].expect.match', true],
    [
      'tests[].expect.input',
      {tests: [{...test, expect: {match: true, input: {user: 'x'}}}]},
      'tests[0].expect.input',
      {user: 'x'},
    ],
  ]
  for (const [key, keys, path, value] of cases)
    it(`[triggers.yaml rules[].${key}] is taken over`, () => {
      expect(meaning(keys)).to.have.nested.property(path).that.deep.equals(value)
      expect(meaning({})).to.not.have.deep.nested.property(path, value)
    })

  it('[triggers.yaml version] is 1', () => {
    expect(opsErrorOf(() => read('version: 2\nrules: []\n')).message).to.match(
      /^triggers\.yaml:1:10: version: /,
    )
  })

  it('waits for the log before it takes something away, unless the rule says otherwise', () => {
    expect(meaning({destructive: true})).to.include({confirm: 'log'})
    expect(meaning({destructive: true, confirm: 'none'})).to.include({confirm: 'none'})
    expect(meaning({})).to.include({confirm: 'none'})
  })

  it('tries again only what was certainly not run, unless the rule says otherwise', () => {
    expect(meaning({})).to.have.deep.property('retry', {max: 5, backoffMs: 30_000, on: ['refused']})
    expect(meaning({retry: {max: 0}})).to.have.nested.property('retry.max', 0)
  })

  const shortForms: readonly (readonly [name: string, when: object, filter: string])[] = [
    ['a value', {'outcome.result': 'FAILURE'}, 'outcome.result eq "FAILURE"'],
    ['several values', {severity: ['WARN', 'ERROR']}, 'severity in ["WARN", "ERROR"]'],
    ['several paths', {severity: 'WARN', 'actor.id': 'x'}, 'severity eq "WARN" and actor.id eq "x"'],
    ['dates', {published: ['2026-11-25', null]}, 'published in ["2026-11-25", null]'],
    ['nothing', {'device.id': null}, 'device.id eq null'],
    [
      'true, which Okta may have written as a text',
      {'debugContext.debugData.threatSuspected': true},
      'debugContext.debugData.threatSuspected in [true, "true"]',
    ],
    [
      'a path with a condition',
      {'target[type eq "User"].alternateId': 'a@example.com'},
      'target[type eq "User"].alternateId eq "a@example.com"',
    ],
    ['not', {not: {severity: 'WARN'}}, 'not (severity eq "WARN")'],
    [
      'any, with text inside',
      {any: [{severity: 'WARN'}, 'actor.id pr']},
      'severity eq "WARN" or actor.id pr',
    ],
    [
      'all beside a path',
      {all: [{severity: 'WARN'}, {any: [{a: 1}, {b: 'x'}]}], c: 'd'},
      'severity eq "WARN" and (a in [1, "1"] or b eq "x") and c eq "d"',
    ],
  ]
  for (const [name, when, filter] of shortForms)
    it(`reads the short form of a condition: ${name}`, () => {
      expect(meaning({when})).to.have.property('when', filter)
    })

  it('fills in ${VARIABLES} of the environment', () => {
    const {rules} = read(rulesOf({...plain, flow: '${FLOW}', input: {stage: '${STAGE}'}}), {
      FLOW: 'f',
      STAGE: 'test',
    })
    expect(rules[0]).to.include({flow: 'f'})
    expect(renderInput(rules[0]!.input, {})).to.deep.equal({stage: 'test'})
  })

  it('knows where each part stands', () => {
    const {rules, placeOf} = read(
      'version: 1\nrules:\n  - id: a\n    on: [user.x, user.y]\n    flow: f\n    then:\n      - {id: t, flow: g}\n',
    )
    const [rule] = rules as [Rule]
    expect(rule.line).to.equal(3)
    expect(placeOf(rule, ['on', 1])).to.deep.equal({line: 4, column: 18})
    expect(placeOf(rule, ['then', 0, 'flow'])).to.deep.equal({line: 7, column: 23})
    expect(placeOf(rule, ['then', 9, 'flow']), 'nearest').to.deep.equal({line: 7, column: 7})
  })

  it('reads the rules beside a broken one', () => {
    const {rules, faults} = read(
      rulesOf({...plain, id: 'a'}, {...plain, id: 'b', flow: ''}, {...plain, id: 'c'}),
    )
    expect(rules.map(({id}) => id)).to.deep.equal(['a', 'c'])
    expect(faults.map(({message}) => message)).to.have.lengthOf(1)
  })

  const faults: readonly {readonly name: string; readonly rule: string; readonly says: RegExp}[] = [
    {
      name: 'an unknown key',
      rule: '{id: a, on: b, flow: f, wehn: x}',
      says: /^triggers\.yaml:3:29: rules\[0\]: unknown key "wehn"; did you mean "when"\?$/,
    },
    {name: 'a missing flow', rule: '{id: a, on: b}', says: /the key "flow" is missing/},
    {name: 'no event type', rule: '{id: a, on: [], flow: f}', says: /rules\[0\]\.on: is an empty list/},
    {
      name: 'a regular expression for an event type',
      rule: '{id: a, on: "(a+)+$", flow: f}',
      says: /an event type such as/,
    },
    {
      name: 'a bad filter, with a caret',
      rule: '{id: a, on: b, flow: f, when: severity = "x"}',
      says: /^triggers\.yaml:3:35: rules\[0\]\.when: filter: = is no operator; did you mean eq\?[^]*\n +\^$/,
    },
    {
      name: 'a bad path in the short form',
      rule: '{id: a, on: b, flow: f, when: {"a eq 1 or b": x}}',
      says: /:3:36: .*eq is not expected in a path/,
    },
    {
      name: 'published that is no date, in the short form',
      rule: '{id: a, on: b, flow: f, when: {published: yesterday}}',
      says: /:3:47: rules\[0\]\.when\.published: published is compared with a date, such as/,
    },
    {
      name: 'published that is no date, in a list of the short form',
      rule: '{id: a, on: b, flow: f, when: {published: [2026-11-25, 2026]}}',
      says: /:3:60: .*published is compared with a date, such as/,
    },
    {
      name: 'a mapping as a value',
      rule: '{id: a, on: b, flow: f, when: {a: {b: c}}}',
      says: /should be a value or a list of values/,
    },
    {name: 'an empty condition', rule: '{id: a, on: b, flow: f, when: {}}', says: /says nothing/},
    {
      name: 'any without conditions',
      rule: '{id: a, on: b, flow: f, when: {any: []}}',
      says: /a condition is missing/,
    },
    {
      name: 'an unknown template filter',
      rule: '{id: a, on: b, flow: f, input: {x: "${{ a | frist }}"}}',
      says: /rules\[0\]\.input\.x: frist is no filter; did you mean first/,
    },
    {
      name: 'a placeholder that is not closed',
      rule: '{id: a, on: b, flow: f, key: "${{ a"}',
      says: /never closed/,
    },
    {
      name: 'a number that JSON does not have',
      rule: '{id: a, on: b, flow: f, input: {x: .inf}}',
      says: /no number that JSON has/,
    },
    {
      name: 'a duration of nothing',
      rule: '{id: a, on: b, flow: f, timeout: 0s}',
      says: /longer than nothing/,
    },
    {
      name: 'a step that is called flow',
      rule: '{id: a, on: b, flow: f, then: [{id: flow, flow: g}]}',
      says: /cannot have the id flow/,
    },
    {
      name: 'two steps of one id',
      rule: '{id: a, on: b, flow: f, then: [{id: s, flow: g}, {id: s, flow: g}]}',
      says: /two steps of then have the id s/,
    },
    {
      name: 'a secret input that is no input',
      rule: '{id: a, on: b, flow: f, input: {token: x}, secret_inputs: [tokn]}',
      says: /"tokn".*did you mean "token"\?/,
    },
    {
      name: 'a flow by a name that flows.yaml could not have',
      rule: '{id: a, on: b, flow: off board}',
      says: /flow: should be the name of a flow, of letters, digits, dots, - and _/,
    },
    {
      name: 'a test without an event',
      rule: '{id: a, on: b, flow: f, tests: [{name: x, event: 3, expect: {match: true}}]}',
      says: /should hold keys and values/,
    },
  ]
  for (const {name, rule, says} of faults)
    it(`refuses ${name}`, () => {
      const [fault] = read(`version: 1\nrules:\n  - ${rule}\n`).faults
      expect(fault?.message).to.match(says)
      expect(fault).to.include({code: 'OPS_YAML', failure: 'usage'})
    })

  it('throws the first fault of a file, and says when there is no file', () => {
    const home = createTempHome()
    try {
      const machine = fakeMachine({})
      const broken = home.write('triggers.yaml', 'version: 1\nrules:\n  - {id: a, on: b}\n')
      expect(opsErrorOf(() => readRulesFile(machine, broken)).message).to.match(/:3:5: .*"flow" is missing$/)
      const worse = home.write('worse.yaml', 'version: 1\nrules:\n  - {id: a, on: b}\n  - {id: b}\n')
      const error = opsErrorOf(() => readRulesFile(machine, worse))
      expect(error.message).to.match(/"flow" is missing\n\(and 1 more\)$/)
      expect(error.next).to.equal(`okta-ops triggers validate ${worse}`)
      expect(opsErrorOf(() => readRulesFile(machine, `${broken}.gone`))).to.include({
        code: 'OPS_FILE_UNREADABLE',
      })
    } finally {
      home.remove()
    }
  })

  it('refuses a second rule of one id, and says where the first stands', () => {
    const [fault] = read(
      'version: 1\nrules:\n  - {id: a, on: b, flow: f}\n  - {id: a, on: c, flow: f}\n',
    ).faults
    expect(fault?.message).to.equal('triggers.yaml:4:10: rules[1].id: the rule in line 3 has the id a too')
  })
})

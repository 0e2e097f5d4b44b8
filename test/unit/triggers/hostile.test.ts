import {expect} from 'chai'
import type {JsonObject} from '../../../src/lib/shared/json.js'
import {compileRules, matchRules} from '../../../src/lib/triggers/rules/match.js'
import {renderInput} from '../../../src/lib/language/template/input-render.js'
import {workKey} from '../../../src/lib/triggers/rules/render.js'
import {parseRules, type RulesFile} from '../../../src/lib/triggers/rules/rules-file.js'
import {opsErrorOf} from '../../support/thrown.js'

const read = (text: string, env = {}): RulesFile => parseRules(text, {file: 'triggers.yaml', env})
const rule = 'id: a, on: user.x, flow: f'
const fileOf = (keys: string): string => `version: 1\nrules:\n  - {${rule}, ${keys}}\n`

/** What `input` becomes for an event. */
function rendered(input: string, event: JsonObject): JsonObject {
  const {rules, faults} = read(fileOf(`input: ${input}`))
  if (faults[0]) throw faults[0]
  return renderInput(rules[0]!.input, event)
}

/** Runs `work`, which must not take longer than any linear work would. */
function quickly<T>(work: () => T): T {
  const started = performance.now()
  const result = work()
  expect(performance.now() - started, 'ms').to.be.below(2000)
  return result
}

describe('hostile rules files', () => {
  const laughs = (levels: number): string =>
    Array.from({length: levels}, (_, level) =>
      level === 0
        ? '  l0: &l0 [x, x]'
        : `  l${level}: &l${level} [${Array(10)
            .fill(`*l${level - 1}`)
            .join(', ')}]`,
    ).join('\n')
  const cases: readonly {readonly name: string; readonly text: string; readonly says: RegExp}[] = [
    {
      name: 'aliases that stand for billions of values',
      text: `version: 1\nrules:\n- id: a\n  on: b\n  flow: f\n  input:\n${laughs(12).replaceAll('  l', '    l')}\n`,
      says: /^triggers\.yaml:\d+:\d+: it comes to more than (50000 values|1000 aliases written out)$/,
    },
    {
      name: 'the same in a test',
      text: `version: 1\nrules:\n- id: a\n  on: b\n  flow: f\n  tests:\n  - name: t\n    expect: {match: true}\n    event:\n${laughs(12).replaceAll('  l', '      l')}\n`,
      says: /it comes to more than/,
    },
    {name: 'an alias inside of what it stands for', text: fileOf('input: &i {x: *i}'), says: /stands inside/},
    {name: 'an alias for nothing', text: fileOf('input: *gone'), says: /nothing above is marked &gone/},
    {
      name: 'a hundred thousand brackets',
      text: `version: 1\nrules: ${'['.repeat(100_000)}`,
      says: /:2:\d+: too many levels inside each other$/,
    },
    {name: 'a hundred thousand dashes', text: '- '.repeat(100_000), says: /too many levels/},
    {
      name: 'brackets that are closed',
      text: fileOf(`input: {x: ${'['.repeat(500)}${']'.repeat(500)}}`),
      says: /too many levels/,
    },
    {
      name: 'levels that aliases pile up',
      text: fileOf(`input: {a: &a ${'['.repeat(30)}${']'.repeat(30)}, b: [[[[[[[[[[[*a]]]]]]]]]]]}`),
      says: /more than 40 levels/,
    },
    {
      name: 'a file of megabytes',
      text: `version: 1\nrules: [] # ${'x'.repeat(2_000_000)}`,
      says: /more than 1000000 characters/,
    },
    {
      name: 'many aliases of one small value',
      text: `version: 1\nrules: [&a 1, ${'*a, '.repeat(1001)}]`,
      says: /more than 1000 aliases/,
    },
    {
      name: 'many values',
      text: `version: 1\nrules: [&a 1, *a, ${'1,'.repeat(60_000)}]`,
      says: /more than 50000 values/,
    },
    {name: 'one key twice', text: fileOf('id: b'), says: /keys must be unique/i},
    {name: 'a tag of another language', text: fileOf('key: !!js/function "x"'), says: /tag/i},
    {
      name: 'a second document',
      text: 'version: 1\nrules: []\n---\nversion: 1\nrules: []\n',
      says: /document/i,
    },
  ]
  for (const {name, text, says} of cases)
    it(`refuses ${name}`, () => {
      expect(
        quickly(() =>
          opsErrorOf(() => {
            faultOf(text)
          }),
        ).message,
      ).to.match(says)
    })

  const inRule: readonly {readonly name: string; readonly keys: string; readonly says: RegExp}[] = [
    {
      name: 'a rule key that every object has',
      keys: '__proto__: {enabled: false}',
      says: /unknown key "__proto__"/,
    },
    {name: 'a constructor', keys: 'constructor: x', says: /unknown key "constructor"/},
    {name: 'thousands of parentheses in a filter', keys: `when: '${'('.repeat(5000)}'`, says: /more than 64/},
    {
      name: 'a filter of many characters',
      keys: `when: '${'a '.repeat(20_000)}'`,
      says: /at most 10000 characters/,
    },
    {name: 'a filter that is code', keys: `when: 'process.exit(1)'`, says: /filter: /},
    {name: 'a template that is code', keys: 'key: "${{ process.exit(1) }}"', says: /is not expected here/},
    {
      name: 'a template with a filter from the prototype',
      keys: 'key: "${{ a | constructor }}"',
      says: /constructor is no filter/,
    },
    {name: 'a variable that brings a placeholder', keys: 'key: "${BAD}"', says: /must not bring/},
    {
      name: 'a variable that completes a placeholder',
      keys: 'key: "${HALF}{ uuid }}"',
      says: /must not bring/,
    },
  ]
  for (const {name, keys, says} of inRule)
    it(`refuses ${name}`, () => {
      const env = {BAD: '${{ uuid }}', HALF: '${'}
      expect(quickly(() => read(fileOf(keys), env).faults[0])?.message).to.match(says)
    })

  function faultOf(text: string): void {
    const [fault] = read(text).faults
    if (fault) throw fault
  }
})

describe('hostile events', () => {
  it('cannot bring a template: what was filled in is not read again', () => {
    const actor = {displayName: '${{ secret }} ${HOME} {{secret}}'}
    expect(
      rendered('{a: "${{ actor.displayName }}", b: "hi ${{ actor.displayName }}"}', {actor, secret: 's3'}),
    ).to.deep.equal({
      a: actor.displayName,
      b: `hi ${actor.displayName}`,
    })
  })

  it('cannot reach what every object has', () => {
    expect(
      rendered(
        '{a: "${{ constructor }}", b: "${{ __proto__.x }}", c: "${{ actor.toString }}", d: "${{ list.length }}"}',
        {
          actor: {},
          list: [],
        },
      ),
    ).to.deep.equal({a: null, b: null, c: null, d: []})
  })

  it('with a key named __proto__ change no object but their own', () => {
    const event = JSON.parse('{"__proto__": {"polluted": 1}, "uuid": "u"}') as JsonObject
    const input = rendered('{"__proto__": "${{ uuid }}", all: "${{ __proto__ }}"}', event)
    expect(Object.keys(input)).to.deep.equal(['__proto__', 'all'])
    expect(JSON.stringify(input)).to.equal('{"__proto__":"u","all":{"polluted":1}}')
    expect(({} as {polluted?: number}).polluted).to.equal(undefined)
  })

  it('cannot make a rule slow: no pattern is a regular expression', () => {
    const on = `${'*a'.repeat(80)}*b`
    const {rules} = read(
      `version: 1\nrules:\n  - {id: a, on: "${on}", flow: f, when: 'name co "${'a'.repeat(30)}!"'}\n`,
    )
    const compiled = compileRules(rules)
    quickly(() => {
      for (let n = 0; n < 2000; n++)
        matchRules(compiled, {eventType: `${'a'.repeat(180)}${n}`, name: 'a'.repeat(1000)})
    })
  })

  it('cannot make one slow by their size either', () => {
    const {rules} = read(
      fileOf(`when: 'target[type eq "User" and detailEntry.x co "needle"].id pr', key: "\${{ target.id }}"`),
    )
    const target = Array.from({length: 100_000}, (_, id) => ({type: 'User', id, detailEntry: {x: 'hay'}}))
    const event = {uuid: 'u', eventType: 'user.x', target}
    expect(quickly(() => matchRules(compileRules(rules), event))).to.deep.equal([])
    expect(quickly(() => workKey(rules[0]!, event))).to.match(/^sha256:/)
    expect(quickly(() => matchRules(compileRules(rules), {eventType: 'x'.repeat(50_000_000)}))).to.deep.equal(
      [],
    )
  })

  it('cannot fill the memory with made-up types: only so many are remembered', () => {
    const compiled = compileRules(read(`version: 1\nrules:\n  - {id: a, on: '*', flow: f}\n`).rules)
    const first = compiled.listeningTo('user.x')
    expect(compiled.listeningTo('user.x')).to.equal(first)
    for (let n = 0; n < 5000; n++) matchRules(compiled, {eventType: `made.up.${n}`})
    expect(compiled.listeningTo('user.x')).to.not.equal(first)
    const long = 'x'.repeat(201)
    expect(matchRules(compiled, {eventType: long}), 'no glob is tried on what is too long').to.deep.equal([])
  })
})

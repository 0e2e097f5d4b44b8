import {expect} from 'chai'
import type {JsonObject} from '../../../src/lib/shared/json.js'
import {checkRules} from '../../../src/lib/triggers/rules/check-rules.js'
import {whyNot} from '../../../src/lib/triggers/rules/explain.js'
import {runRuleTests} from '../../../src/lib/triggers/rules/run-tests.js'
import {parseRules, type RulesFile} from '../../../src/lib/triggers/rules/rules-file.js'

const head = 'version: 1\nrules:\n  - '
const fileOf = (keys: string): RulesFile => {
  const file = parseRules(`${head}{id: a, ${keys}}\n`, {file: 'triggers.yaml', env: {}})
  if (file.faults[0]) throw file.faults[0]
  return file
}
const joined = 'on: user.lifecycle.create, flow: f'

describe('checking rules', () => {
  const findings = async (keys: string, flows?: readonly string[]): Promise<readonly string[]> =>
    (await checkRules(fileOf(keys), flows)).map(
      ({level, line, column, message}) => `${line}:${column} ${level} ${message}`,
    )

  const cases: readonly {
    readonly name: string
    readonly keys: string
    readonly flows?: readonly string[]
    readonly says: readonly RegExp[]
  }[] = [
    {name: 'nothing odd', keys: joined, flows: ['f'], says: []},
    {
      name: 'an event type that is not known, with the nearest',
      keys: 'on: user.lifecycle.creat, flow: f',
      says: [/^3:17 warning user\.lifecycle\.creat is not among .*user\.lifecycle\.create/],
    },
    {
      name: 'a glob that fits nothing',
      keys: 'on: "nobody.*", flow: f',
      says: [/^3:17 warning no event type .*nobody\.\*/],
    },
    {
      name: 'an event type inside a condition',
      keys: `on: "user.*", flow: f, when: 'eventType eq "user.mfa.factor.failure"'`,
      says: [
        /^3:\d+ warning Okta has no event type user\.mfa\.factor\.failure; use user\.authentication/,
        /note/,
      ],
    },
    {
      name: 'an unknown flow',
      keys: joined,
      flows: ['g', 'ff'],
      says: [/^3:46 error no flow is called f; did you mean/],
    },
    {
      name: 'an unknown flow of a later step',
      keys: `${joined}, then: [{id: s, flow: offboard}], on_failure: {flow: i}`,
      flows: ['f'],
      says: [/error no flow is called offboard; okta-ops flows add offboard/, /error no flow is called i;/],
    },
    {
      name: 'a path that no such event carries',
      keys: `${joined}, input: {x: '\${{ actor.email }}'}`,
      says: [/^3:60 warning actor\.email: no event that the rule listens to carries it$/],
    },
    {
      name: 'a target that no such event has',
      keys: `${joined}, key: '\${{ target[type eq "AppInstance"].id | first }}'`,
      says: [/warning target\[type eq "AppInstance"\]\.id: no event/],
    },
    {
      name: 'a path with a default',
      keys: `${joined}, input: {x: '\${{ actor.email | default "none" }}'}`,
      says: [],
    },
    {
      name: 'a path below what Okta fills freely',
      keys: `${joined}, key: '\${{ debugContext.debugData.whatever }}'`,
      says: [],
    },
    {name: 'a device, which is there sometimes', keys: `${joined}, key: '\${{ device.managed }}'`, says: []},
    {
      name: 'a step that is not there',
      keys: `${joined}, then: [{id: one, flow: f, input: {x: '\${{ steps.flw.output }}'}}]`,
      says: [/error steps\.flw\.output: there is no step flw before this one; did you mean steps\.flow\?/],
    },
    {
      name: 'a step that comes later',
      keys: `${joined}, input: {x: '\${{ steps.flow.output }}'}`,
      says: [/error .*no step is over by then/],
    },
    {
      name: 'steps that are over',
      keys: `${joined}, then: [{id: one, flow: f, input: {x: '\${{ steps.flow.output.a }}'}}, {id: two, flow: f, input: {x: '\${{ steps.one.output }}'}}]`,
      says: [],
    },
    {
      name: 'failure where nothing has failed',
      keys: `${joined}, input: {x: '\${{ failure.reason }}'}, on_failure: {flow: f, input: {x: '\${{ failure.reason }}'}}`,
      says: [/^3:60 error failure\.reason: failure is there only in the input of on_failure$/],
    },
    {
      name: 'taking something away on the word of a hook',
      keys: `${joined}, destructive: true, confirm: none`,
      says: [/warning it takes something away on the word of an event hook alone/],
    },
    {
      name: 'trying again what may have run',
      keys: `${joined}, retry: {max: 1, on: [unknown]}`,
      says: [/warning after unknown the flow may run twice/],
    },
    {
      name: 'what no event hook delivers',
      keys: 'on: user.session.expire, flow: f',
      says: [/^3:17 note no event hook delivers user\.session\.expire/],
    },
  ]
  for (const {name, keys, flows, says} of cases)
    it(`finds ${name}`, async () => {
      const found = await findings(keys, flows)
      expect(found, found.join('\n')).to.have.lengthOf(says.length)
      for (const [index, pattern] of says.entries()) expect(found[index]).to.match(pattern)
    })

  /** The event types that the Workflows integration module listed; nine of them never existed. */
  const ofTheModule: Readonly<Record<string, RegExp | undefined>> = {
    'user.authentication.sso.login.success': /use user\.authentication\.sso .*SUCCESS/,
    'user.authentication.sso.login.failure': /use user\.authentication\.sso .*FAILURE/,
    'user.authentication.sso.logout': /use user\.session\.end/,
    'user.session.expired': /use user\.session\.expire/,
    'user.mfa.factor.activate': undefined,
    'user.mfa.factor.challenge': /use system\.push/,
    'user.mfa.factor.failure': /use user\.authentication\.auth_via_mfa/,
    'user.lifecycle.create': undefined,
    'user.lifecycle.activate': undefined,
    'user.lifecycle.deactivate': undefined,
    'user.lifecycle.suspend': undefined,
    'user.lifecycle.unsuspend': undefined,
    'application.user_membership.add': undefined,
    'application.user_membership.remove': undefined,
    'group.user_membership.add': undefined,
    'group.user_membership.remove': undefined,
    'user.account.update_password': undefined,
    'user.account.reset_password': undefined,
    'user.password.expiring': /use nothing: .*user\.account\.expire_password/,
    'policy.violation': /use policy\.auth_reevaluate\.fail/,
    'user.authentication.risk.detected': /use user\.risk\.detect/,
  }
  for (const [name, instead] of Object.entries(ofTheModule))
    it(`${instead === undefined ? 'takes' : 'says what to use instead of'} ${name}`, async () => {
      const found = await findings(`on: ${name}, flow: f`)
      if (instead === undefined) expect(found).to.deep.equal([])
      else expect(found.join('\n')).to.match(instead)
    })
})

describe('why a rule leaves an event alone', () => {
  const event: JsonObject = {
    eventType: 'user.lifecycle.create',
    severity: 'INFO',
    outcome: {result: 'FAILURE'},
    target: [{type: 'User', id: '1'}],
  }
  const cases: readonly (readonly [keys: string, why: readonly string[]])[] = [
    [joined, []],
    ['on: [x.y, "z.*"], flow: f', ['it listens to x.y, z.*']],
    [`${joined}, enabled: false`, ['it is switched off (enabled: false)']],
    [
      `${joined}, when: 'severity eq "INFO" and outcome.result eq "SUCCESS"'`,
      ['when: outcome.result eq "SUCCESS" (it is "FAILURE")'],
    ],
    [
      `${joined}, when: 'device.id pr or severity eq "WARN"'`,
      ['when: none of these: device.id pr (there is no device.id); severity eq "WARN" (it is "INFO")'],
    ],
    [`${joined}, when: {not: {severity: INFO}}`, ['when: not wanted: severity eq "INFO" (it is "INFO")']],
    [`${joined}, unless: {target.type: User}`, ['unless: target.type eq "User" (it is ["User"])']],
    [
      `${joined}, when: 'target[type eq "UserGroup"].id pr'`,
      ['when: target[type eq "UserGroup"].id pr (there is no target[type eq "UserGroup"].id)'],
    ],
  ]
  for (const [keys, why] of cases)
    it(`${keys}: ${why.join('; ') || 'it does not'}`, () => {
      expect(whyNot(fileOf(keys).rules[0]!, event)).to.deep.equal(why)
    })
})

describe('the tests of a rule', () => {
  const outcome = (keys: string, test: string) =>
    runRuleTests(fileOf(`${keys}, tests: [{name: t, ${test}}]`).rules[0]!)[0]!
  const input = "input: {who: '${{ actor.alternateId }}', n: 1}"

  it('is green when the event matches and the input is the expected one, in whatever order', () => {
    const wanted = 'expect: {match: true, input: {n: 1, who: noor@example.com}}'
    expect(
      outcome(`${joined}, ${input}`, `event: {actor: {alternateId: noor@example.com}}, ${wanted}`),
    ).to.deep.equal({
      rule: 'a',
      test: 't',
      ok: true,
      reasons: [],
      diff: [],
    })
  })

  it('is red with a difference when the input is another', () => {
    const {ok, diff} = outcome(
      `${joined}, ${input}`,
      'event: {}, expect: {match: true, input: {n: 2, who: x}}',
    )
    expect(ok).to.equal(false)
    expect(diff.filter(({sign}) => sign !== ' ').map(({sign, text}) => `${sign}${text}`)).to.deep.equal([
      '-  "n": 2,',
      '-  "who": "x"',
      '+  "n": 1,',
      '+  "who": "ida.admin@example.com"',
    ])
  })

  it('is red when an event should match and does not, and says why', () => {
    expect(
      outcome(`${joined}, when: 'severity eq "WARN"'`, 'event: {}, expect: {match: true}').reasons,
    ).to.deep.equal(['the event should match and does not', 'when: severity eq "WARN" (it is "INFO")'])
  })

  it('is red when an event should not match and does', () => {
    expect(outcome(joined, 'event: {}, expect: {match: false}')).to.include({ok: false})
  })

  it('takes the type of the event from the case, else from the rule', () => {
    expect(outcome(joined, 'event: {eventType: user.lifecycle.delete}, expect: {match: true}').ok).to.equal(
      false,
    )
    expect(outcome('on: "user.*", flow: f', 'event: {}, expect: {match: true}').ok).to.equal(true)
  })

  it('tests a rule that is switched off as if it were on', () => {
    expect(outcome(`${joined}, enabled: false`, 'event: {}, expect: {match: true}').ok).to.equal(true)
  })
})

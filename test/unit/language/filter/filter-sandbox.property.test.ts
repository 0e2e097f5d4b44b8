import {expect} from 'chai'
import fc from 'fast-check'
import {compileFilter} from '../../../../src/lib/language/filter/filter-match.js'
import {parseFilter} from '../../../../src/lib/language/filter/filter-parse.js'
import {printFilter} from '../../../../src/lib/language/filter/filter-print.js'
import type {Filter} from '../../../../src/lib/language/filter/filter-tree.js'
import {splitForOkta} from '../../../../src/lib/language/filter/okta-filter.js'
import * as sandbox from '../../../../src/lib/sandbox/okta/log/filter.js'
import type {JsonObject} from '../../../../src/lib/shared/json.js'

/*
 * The half of a filter that goes to Okta means in the sandbox, whose evaluator shares nothing with ours, what it means
 * here. Left out is what Okta's documentation leaves open and the two decide differently: `eq` of dates, `pr` of an empty
 * object.
 */

const id = fc.constantFrom('00u1', '00u2', '00g1')
const type = fc.constantFrom('User', 'UserGroup', 'AppInstance')
const name = fc.constantFrom(
  'Ada Marsh',
  'ada',
  'AWS_dev',
  String.raw`back\slash "q"`,
  'tab\there',
  '日本',
  '',
)
const party = fc.record(
  {id, type, displayName: fc.option(name), alternateId: name},
  {requiredKeys: ['id', 'type'], noNullPrototype: true},
)
const event = fc.record(
  {
    eventType: fc.constantFrom('user.session.start', 'user.session.end'),
    published: fc.constantFrom('2026-08-01T10:00:00.000Z', '2026-08-02T10:00:00.000Z'),
    actor: fc.option(party),
    target: fc.option(fc.array(party, {maxLength: 3})),
    outcome: fc.record({result: fc.constantFrom('SUCCESS', 'FAILURE'), reason: fc.option(name)}),
    securityContext: fc.record({asNumber: fc.option(fc.integer({min: 0, max: 3})), isProxy: fc.boolean()}),
  },
  {requiredKeys: ['eventType', 'published'], noNullPrototype: true},
)
const texts = fc.tuple(
  fc
    .constantFrom('actor', 'target')
    .chain((who) =>
      fc.constantFrom(
        `${who}.id`,
        `${who}.type`,
        `${who}.displayName`,
        `${who}.alternateId`,
        'outcome.reason',
      ),
    ),
  fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'),
  fc.oneof(id, type, name).map((text) => JSON.stringify(text)),
)
const test = fc.oneof(
  {weight: 4, arbitrary: texts},
  fc.tuple(
    fc.constant('securityContext.asNumber'),
    fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'),
    fc.constantFrom('0', '1', '2'),
  ),
  fc.tuple(
    fc.constant('securityContext.isProxy'),
    fc.constantFrom('eq', 'ne'),
    fc.constantFrom('true', 'false'),
  ),
  fc.tuple(
    fc.constantFrom(
      'actor',
      'target.displayName',
      'target.alternateId',
      'outcome.reason',
      'Actor.id',
      'nowhere.x',
    ),
    fc.constant('pr'),
  ),
  fc.tuple(
    fc.constantFrom('target.id', 'eventType'),
    fc.constant('in'),
    fc.constant('["00u1", "user.session.end"]'),
  ),
)
const {filter} = fc.letrec<{filter: string}>((tie) => ({
  filter: fc.oneof(
    {depthSize: 'small'},
    test.map((parts) => parts.join(' ')),
    fc.tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter')).map((parts) => parts.join(' ')),
    tie('filter').map((text) => `not (${text})`),
    tie('filter').map((text) => `(${text})`),
  ),
}))

describe('what goes to Okta', () => {
  it('means the same in the sandbox', () => {
    const seen = {true: 0, false: 0}
    fc.assert(
      fc.property(filter, event, (text, generated) => {
        const value = JSON.parse(JSON.stringify(generated)) as JsonObject
        const whole: Filter = parseFilter(text, 'x')
        const server = splitForOkta(whole).server!
        const met = compileFilter(whole)(value)
        seen[`${met}`]++
        const theirs = sandbox.holds(sandbox.parseFilter(printFilter(server)), (path) =>
          sandbox.valuesAt(value, path),
        )
        expect(theirs).to.equal(met)
      }),
      {numRuns: 1500},
    )
    expect(seen.true).to.be.greaterThan(200)
    expect(seen.false).to.be.greaterThan(200)
  })
})

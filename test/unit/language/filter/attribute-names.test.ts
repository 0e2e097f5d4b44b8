import {expect} from 'chai'
import {parseEventFilter} from '../../../../src/lib/language/filter/attribute-names.js'
import {opsErrorOf} from '../../../support/thrown.js'

describe('attributes of a filter for log events', () => {
  for (const {text, meant, caret} of [
    {text: 'eventtype eq "x"', meant: 'eventType', caret: 0},
    {text: 'severity eq "WARN" and not (outcome.Result eq "x")', meant: 'result', caret: 36},
    {text: 'a pr or CLIENT.ipAddress sw "10."', meant: 'client', caret: 8},
    {text: 'Target[type eq "User"].id pr', meant: 'target', caret: 0},
  ])
    it(`${text}: means ${meant}`, () => {
      const {code, failure, message} = opsErrorOf(() => parseEventFilter(text, '--filter'))
      const [said, , pointer = ''] = message.split('\n')
      expect([code, failure]).to.deep.equal(['OPS_FILTER', 'usage'])
      expect(said).to.equal(`--filter: Okta tells capitals apart in attributes; did you mean ${meant}?`)
      expect(pointer.indexOf('^') - 2).to.equal(caret)
    })

  for (const text of [
    'eventType eq "x" and outcome.result eq "FAILURE"',
    'debugContext.debugData.EventType eq "x"',
    'target[type eq "User" and displayName co "x"].alternateId pr',
    'client.userAgent.OS eq "x"',
    'somethingNew.Id pr',
  ])
    it(`${text}: is taken`, () => {
      expect(() => parseEventFilter(text, '--filter')).not.to.throw()
    })
})

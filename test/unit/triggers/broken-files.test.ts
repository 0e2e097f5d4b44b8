import {expect} from 'chai'
import {believableEvent, fixedIdentity} from '../../../src/lib/triggers/events/believable-event.js'
import {OpsError} from '../../../src/lib/shared/errors.js'
import {judgeRules} from '../../../src/lib/triggers/rules/judge-rules.js'
import {parseRules} from '../../../src/lib/triggers/rules/rules-file.js'
import {rulesFileOf} from '../../../src/lib/triggers/templates/rule-template.js'
import {allTemplates} from '../../../src/lib/triggers/templates/write-rules.js'
import {seededRandom} from '../../support/hostile-log-server.js'

describe('a rules file with random damage', () => {
  const whole = rulesFileOf(allTemplates)
  const bits = [
    '',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    '*a',
    '&a',
    ':',
    '- ',
    '\n',
    '  ',
    '${{',
    '}}',
    '|',
    '!!x',
    '\u0000',
    '\u202e',
    '%',
    '<<: ',
  ]

  it('is read or refused with a place, and what was read can judge an event', () => {
    const random = seededRandom(20_261_121)
    let refused = 0
    for (let round = 0; round < 100; round++) {
      let text = whole
      for (let damage = 0; damage <= random() * 3; damage++) {
        const at = Math.floor(random() * text.length)
        const gone = Math.floor(random() * 4)
        text = text.slice(0, at) + (bits[Math.floor(random() * bits.length)] ?? '') + text.slice(at + gone)
      }
      try {
        const {rules, faults} = parseRules(text, {file: 'triggers.yaml', env: {}})
        for (const {message} of faults) expect(message).to.match(/^triggers\.yaml:\d+:\d+: /)
        refused += faults.length
        for (const {on} of rules) judgeRules(rules, believableEvent(on[0] ?? '', fixedIdentity))
      } catch (error) {
        if (!(error instanceof OpsError)) throw new Error(`round ${round}`, {cause: error})
        expect(error.message).to.match(/^triggers\.yaml:\d+:\d+: /)
        refused++
      }
    }
    expect(refused).to.be.above(20)
  })
})

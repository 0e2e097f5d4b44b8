import {expect} from 'chai'
import {checkRules} from '../../../src/lib/triggers/rules/check-rules.js'
import {runRuleTests} from '../../../src/lib/triggers/rules/run-tests.js'
import {parseRules} from '../../../src/lib/triggers/rules/rules-file.js'
import {moduleRules} from '../../../src/lib/triggers/templates/module-rules.js'
import {rulesFileOf} from '../../../src/lib/triggers/templates/rule-template.js'
import {templateLibrary} from '../../../src/lib/triggers/templates/template-library.js'

describe('rules to begin with', () => {
  for (const template of [...moduleRules, ...templateLibrary])
    it(`${template.name} is a good rule whose tests are green`, async () => {
      const file = parseRules(rulesFileOf([template]), {file: 'triggers.yaml', env: {}})
      expect(file.faults).to.deep.equal([])
      const [rule] = file.rules
      expect(rule?.id).to.equal(template.name)
      expect(runRuleTests(rule!).filter(({ok}) => !ok)).to.deep.equal([])
      const kinds = rule!.tests.map(({expect: {match}}) => match)
      expect(kinds, 'a test with an input').to.include(true)
      expect(rule!.tests.some(({expect: wanted}) => wanted.input !== undefined)).to.equal(true)
      const findings = await checkRules(file, undefined)
      expect(findings.filter(({level}) => level !== 'note')).to.deep.equal([])
    })

  it('all together are one file, under different ids', () => {
    const file = parseRules(rulesFileOf([...moduleRules, ...templateLibrary]), {
      file: 'triggers.yaml',
      env: {},
    })
    expect(file.faults).to.deep.equal([])
    expect(file.rules).to.have.lengthOf(12)
  })
})

import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {checkRules} from '../../../src/lib/triggers/rules/check-rules.js'
import {runRuleTests} from '../../../src/lib/triggers/rules/run-tests.js'
import {parseRules} from '../../../src/lib/triggers/rules/rules-file.js'

const page = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8')

describe('docs/rules.md', () => {
  for (const [index, [, text = '']] of [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)].entries())
    it(`has good rules with green tests (${index + 1})`, async () => {
      const file = parseRules(text, {file: 'rules.md', env: {}})
      expect(file.faults).to.deep.equal([])
      expect(file.rules.flatMap(runRuleTests).filter(({ok}) => !ok)).to.deep.equal([])
      expect((await checkRules(file, undefined)).filter(({level}) => level !== 'note')).to.deep.equal([])
    })

  it('tells what each key of a rule says', async () => {
    const script = '../../../scripts/yaml-keys.mjs'
    const {yamlKeys} = (await import(script)) as {
      yamlKeys: () => readonly {file: string; keys: readonly string[]}[]
    }
    const keys = yamlKeys().find(({file}) => file === 'triggers.yaml')?.keys ?? []
    const ofRules = new Set(keys.flatMap((key) => /^rules\[\]\.(\w+)/.exec(key)?.[1] ?? []))
    expect(ofRules.size).to.be.above(15)
    for (const key of ofRules) expect(page).to.match(new RegExp(`^\\| \`${key}\` `, 'm'))
  })
})

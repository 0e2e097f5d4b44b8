import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {actionUsages} from '../../../src/lib/sandbox/actions/act.js'
import {faultNames} from '../../../src/lib/sandbox/faults/fault.js'
import {readSeedFile} from '../../../src/lib/sandbox/seed/seed-file.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {createTempHome} from '../../support/temp-home.js'

const page = readFileSync(new URL('../../../docs/sandbox.md', import.meta.url), 'utf8')

describe('docs/sandbox.md', () => {
  it('shows a seed that can be read', () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
    const home = createTempHome()
    try {
      const seed = readSeedFile(fakeMachine(), home.write('seed.yaml', example))
      expect(seed.company).to.equal('Keel Works')
      expect(seed.accounts).to.have.length(601)
    } finally {
      home.remove()
    }
  })

  for (const name of faultNames)
    it(`tells of the fault ${name}`, () => {
      expect(page).to.match(new RegExp(`\`${name}[\`=]`))
    })

  for (const usage of actionUsages)
    it(`tells of the action ${usage}`, () => {
      const [name = ''] = usage.split(' ')
      expect(page).to.match(new RegExp(`\`${name.replace('.', '\\.')}[\` ]`))
    })
})

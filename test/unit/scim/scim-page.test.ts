import {expect} from 'chai'
import {readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {parseScim} from '../../../src/lib/scim/config/scim-file.js'
import {findingKinds} from '../../../src/lib/scim/plan/plan.js'
import {standingOf} from '../../../src/lib/scim/plan/standing.js'

const root = path.resolve(import.meta.dirname, '../../..')
const page = readFileSync(path.join(root, 'docs/scim-plan.md'), 'utf8')

describe('docs/scim-plan.md', () => {
  it('shows a scim.yaml that is one', () => {
    const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(page) ?? []
    const {policy, connection} = parseScim(yaml, {file: 'docs/scim-plan.md', env: {}})
    expect(Object.keys(connection)).to.have.length(4)
    expect(policy.groups).to.include([...policy.map.keys()][0])
  })

  it('tells what each key of scim.yaml says', async () => {
    const script = '../../../scripts/yaml-keys.mjs'
    const {yamlKeys} = (await import(script)) as {
      yamlKeys: () => readonly {file: string; keys: readonly string[]}[]
    }
    const keys = yamlKeys().find(({file}) => file === 'scim.yaml')?.keys ?? []
    expect(keys.length).to.be.above(20)
    const told = [...page.matchAll(/^\| `([\w.]+)` /gm)].map(([, key]) => key)
    expect(keys.filter((key) => !told.includes(key))).to.deep.equal([])
  })

  it('has a row for every guard', () => {
    const folder = path.join(root, 'src/lib/scim/plan')
    const sources = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'))
    const guards = new Set(
      sources.flatMap((source) => [...source.matchAll(/guard: '([a-z-]+)'/g)].map(([, name = '']) => name)),
    )
    expect(guards.size).to.be.greaterThan(6)
    for (const guard of guards) expect(page).to.match(new RegExp(`^\\| \`${guard}\` `, 'm'))
  })

  it('names every kind of finding', () => {
    for (const kind of findingKinds) expect(page).to.contain(`\`${kind}\``)
  })

  it('says of each status what the plan makes of it', () => {
    const rows = [...page.matchAll(/^\| ([A-Z_]+(?:, [A-Z_]+)+) +\| (in|out)\b/gm)]
    const said = rows.flatMap(([, statuses = '', means]) =>
      statuses.split(', ').map((status) => ({status, means})),
    )
    expect(said).to.have.length(8)
    for (const {status, means} of said) expect(standingOf(status), status).to.equal(means)
  })
})

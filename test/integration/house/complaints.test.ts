import {expect} from 'chai'
import {readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'

/*
 * docs/scim.md says of each complaint about other tools which test would fail if it happened here. Tests carry the number in
 * their title, `[complaint 7]`.
 */

const root = path.resolve(import.meta.dirname, '../../..')
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const [, section = ''] = read('docs/scim.md').split('## What users of other tools ran into\n')

/** `7 test/unit/x.test.ts` for every file that a row names. */
const told: string[] = []
/** Rows that name none, and say why. */
const without: number[] = []
const numbers = [...section.matchAll(/^\| (\d+) +\|(.*)$/gm)].map(([, number = '', row = '']) => {
  const files = [...row.matchAll(/`(test\/[\w./-]+\.test\.ts)`/g)].map(([, file = '']) => file)
  told.push(...files.map((file) => `${number} ${file}`))
  if (files.length === 0) without.push(Number(number))
  return Number(number)
})

const tagged = new Set(
  readdirSync(path.join(root, 'test'), {recursive: true, encoding: 'utf8'})
    .map((name) => `test/${name}`)
    .filter((file) => file.endsWith('.test.ts') && !file.startsWith('test/integration/house/'))
    .flatMap((file) => [...read(file).matchAll(/\[complaint (\d+)\]/g)].map(([, n = '']) => `${n} ${file}`)),
)

describe('complaints about other tools', () => {
  it('are all in docs/scim.md', () => {
    expect(numbers).to.deep.equal(Array.from({length: 18}, (_, index) => index + 1))
  })

  it('have the tests that docs/scim.md names, and no others', () => {
    expect([...tagged].sort()).to.deep.equal(told.toSorted())
  })

  it('have one, but for what is not done here', () => {
    expect(without).to.deep.equal([18])
  })
})

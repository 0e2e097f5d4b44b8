import {expect} from 'chai'
import fc from 'fast-check'
import {editConfig} from '../../../../src/lib/aws/config/config-edit.js'
import {readEntries, splitConfig} from '../../../../src/lib/aws/config/config-lines.js'
import {configSection, type SectionEdit} from '../../../../src/lib/aws/config/section-edit.js'
import {configText} from '../../../support/config-texts.js'

/*
 * Whatever stands in a file that can be read at all, an edit changes the keys it names and no other, and keeps every line
 * that it does not have to touch.
 */

const safeValue = fc.stringMatching(/^[A-Za-z0-9/:._=-]{1,12}$/)
const edit: fc.Arbitrary<SectionEdit> = fc.record({
  target: fc.constantFrom(
    configSection({kind: 'profile', name: 'dev'}),
    configSection({kind: 'profile', name: 'default'}),
    configSection({kind: 'sso-session', name: 'corp'}),
  ),
  set: fc.dictionary(fc.constantFrom('region', 'output', 'sso_session', 'new_key'), safeValue, {maxKeys: 3}),
  unset: fc.subarray(['role_name', 's3']),
})

describe('an edit of any readable file', () => {
  it('changes the intended keys only, keeps every other line byte for byte, and is idle the second time', () => {
    let edited = 0
    fc.assert(
      fc.property(configText, edit, (text, wanted) => {
        fc.pre(isEditable(text, wanted))
        const result = editConfig(text, 'config', [wanted])
        expect(untouched(result, wanted)).to.deep.equal(untouched(text, wanted))
        const target = meaning(result).findLast((section) => wanted.target.isMeantBy(section.header))
        for (const [name, want] of Object.entries(wanted.set))
          expect(target?.entries.get(name)).to.equal(want)
        for (const name of wanted.unset ?? []) expect(target?.entries.has(name) ?? false).to.equal(false)
        expect(editConfig(result, 'config', [wanted])).to.equal(result)
        expectKeptLines(text, result)
        edited++
      }),
      {numRuns: 1500},
    )
    expect(edited).to.be.greaterThan(500)
  })
})

/** Files the AWS CLI refuses are refused here too, by other tests. */
function isEditable(text: string, {target}: SectionEdit): boolean {
  try {
    const sections = splitConfig(text, 'config').sections.filter(({header: found}) => target.isMeantBy(found))
    const last = sections.at(-1)
    const keys = meaning(text).flatMap((section) => (section.header === last?.header ? section.names : []))
    const isRepeated = sections.filter((section) => section.header === last?.header).length > 1
    return !isRepeated && new Set(keys).size === keys.length
  } catch {
    return false
  }
}

function meaning(text: string) {
  const split = splitConfig(text, 'config')
  return split.sections.map((section) => {
    const entries = readEntries(split, section)
    return {
      header: section.header,
      names: entries.map((entry) => entry.key),
      entries: new Map(entries.map((entry) => [entry.key, entry.value])),
      written: entries.map(
        (entry) => [entry.key, split.lines.slice(entry.at, entry.end).join('').trimEnd()] as const,
      ),
    }
  })
}

/** Each key besides those the edit may change, in file order and as it is written. */
function untouched(text: string, {target, set, unset = []}: SectionEdit) {
  const sections = meaning(text)
  const meant = sections.findLast((section) => target.isMeantBy(section.header))
  return sections
    .map((section) => ({
      header: section.header,
      entries: [...section.entries].filter(
        ([name]) => section !== meant || !(name in set || unset.includes(name)),
      ),
    }))
    .filter((section) => !target.isMeantBy(section.header) || section.entries.length > 0)
}

/** Comments come back in order and byte for byte, and lines end as before. */
function expectKeptLines(before: string, after: string): void {
  const comments = (text: string): string[] => text.split(/\r?\n/).filter((found) => /^\s*[#;]/.test(found))
  expect(comments(`${after}\n`)).to.deep.equal(comments(`${before}\n`))
  if (before.includes('\r\n')) expect(after).to.not.match(/(?<!\r)\n/)
  if (before.endsWith('\n')) expect(after).to.match(/\n$/)
}

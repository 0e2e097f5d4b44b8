// node scripts/check-flag-tests.mjs FOLDER: with the run reports in FOLDER (test/support/run-report.ts), every flag of oclif.manifest.json and every key of each YAML
// file a person may write needs a passed test whose title carries its tag, `[setup --profile]` or `[setup.yaml session]`.
import {readFileSync, readdirSync} from 'node:fs'
import path from 'node:path'
import {yamlKeys} from './yaml-keys.mjs'

// One test over the whole manifest covers these (test/e2e/every-command.test.ts); the last two commands are oclif's own.
const coveredForAll = ['json', 'verbose', 'help']
const notOurs = ['help', 'autocomplete', 'autocomplete:script']

const {commands} = JSON.parse(readFileSync(new URL('../oclif.manifest.json', import.meta.url), 'utf8'))
const [folder = 'artifacts/reports/test'] = process.argv.slice(2)
const titles = readdirSync(folder).flatMap(
  (name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')).passed,
)

const flagTags = Object.values(commands)
  .filter(({id}) => !notOurs.includes(id))
  .flatMap(({id, flags}) =>
    Object.keys(flags)
      .filter((name) => !coveredForAll.includes(name))
      .map((name) => `[${id.replaceAll(':', ' ')} --${name}]`),
  )
const keyTags = yamlKeys().flatMap(({file, keys}) => keys.map((key) => `[${file} ${key}]`))

const wanted = [...flagTags, ...keyTags]
const untested = wanted.filter((tag) => !titles.some((title) => title.includes(tag)))
for (const tag of untested) console.log(`no passed test is titled ${tag}`)
console.log(`${wanted.length - untested.length} of ${wanted.length} flags and keys have a test of their own`)
process.exitCode = untested.length === 0 ? 0 : 1

// node scripts/ci-summary.mjs FOLDER: prints which peers the run met, and as its last line `N passed, N failed` over all
// reports below FOLDER (test/support/run-report.ts writes them). Exit 1 when a test failed or a required peer ran none.
import {readFileSync, readdirSync} from 'node:fs'
import path from 'node:path'

const [folder = 'artifacts/reports'] = process.argv.slice(2)
const reports = readdirSync(folder, {recursive: true})
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')))

const peers = new Map()
for (const {name, version, required, passed} of reports.flatMap((report) => report.peers)) {
  peers.set(name, {name, version, required, passed: passed + (peers.get(name)?.passed ?? 0)})
}

const row = (...cells) =>
  console.log(cells.map((cell, index) => String(cell).padEnd([26, 20, 10][index])).join(''))
row('peer', 'version', 'tests run')
for (const {name, version, passed} of peers.values()) row(name, version, passed)

const unmet = [...peers.values()].filter((peer) => peer.required && peer.passed === 0)
for (const {name, version} of unmet)
  console.log(`no test ran against ${name} (${version}), which CI requires`)
if (reports.length === 0) console.log(`no report in ${folder}: no test ran`)

const count = (key) => reports.reduce((total, report) => total + report[key].length, 0)
for (const title of reports.flatMap((report) => report.failed)) console.log(`failed: ${title}`)
console.log(`${count('skipped')} skipped`)
console.log(`${count('passed')} passed, ${count('failed')} failed`)
process.exitCode = unmet.length > 0 || count('failed') > 0 || count('passed') === 0 ? 1 : 0

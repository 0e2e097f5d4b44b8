// npm run bench [-- --json] [--node PATH] [--runs N] [--no-gate]
//
// Measures what a user waits for against the budgets of bench/budgets.mjs: whole processes, as paired runs (ours, then
// the yardstick), medians of the pairs' ratios, because machines differ but pairs do not. Everything runs against the
// sandbox, in its throw-away HOME. Exit 1 when a budget is broken, unless --no-gate.
import path from 'node:path'
import {parseArgs} from 'node:util'
import {measureHooks} from './hooks.mjs'
import {measureLogs} from './logs.mjs'
import {measureAll} from './measure.mjs'
import {prepare} from './prepare.mjs'
import {measureRules} from './rules.mjs'
import {measureScim} from './scim.mjs'
import {runInsideSandbox} from '../scripts/inside-sandbox.mjs'
import {budgets} from './budgets.mjs'

const root = path.resolve(import.meta.dirname, '..')
const {values: options} = parseArgs({
  options: {
    json: {type: 'boolean', default: false},
    node: {type: 'string', default: process.execPath},
    runs: {type: 'string', default: '21'},
    'no-gate': {type: 'boolean', default: false},
    inside: {type: 'boolean', default: false},
  },
})

if (options.inside) await measure()
else process.exitCode = runInsideSandbox(import.meta.filename, ['--inside', ...process.argv.slice(2)])

async function measure() {
  const bench = prepare({root, node: options.node})
  const say = options.json ? () => undefined : (line) => console.log(line)
  say(`${bench.version}, ${options.runs} pairs each, medians of the ratios`)
  if (bench.aws === undefined) console.error('no AWS CLI v2 on this machine: its row is left out')

  const rows = []
  for await (const row of measureAll(budgets(bench), Number(options.runs))) {
    rows.push(row)
    say(render(row))
  }
  for (const measure of [measureLogs, measureRules, measureHooks])
    for await (const row of measure(options.node, Number(options.runs))) {
      rows.push(row)
      say(render(row))
    }
  for await (const row of measureScim(options.node, Number(options.runs))) {
    rows.push(row)
    say(render(row))
  }
  if (options.json) console.log(JSON.stringify(rows, undefined, 2))
  if (rows.some(({ok}) => !ok) && !options['no-gate']) process.exitCode = 1
}

function render({name, value, budget, unit, ok}) {
  return `${ok ? 'ok  ' : 'OVER'} ${name.padEnd(58)} ${value.toFixed(2).padStart(6)} ${unit.padEnd(3)} budget ${budget}`
}

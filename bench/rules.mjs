// node bench/rules.mjs parse|match|yaml|load FOLDER: one kind of work in this process; prints {ms}. `measureRules` starts these as
// paired processes: 100,000 events parsed, or parsed and matched against 50 rules; and the first reading of the file that
// `triggers init` writes, against an empty module, the YAML package and its parser alone. The last two are milliseconds of
// processor time: they are too short for a clock that other processes share.
import {execFileSync} from 'node:child_process'
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import os from 'node:os'
import path from 'node:path'
import {bundleLibrary} from './bundle.mjs'
import {writePages} from './log-pages.mjs'

const warmUps = 3
const [work, folder] = process.argv.slice(2)
if (import.meta.filename === process.argv[1]) await runOne()

/** Rows of the budget table for rules: medians of `runs` pairs, each pair in two processes. */
export async function* measureRules(node, runs) {
  const place = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-bench-rules-'))
  try {
    writePages(path.join(place, 'pages'), 100, 1000)
    writeFileSync(path.join(place, 'fifty.yaml'), fiftyRules())
    writeFileSync(path.join(place, 'empty.mjs'), 'export {}\n')
    const templates = path.join(place, 'templates.mjs')
    await bundleLibrary(path.join(place, 'rules.mjs'), [
      `export {parseRules} from './src/lib/triggers/rules/rules-file.ts'`,
      `export {compileRules, matchRules} from './src/lib/triggers/rules/match.ts'`,
    ])
    await bundleLibrary(templates, [
      `export {moduleRules} from './src/lib/triggers/templates/module-rules.ts'`,
      `export {rulesFileOf} from './src/lib/triggers/templates/rule-template.ts'`,
    ])
    const {moduleRules, rulesFileOf} = await import(templates)
    writeFileSync(path.join(place, 'init.yaml'), rulesFileOf(moduleRules))
    const once = (kind) =>
      JSON.parse(execFileSync(node, [import.meta.filename, kind, place], {encoding: 'utf8'})).ms
    yield row({
      name: '50 rules x 100,000 events / JSON.parse alone',
      value: paired(once, {ours: 'match', yardstick: 'parse', runs}, (one, two) => one / two),
      budget: 1.3,
      unit: 'x',
    })
    yield row({
      name: 'loading the rules of triggers init, beyond module and YAML',
      value: paired(once, {ours: 'load', yardstick: 'yaml', runs}, (one, two) => one - two),
      budget: 5,
      unit: 'ms',
    })
  } finally {
    rmSync(place, {recursive: true, force: true})
  }
}

function row({value, budget, ...rest}) {
  return {...rest, value, budget, ok: value <= budget}
}

/** The median over pairs, in turn the one and the other first; the first pairs only warm the caches. */
function paired(once, {ours, yardstick, runs}, compare) {
  const found = []
  for (let pair = -warmUps; pair < runs; pair++) {
    const order = pair % 2 === 0 ? [ours, yardstick] : [yardstick, ours]
    const [one, two] = order.map(once)
    if (pair >= 0) found.push(order[0] === ours ? compare(one, two) : compare(two, one))
  }
  return Math.round(found.toSorted((a, b) => a - b)[Math.floor(runs / 2)] * 1000) / 1000
}

/** A third of them listens to what the events are, with conditions that most of them do not meet. */
function fiftyRules() {
  const on = (index) =>
    [
      'user.session.start',
      'user.lifecycle.*',
      'user.session.*',
      'group.user_membership.add',
      '"*.lock"',
      'x.y',
    ][index % 6]
  return `version: 1\nrules:\n${Array.from(
    {length: 50},
    (_, index) => `
  - id: rule-${index}
    on: [${on(index)}, user.made_up.type_${index}]
    when: >-
      outcome.result eq "FAILURE" and client.ipAddress sw "198.51.100.${index % 10}"
      and (severity in ["WARN", "ERROR"] or target[type eq "AppInstance" and displayName sw "Halyard"].id pr)
    unless: {actor.alternateId: [admin@example.com, robot-${index}@example.com]}
    flow: flow-${index}
    key: "\${{ actor.id }}-${index}"
    input:
      user: \${{ actor.alternateId | lower }}
      app: \${{ target[type eq "AppInstance"].displayName | first | default "none" }}
      text: "\${{ displayMessage }} from \${{ client.ipAddress }}"
    throttle: {max: 10, per: 1m, by: "\${{ actor.id }}"}
`,
  ).join('')}`
}

async function runOne() {
  const works = {parse: parseOnly, match: matchAll, yaml: yamlOnly, load: loadRules}
  console.log(JSON.stringify({ms: await works[work]()}))
}

function textOf(name) {
  return readFileSync(path.join(folder, name), 'utf8')
}

async function loadRules() {
  const text = textOf('init.yaml')
  const before = process.cpuUsage()
  const {parseRules} = await import(path.join(folder, 'rules.mjs'))
  const {rules} = parseRules(text, {file: 'triggers.yaml', env: {}})
  const took = cpuMsSince(before)
  if (rules.length !== 5) throw new Error('rules are missing')
  return took
}

async function matchAll() {
  const {compileRules, matchRules, parseRules} = await import(path.join(folder, 'rules.mjs'))
  const {rules} = parseRules(textOf('fifty.yaml'), {file: 'triggers.yaml', env: {}})
  const started = performance.now()
  const compiled = compileRules(rules)
  let found = 0
  for (const events of pages()) for (const event of events) found += matchRules(compiled, event).length
  const took = performance.now() - started
  if (found === 0) throw new Error('no rule matched')
  return took
}

function parseOnly() {
  const started = performance.now()
  let found = 0
  for (const events of pages()) found += events.length
  if (found !== 100_000) throw new Error('events are missing')
  return performance.now() - started
}

async function yamlOnly() {
  const text = textOf('init.yaml')
  const before = process.cpuUsage()
  await import(path.join(folder, 'empty.mjs'))
  const {LineCounter, parseDocument} = createRequire(import.meta.url)('yaml')
  const {errors} = parseDocument(text, {lineCounter: new LineCounter(), prettyErrors: false})
  const took = cpuMsSince(before)
  if (errors.length > 0) throw errors[0]
  return took
}

function cpuMsSince(before) {
  const {user, system} = process.cpuUsage(before)
  return (user + system) / 1000
}

function* pages() {
  const files = path.join(folder, 'pages')
  for (const name of readdirSync(files)) yield JSON.parse(readFileSync(path.join(files, name), 'utf8'))
}

// node --import tsx bench/logs.mjs parse|filter|ndjson|million FOLDER: one kind of work over the pages in FOLDER, in this process;
// prints {ms, cpuMs, rssMiB}. `measureLogs` starts these as paired processes. `ms` is time on the clock from the first page's
// bytes on disk to the end: for `ndjson` it has in it each page's write and sync, its transaction (one sync more), and opening
// and closing file and database; not in it are loading our modules and removing what was written.
import {execFileSync} from 'node:child_process'
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {bundleLibrary} from './bundle.mjs'
import {diskLog, writePages} from './log-pages.mjs'

const warmUps = 3
const [work, folder, library] = process.argv.slice(2)
if (import.meta.filename === process.argv[1]) await runOne()

/** Rows of the budget table for the log pipeline: medians of `runs` pairs, each pair in two processes. */
export async function* measureLogs(node, runs) {
  const place = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-bench-logs-'))
  try {
    writePages(path.join(place, 'pages'), 60, 1000)
    const bundle = path.join(place, 'collect.mjs')
    await bundleLibrary(bundle, [
      `export {collectSource} from './src/lib/logs/collect/collect-source.ts'`,
      `export {withCheckpoints} from './src/lib/logs/collect/logs-store.ts'`,
      `export {createStatusBoard} from './src/lib/logs/collect/status-board.ts'`,
      `export {readLogFilter} from './src/lib/logs/collect/log-filter.ts'`,
      `export {createFileSink} from './src/lib/delivery/file-sink.ts'`,
      `export {follow} from './src/lib/logs/follow.ts'`,
    ])
    const once = (kind) =>
      JSON.parse(execFileSync(node, [import.meta.filename, kind, place, bundle], {encoding: 'utf8'}))
    for (const {kind, budget, name} of [
      {kind: 'filter', budget: 1.4, name: 'log pages through a filter / JSON.parse alone'},
      {kind: 'ndjson', budget: 2, name: 'log pages to NDJSON, checkpoint included / JSON.parse alone'},
    ]) {
      const ratios = []
      // The same pages in both, in turn the one and the other first; the first pairs only warm the caches.
      for (let pair = -warmUps; pair < runs; pair++) {
        const [first, second] = pair % 2 === 0 ? [kind, 'parse'] : ['parse', kind]
        const [one, two] = [once(first).ms, once(second).ms]
        if (pair >= 0) ratios.push(first === kind ? one / two : two / one)
      }
      const value = Math.round(ratios.toSorted((a, b) => a - b)[Math.floor(runs / 2)] * 1000) / 1000
      yield {name, value, budget, unit: 'x', ok: value <= budget}
    }
    const {rssMiB} = once('million')
    yield {
      name: 'log pages, peak memory over 1,000,000 events',
      value: rssMiB,
      budget: 250,
      unit: 'MiB',
      ok: rssMiB <= 250,
    }
  } finally {
    rmSync(place, {recursive: true, force: true})
  }
}

async function runOne() {
  const pages = path.join(folder, 'pages')
  const files = readdirSync(pages).map((name) => path.join(pages, name))
  const loaded = work === 'parse' ? undefined : await import(library)
  const state = mkdtempSync(path.join(folder, 'state-'))
  const before = process.cpuUsage()
  const started = performance.now()
  if (work === 'parse') for (const file of files) JSON.parse(readFileSync(file).toString('utf8'))
  else await collectAll(files, {lib: loaded, state})
  const ms = performance.now() - started
  const {user, system} = process.cpuUsage(before)
  rmSync(state, {recursive: true})
  console.log(
    JSON.stringify({
      ms,
      cpuMs: (user + system) / 1000,
      rssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  )
}

async function collectAll(files, {lib, state}) {
  const kind = work
  const rounds = kind === 'million' ? Math.ceil(1_000_000 / (files.length * 1000)) : 1
  const log = diskLog(files, rounds)
  const machine = {
    env: {OKTA_OPS_STATE_DIR: state},
    platform: process.platform,
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    sleep: async () => undefined,
    randomBytes: (size) => new Uint8Array(size),
    debug: () => undefined,
  }
  const filter = lib.readLogFilter({filter: 'eventType eq "user.session.end"'})
  const since = new Date('2026-11-21T00:00:00Z')
  if (kind === 'filter') {
    // As tail does it: what Okta was not asked to filter, event by event.
    const {matches} = lib.readLogFilter({
      filter: 'published gt "2026-11-21T00:00:00Z" and eventType eq "user.session.end"',
    })
    let kept = 0
    for await (const {read} of lib.follow(
      {machine, log},
      {query: {since, limit: 1000, sortOrder: 'ASCENDING'}, untilCaughtUp: true},
    ))
      for (const event of read.events) if (matches(event) && event.eventType === 'user.session.end') kept++
    if (kept === 0 || filter.serverFilter === undefined) throw new Error('the filter kept nothing')
    return
  }
  const file = path.join(state, 'audit.ndjson')
  const status = lib.createStatusBoard().source('bench', 'file')
  const rotation = kind === 'million' ? {rotateBytes: 100e6, keep: {files: 1}} : {}
  await lib.withCheckpoints(machine, (checkpoints) =>
    lib.collectSource(
      {
        machine,
        log,
        checkpoints,
        sinks: [lib.createFileSink({file, ...rotation})],
        status,
        say: () => undefined,
        signal: new AbortController().signal,
      },
      {name: 'bench', since, pageSize: 1000, dedupeWindowMs: 86_400_000, once: true},
    ),
  )
  if (status.get().delivered !== files.length * rounds * 1000) throw new Error('events are missing')
}

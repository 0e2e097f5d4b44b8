// node bench/hooks.mjs ours|bare FOLDER: one receiver of event hooks in this process; prints {ms}, the p99 of its answers.
// `measureHooks` starts these as paired processes. `ours` is the listener, the journal and the engine, which runs a flow for
// every event meanwhile; `bare` is a server that writes each body to a file, syncs it and answers.
import {execFileSync} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import {closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync} from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import {bundleLibrary} from './bundle.mjs'

const deliveries = 300
const warmUps = 20
const secret = 'bench-secret-of-32-characters-00'
const [kind, folder] = process.argv.slice(2)
if (import.meta.filename === process.argv[1]) await runOne()

/**
 * A row of the budget table: how much later Okta has its answer than from a server that only syncs. The median over `runs`
 * pairs, in turn the one and the other first.
 */
export async function* measureHooks(node, runs) {
  const place = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-bench-hooks-'))
  try {
    await bundleLibrary(path.join(place, 'triggers.mjs'), [
      `export {startHookListener} from './src/lib/okta/hooks/hook-listener.ts'`,
      `export {activeRules} from './src/lib/triggers/engine/active-rules.ts'`,
      `export {createEngine} from './src/lib/triggers/engine/engine.ts'`,
      `export {createHookInbox} from './src/lib/triggers/engine/hook-inbox.ts'`,
      `export {openTriggerStore} from './src/lib/triggers/journal/trigger-store.ts'`,
      `export {parseRules} from './src/lib/triggers/rules/rules-file.ts'`,
    ])
    const once = (which) =>
      JSON.parse(execFileSync(node, [import.meta.filename, which, place], {encoding: 'utf8'})).ms
    const found = []
    for (let pair = 0; pair < runs; pair++) {
      const order = pair % 2 === 0 ? ['ours', 'bare'] : ['bare', 'ours']
      const [one, two] = order.map(once)
      found.push(order[0] === 'ours' ? one - two : two - one)
    }
    const value = found.toSorted((a, b) => a - b)[Math.floor(runs / 2)]
    const budget = 50
    yield {
      name: 'answer to an event hook, p99, beyond a bare server that syncs',
      value: Math.round(value * 1000) / 1000,
      budget,
      unit: 'ms',
      ok: value <= budget,
    }
  } finally {
    rmSync(place, {recursive: true, force: true})
  }
}

async function runOne() {
  const state = mkdtempSync(path.join(folder, 'state-'))
  const receiver = kind === 'ours' ? await startOurs(state) : await startBare(state)
  const agent = new http.Agent({keepAlive: true})
  const took = []
  for (let index = -warmUps; index < deliveries; index++) {
    const body = JSON.stringify(delivery(index))
    const started = performance.now()
    await post({port: receiver.port, agent}, body)
    if (index >= 0) took.push(performance.now() - started)
  }
  agent.destroy()
  await receiver.close()
  rmSync(state, {recursive: true})
  console.log(JSON.stringify({ms: took.toSorted((a, b) => a - b)[Math.ceil(deliveries * 0.99) - 1]}))
}

async function startOurs(state) {
  const lib = await import(path.join(folder, 'triggers.mjs'))
  const machine = {
    env: {OKTA_OPS_STATE_DIR: state},
    platform: process.platform,
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms)
        signal?.addEventListener('abort', () => {
          clearTimeout(timer)
          reject(signal.reason)
        })
      }),
    randomBytes,
    debug: () => undefined,
  }
  const store = await lib.openTriggerStore(machine)
  const text = 'version: 1\nrules:\n  - {id: bench, on: user.lifecycle.deactivate, flow: bench}\n'
  const rules = lib.activeRules(lib.parseRules(text, {file: 'triggers.yaml', env: {}}).rules)
  const deps = {machine, store, rules: () => rules, org: ''}
  const run = async ({runId, flow, input}) => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    return {runId, flow, input, state: 'succeeded', createdAt: new Date()}
  }
  const runner = {names: () => ['bench'], since: new Date(0), run, find: () => undefined}
  const silent = () => undefined
  const engine = lib.createEngine({...deps, runner, parallel: 4, onReport: silent, say: silent})
  const stop = new AbortController()
  const running = engine.run(stop.signal)
  const receiver = await lib.startHookListener(
    {machine, take: lib.createHookInbox({...deps, onPlanned: engine.wake}), tell: silent},
    {
      host: '127.0.0.1',
      port: 0,
      path: '/okta-events',
      hosts: [],
      secretHeader: 'Authorization',
      secrets: [secret],
      behindProxy: false,
    },
  )
  return {
    port: receiver.port,
    close: async () => {
      stop.abort()
      await Promise.all([receiver.close(), running])
      store.close()
    },
  }
}

async function startBare(state) {
  const file = openSync(path.join(state, 'events'), 'a', 0o600)
  const server = http.createServer(async (request, response) => {
    for await (const chunk of request) writeSync(file, chunk)
    fdatasyncSync(file)
    response.writeHead(204)
    response.end()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: server.address().port,
    close: () =>
      new Promise((resolve) => {
        closeSync(file)
        server.close(resolve)
      }),
  }
}

function post({port, agent}, body) {
  return new Promise((resolve, reject) => {
    const headers = {authorization: secret, 'content-type': 'application/json'}
    const request = http.request({port, agent, method: 'POST', path: '/okta-events', headers}, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 204) resolve()
        else reject(new Error(`it answered ${response.statusCode}`))
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** One event, of the size that Okta's have. */
function delivery(index) {
  const uuid = `bench-${index}`
  const who = {id: '00ubench', type: 'User', alternateId: 'mara@example.com', displayName: 'Mara Lindt'}
  const published = new Date().toISOString()
  const event = {uuid, eventType: 'user.lifecycle.deactivate', published, actor: who, target: [who]}
  return {
    eventType: 'com.okta.event_hook',
    eventId: uuid,
    data: {events: [{...event, debugContext: {debugData: {filler: 'x'.repeat(2500)}}}]},
  }
}

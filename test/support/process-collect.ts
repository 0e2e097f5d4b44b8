/*
 * A collector that kills itself: given a MortalCollector as JSON it collects until it has caught up and dies by SIGKILL at its
 * `step`-th step (0: never), a step being the moment before or after a sink's write or a checkpoint's transaction, or, for a
 * file, in the middle of a write. Step `slip`: with its second page in hand, at the one moment at which the guarantee that is
 * left out was needed.
 */
import fs from 'node:fs'
import http from 'node:http'
import {createContext} from '../../src/lib/cli/context.js'
import {sinkMakers} from '../../src/lib/cli/sink-makers.js'
import type {CheckpointStore} from '../../src/lib/logs/collect/checkpoint-store.js'
import {openSink} from '../../src/lib/delivery/open-sink.js'
import type {Sink} from '../../src/lib/delivery/sink.js'
import type {LogPage, SystemLog} from '../../src/lib/ports/system-log.js'
import {OpsError} from '../../src/lib/shared/errors.js'
import {collect} from './collecting.js'
import {liveMachine} from './live-machine.js'
import type {MortalCollector} from './kill-collect.js'

const task = JSON.parse(process.argv[2] ?? '{}') as MortalCollector
const {slip, target} = task
let steps = 0
let pagesSaved = 0
let isShort = false
let isDelivering = false
const caughtUp = new AbortController()

function step(beforeDeath?: () => void): void {
  if (++steps !== task.step) return
  beforeDeath?.()
  die()
}

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

/** Whether the moment at which `left` would be missed is to be the last one. */
function isDeadly(left: typeof slip): boolean {
  return task.step === 'slip' && slip === left && pagesSaved === 1
}

const context = createContext({verbose: false})
const makers = sinkMakers(context, () => Promise.reject(new Error('no secret is needed')))
const sink = await openSink(context.machine, {target}, {makers, onReaderGone: () => undefined})

const machine = {
  ...liveMachine({OKTA_OPS_STATE_DIR: `${task.home}/state`}),
  // The only long wait is the one after a page that is not full; what comes after a failure need not take its time here.
  sleep: () => {
    if (isShort && !isDelivering) caughtUp.abort(new Error('caught up'))
    return Promise.resolve()
  },
}
await collect({
  home: task.home,
  log: httpLog(task.url),
  machine,
  sinks: [mortalSink(sink)],
  source: {pageSize: task.pageSize, since: new Date(task.since), once: false, pace: {interval: 2000}},
  decorate: mortalCheckpoints,
  signal: caughtUp.signal,
})

function mortalSink(inner: Sink): Sink {
  let last: Promise<unknown> = Promise.resolve()
  return {
    ...inner,
    open: (position) => inner.open(slip === 'truncation' ? null : position),
    write: async (batch, signal) => {
      step(() => {
        if (inner.label.startsWith('file '))
          fs.appendFileSync(target, batch.bytes.subarray(0, Math.floor(batch.bytes.length / 2)))
      })
      // Taken for done and not begun.
      if (isDeadly('confirmation')) return null
      isDelivering = true
      const written = last.then(() => inner.write(batch, signal))
      last = written.catch(() => undefined)
      const position = await written
      isDelivering = false
      if (isDeadly('truncation')) die()
      step()
      return position
    },
    close: async () => {
      await last
      await inner.close()
    },
  }
}

function mortalCheckpoints(checkpoints: CheckpointStore): CheckpointStore {
  return {
    ...checkpoints,
    save: (at, seen) => {
      step()
      // Without the transaction the place could be safe and what belongs to it not.
      if (slip === 'transaction') checkpoints.save({...at, sinks: checkpoints.find(at.name)?.sinks ?? {}})
      if (isDeadly('transaction')) die()
      step()
      checkpoints.save(at, seen)
      if (isDeadly('confirmation')) die()
      if (seen !== undefined) pagesSaved++
      step()
    },
  }
}

function httpLog(origin: string): SystemLog {
  return {
    orgUrl: origin,
    self: {userAgent: 'okta-ops/test'},
    firstUrl: ({since, limit}) => `${origin}/api/v1/logs?since=${since.toISOString()}&limit=${limit}`,
    read: (address) => get(address),
  }
}

function get(address: string): Promise<LogPage> {
  isShort = false
  return new Promise((resolve, reject) => {
    const away = (): void => {
      reject(new OpsError('OPS_SERVICE', 'away', {failure: 'unavailable'}))
    }
    http
      .get(address, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', away)
        response.on('end', () => {
          if (response.statusCode === 400) reject(new OpsError('OPS_LOG_CURSOR', 'dead'))
          else if (response.statusCode !== 200) away()
          else {
            const body = Buffer.concat(chunks)
            isShort = (JSON.parse(body.toString()) as object[]).length < task.pageSize
            const next = /<(.*)>/.exec(String(response.headers['link']))?.[1]
            resolve({url: address, body, next, requestId: undefined, servedAt: new Date()})
          }
        })
      })
      .on('error', away)
  })
}

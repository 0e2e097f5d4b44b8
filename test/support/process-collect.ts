/*
 * A collector that kills itself: `HOME URL PAGE-SIZE STEP [SLIP]` collects from URL into HOME/audit.ndjson until it has caught
 * up and dies by SIGKILL at its STEP-th step (0: never), a step being the moment before or after a sink's write or a checkpoint's transaction, or in the middle
 * of a write. SLIP leaves out one of the guarantees, to show that the test would notice: `truncation` or `transaction`.
 */
import fs from 'node:fs'
import http from 'node:http'
import type {CheckpointStore} from '../../src/lib/logs/collect/checkpoint-store.js'
import {createFileSink} from '../../src/lib/delivery/file-sink.js'
import type {Sink} from '../../src/lib/delivery/sink.js'
import type {LogPage, SystemLog} from '../../src/lib/ports/system-log.js'
import {OpsError} from '../../src/lib/shared/errors.js'
import {collect, collectedFile} from './collecting.js'
import {liveMachine} from './live-machine.js'

const [home = '', url = '', pageSize = '100', deadly = '0', slip = ''] = process.argv.slice(2)
let steps = 0
let isShort = false
const caughtUp = new AbortController()

function step(beforeDeath?: () => void): void {
  if (++steps !== Number(deadly)) return
  beforeDeath?.()
  process.kill(process.pid, 'SIGKILL')
}

const machine = {
  ...liveMachine({OKTA_OPS_STATE_DIR: `${home}/state`}),
  // The only long wait is the one after a page that is not full; what comes after a failure need not take its time here.
  sleep: () => {
    if (isShort) caughtUp.abort(new Error('caught up'))
    return Promise.resolve()
  },
}
await collect({
  home,
  log: httpLog(url),
  machine,
  sinks: [mortalSink(createFileSink({file: collectedFile(home)}))],
  source: {pageSize: Number(pageSize), once: false, pace: {interval: 2000}},
  decorate: mortalCheckpoints,
  signal: caughtUp.signal,
})

function mortalSink(sink: Sink): Sink {
  return {
    ...sink,
    open: (position) => sink.open(slip === 'truncation' ? null : position),
    write: async (batch, signal) => {
      step(() => {
        fs.appendFileSync(collectedFile(home), batch.bytes.subarray(0, Math.floor(batch.bytes.length / 2)))
      })
      const position = await sink.write(batch, signal)
      step()
      return position
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
      step()
      checkpoints.save(at, seen)
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
            isShort = (JSON.parse(body.toString()) as object[]).length < Number(pageSize)
            const next = /<(.*)>/.exec(String(response.headers['link']))?.[1]
            resolve({url: address, body, next, requestId: undefined, servedAt: new Date()})
          }
        })
      })
      .on('error', away)
  })
}

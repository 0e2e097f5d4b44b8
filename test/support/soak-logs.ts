/*
 * `npm run soak:logs [-- EVENTS KILLS SEED]`: a collector killed 200 times while it reads 100,000 events of a hostile System
 * Log. The last line printed is one JSON object; the exit code is 1 when an event was lost or repeated.
 */
import './hooks.js'
import {killCollector} from './kill-collect.js'

const [events = 100_000, kills = 200, seed = 1] = process.argv.slice(2).map(Number)
const result = await killCollector({
  events,
  kills,
  seed,
  pageSize: 100,
  onKill: (kill) => {
    if (kill % 10 === 0) process.stderr.write(`${kill} kills\n`)
  },
})
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exitCode = result.lost === 0 && result.repeated === 0 ? 0 : 1

/*
 * `npm run soak:triggers [-- EVENTS KILLS SEED]`: `triggers run` and `triggers serve`, killed 100 times while they act on 10,000 events of
 * a hostile System Log, each event with a flow of its own and every sixteenth with a chain of two. The last line printed is one JSON object; the exit code is 1 when a step was
 * missed or done twice.
 */
import './hooks.js'
import {killTriggers} from './kill-triggers.js'

const [events = 10_000, kills = 100, seed = 1] = process.argv.slice(2).map(Number)
const result = await killTriggers({
  events,
  kills,
  seed,
  onKill: (kill) => {
    if (kill % 10 === 0) process.stderr.write(`${kill} kills\n`)
  },
})
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exitCode = result.missing === 0 && result.repeated === 0 ? 0 : 1

import {spawn} from 'node:child_process'
import path from 'node:path'

const rssHook = path.join(import.meta.dirname, 'print-rss.cjs')
const warmUps = 3

/** Measures every row with `runs` pairs: `{name, value, budget, unit: 'x', ok}`, one after the other. */
export async function* measureAll(rows, runs) {
  for (const {name, budget, ours, yardstick} of rows) {
    const ratios = []
    for (let pair = -warmUps; pair < runs; pair++) {
      // The order of a pair changes every time, so that what the first leaves in the caches favours nobody.
      const first = pair % 2 === 0 ? ours : yardstick
      const [one, two] = [await cost(first), await cost(first === ours ? yardstick : ours)]
      if (pair >= 0) ratios.push(first === ours ? one / two : two / one)
    }
    const value = Math.round(median(ratios) * 1000) / 1000
    yield {name, value, budget, unit: 'x', ok: value <= budget}
  }
}

/** Milliseconds from start to end (of the last one, when several start at once), or peak KiB. */
async function cost({command, before, times = 1, rss = false}) {
  before?.()
  const started = performance.now()
  const said = await Promise.all(Array.from({length: times}, () => finish(command, rss)))
  return rss ? Number(said[0]) : performance.now() - started
}

/** Runs `command` to its end; resolves to the peak memory the child reported of itself, when asked for. */
function finish([program, ...args], rss) {
  return new Promise((resolve, reject) => {
    const env = rss ? {...process.env, NODE_OPTIONS: `--require=${rssHook}`} : process.env
    const child = spawn(program, args, {env, stdio: ['ignore', 'ignore', 'pipe', rss ? 'pipe' : 'ignore']})
    let [said, peak] = ['', '']
    child.stderr.on('data', (chunk) => (said += chunk))
    child.stdio[3]?.on('data', (chunk) => (peak += chunk))
    child.on('error', reject)
    child.on('close', (status) => {
      if (status === 0) resolve(peak)
      else
        reject(new Error(`${path.basename(program)} ${args.join(' ')} ended with ${status}: ${said.trim()}`))
    })
  })
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

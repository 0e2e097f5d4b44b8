/*
 * `npm run soak:aws [-- ROUNDS]`: twelve credential processes at once on an expired token, again and again. The last line
 * printed is one JSON object; the exit code is 1 when any round was not perfect.
 */
import './hooks.js'
import {startSandbox} from '../../src/lib/sandbox/sandbox.js'
import {writeHalyardConfig} from './halyard.js'
import {refreshStorm} from './refresh-storm.js'

const rounds = Number(process.argv[2] ?? 50)
const processes = 12

const sandbox = await startSandbox({autoApprove: true})
writeHalyardConfig(sandbox)
const total = {rounds: 0, processes: 0, refreshes: 0, failures: 0, broken: 0, worstRoundMs: 0}
try {
  for (let round = 1; round <= rounds; round++) {
    const startedAt = performance.now()
    const {refreshes, failures, files, tokenIsWhole} = await refreshStorm(sandbox, processes)
    total.rounds += 1
    total.processes += processes
    total.refreshes += refreshes
    total.failures += failures.length
    total.broken += tokenIsWhole && files.length === 1 ? 0 : 1
    total.worstRoundMs = Math.max(total.worstRoundMs, Math.round(performance.now() - startedAt))
    const words = `round ${round}: ${refreshes} refresh, ${failures.length} failures, files ${files.join(' ')}`
    process.stderr.write(`${words}\n${failures.join('')}`)
  }
} finally {
  await sandbox.close()
}
const ok = total.refreshes === rounds && total.failures === 0 && total.broken === 0
process.stdout.write(`${JSON.stringify({ok, ...total})}\n`)
process.exitCode = ok ? 0 : 1

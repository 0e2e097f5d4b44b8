/*
 * `npm run soak:scim [-- KILLS SEED]`: two applies at a time, killed 100 times while an endpoint fails 5 % of the requests, cuts 5 % of
 * the connections after it has done what was asked, and shows writes only after a while. The last line printed is one JSON object; the
 * exit code is 1 when a membership is wrong or was sent again though it was known to be done.
 */
import './hooks.js'
import {killScim} from './kill-scim.js'

const [kills = 100, seed = 1] = process.argv.slice(2).map(Number)
const result = await killScim({
  kills,
  seed,
  onKill: (kill) => {
    if (kill % 10 === 0) process.stderr.write(`${kill} kills\n`)
  },
})
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exitCode = result.wrong === 0 && result.resent === 0 ? 0 : 1

/*
 * A process that calls an org again and again, for tests in which several share a bucket: `ORG-URL STATE-FOLDER TIMES`. It
 * ends when it would have to wait for the next window, and prints how many calls it made.
 */
import {openOrg} from '../../src/lib/okta/api/open-org.js'
import {liveMachine} from './live-machine.js'

const [orgUrl = '', state = '', times = '1'] = process.argv.slice(2)
const stop = new AbortController()
const api = openOrg(liveMachine({OKTA_OPS_STATE_DIR: state}), {
  name: undefined,
  orgUrl,
  auth: {kind: 'api-token', token: 't'},
})
let made = 0
try {
  for (; made < Number(times); made++) {
    await api.call({
      method: 'GET',
      url: '/api/v1/logs',
      signal: stop.signal,
      onWait: ({reason}) => {
        stop.abort(new Error(reason))
      },
    })
  }
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : ''} `)
}
process.stdout.write(String(made))

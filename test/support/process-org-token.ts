/*
 * A process that wants an org's token, for tests in which several do at once: `CONNECTION-AS-JSON STATE-FOLDER` prints the
 * access token, or the code of what it failed with.
 */
import {usableOrgToken} from '../../src/lib/okta/auth/token-source.js'
import type {TokenConnection} from '../../src/lib/okta/auth/token-cache.js'
import {OpsError} from '../../src/lib/shared/errors.js'
import {liveMachine} from './live-machine.js'

const [connection = '', state = ''] = process.argv.slice(2)
try {
  const machine = liveMachine({OKTA_OPS_STATE_DIR: state})
  const token = await usableOrgToken(machine, JSON.parse(connection) as TokenConnection)
  process.stdout.write(token.accessToken)
} catch (error) {
  process.stdout.write(error instanceof OpsError ? `${error.code} ${error.message}` : String(error))
}

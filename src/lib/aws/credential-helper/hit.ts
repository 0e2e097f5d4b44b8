import {writeFully} from '../../shared/write-fully.js'
import {formatProcess} from '../credentials/process-format.js'
import {helperMachine} from './machine.js'
import {quickLook} from './quick-look.js'

/*
 * `okta-ops-credentials`, the program behind `credential_process`: every call of every AWS tool waits for it. On a good day the
 * credentials are in the cache, and this file and what it imports is all that runs: nothing that Node has not loaded already, no
 * asynchronous step, few lines, since each line runs cold. On any other day miss.ts goes on from here.
 */

/** The bin's only call: serves this process. */
export function main(): void {
  const machine = helperMachine()
  const argv = process.argv.slice(2)
  const {profile, credentials} = quickLook(machine, argv)
  if (credentials === undefined) void import('./miss.js').then((miss) => miss.main(machine, {argv, profile}))
  else writeFully(1, `${formatProcess(credentials)}\n`)
}

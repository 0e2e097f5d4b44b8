import {createOverwriting} from '../../store/overwriting.js'
import type {Store} from '../../store/store.js'

/**
 * Takes runs out of `flows.db` of which it is certain how they ended; any other stays, and so does what Okta's records say of
 * executions.
 */
export function createRunForgetter(store: Store): (runIds: readonly string[]) => void {
  const overwrite = createOverwriting(store)
  const remove = store.prepare(
    `DELETE FROM run WHERE id IN (SELECT value FROM json_each(?)) AND state IN ('succeeded', 'failed', 'refused')`,
  )
  return (runIds) => {
    if (runIds.length > 0 && remove.run(JSON.stringify(runIds)).changes > 0) overwrite()
  }
}

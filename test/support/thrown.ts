import {OpsError} from '../../src/lib/shared/errors.js'

/** The OpsError that `act` throws; anything else, or nothing, fails the test. */
export function opsErrorOf(act: () => unknown): OpsError {
  try {
    act()
  } catch (error) {
    if (error instanceof OpsError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** The same for a promise. */
export async function opsErrorFrom(act: () => Promise<unknown>): Promise<OpsError> {
  try {
    await act()
  } catch (error) {
    if (error instanceof OpsError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

import envPaths from 'env-paths'
import type {Machine} from './machine.js'

/** Where okta-ops keeps what it must remember between runs: OKTA_OPS_STATE_DIR, else the system's place for such data. */
export function stateFolder(machine: Pick<Machine, 'env'>): string {
  const given = machine.env['OKTA_OPS_STATE_DIR']
  return given === undefined || given === '' ? envPaths('okta-ops', {suffix: ''}).data : given
}

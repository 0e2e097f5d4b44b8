import envPaths from 'env-paths'
import type {Machine} from './machine.js'

/** Where okta-ops keeps what people configure in it: OKTA_OPS_CONFIG_DIR, else the system's place for such files. */
export function configFolder(machine: Pick<Machine, 'env'>): string {
  const given = machine.env['OKTA_OPS_CONFIG_DIR']
  return given === undefined || given === '' ? envPaths('okta-ops', {suffix: ''}).config : given
}

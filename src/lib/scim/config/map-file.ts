import {readYamlFile} from '../../language/yaml-file.js'
import {mapOf, text} from '../../language/yaml-shapes.js'
import type {Machine} from '../../shared/machine.js'

const names = mapOf(text({pattern: /\S/, wanted: 'the name of a group in Identity Center'}))

/**
 * `--map FILE`: a YAML or JSON mapping of Okta's names (or ids) of groups to Identity Center's.
 * @throws OpsError OPS_FILE_UNREADABLE, OPS_YAML with file, line and column
 */
export function readMapFile(machine: Machine, file: string): ReadonlyMap<string, string> {
  return readYamlFile(machine, file, names)
}

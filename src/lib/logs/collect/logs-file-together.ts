import {fileOfTarget} from '../../delivery/sink-target.js'
import type {YamlValue} from '../../language/yaml-value.js'
import type {Machine} from '../../shared/machine.js'
import {realPath} from '../../shared/real-path.js'

/** What two sources must not have in common. */
interface Neighbour {
  readonly name: string
  readonly sinks: readonly {readonly to: string; readonly gzip?: boolean}[]
}

const fileKeys = ['rotateSize', 'rotateDaily', 'gzip', 'keep']

/**
 * Checks sources beside each other: a name is a checkpoint, and a file has one collector (sole-writer.ts).
 * @param list where they were read from
 * @throws OpsError OPS_YAML (usage) with the place of the second one
 */
export function checkTogether(
  machine: Pick<Machine, 'env'>,
  sources: readonly Neighbour[],
  list: YamlValue,
): void {
  const names = new Set<string>()
  const writers = new Map<string, string>()
  list.items().forEach((item, index) => {
    const {name = '', sinks = []} = sources[index] ?? {}
    if (names.has(name))
      throw keyOf(item, 'name').trouble(`${name} is the name of another source: a name is a checkpoint`)
    names.add(name)
    const own = new Set<string>()
    keyOf(item, 'sinks')
      .items()
      .forEach((written, at) => {
        const {to = ''} = sinks[at] ?? {}
        const file = fileOfTarget(machine, to)
        if (file === undefined) refuseFileKeys(written)
        const place = file === undefined ? to : realPath(file)
        const other = file === undefined ? undefined : writers.get(place)
        if (own.has(place)) throw keyOf(written, 'to').trouble('is given twice')
        if (other !== undefined)
          throw keyOf(written, 'to').trouble(`is the file of ${other}: two collectors cannot write one file`)
        own.add(place)
        if (file !== undefined) writers.set(place, name)
      })
  })
}

function refuseFileKeys(sink: YamlValue): void {
  const key = sink.entries().find((entry) => fileKeys.includes(entry.key))
  if (key !== undefined) throw key.at.trouble(`${key.key} is for files: this sink is none`)
}

/** The value of a key that a shape has read already. */
function keyOf(value: YamlValue, key: string): YamlValue {
  return value.entries().find((entry) => entry.key === key)?.value ?? value
}

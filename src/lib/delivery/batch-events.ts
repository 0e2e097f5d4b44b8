import type {JsonObject} from '../shared/json.js'
import type {Batch} from './sink.js'

/** The events of a batch, read. */
export function eventsOf({bytes, events}: Pick<Batch, 'bytes' | 'events'>): readonly JsonObject[] {
  return events.map(({start, end}) => JSON.parse(bytes.toString('utf8', start, end)) as JsonObject)
}

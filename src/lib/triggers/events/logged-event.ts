import {isList, propertyOf} from '../../language/filter/filter-match.js'
import type {SystemLog} from '../../ports/system-log.js'
import {OpsError} from '../../shared/errors.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'

/** How long Okta keeps its System Log (help.okta.com, System Log). */
const keptMs = 90 * 86_400_000

/**
 * The event of that uuid, from an org's System Log.
 * @throws OpsError OPS_USAGE for what is no uuid or no event of the last 90 days; what the org refuses
 */
export async function loggedEvent(
  log: SystemLog,
  {uuid, now, signal}: {readonly uuid: string; readonly now: Date; readonly signal: AbortSignal},
): Promise<JsonObject> {
  if (!/^[0-9A-Fa-f-]{36}$/.test(uuid)) throw notFound(`${JSON.stringify(uuid)} is not the uuid of an event`)
  const url = log.firstUrl({
    since: new Date(now.getTime() - keptMs),
    until: now,
    filter: `uuid eq "${uuid}"`,
    limit: 1,
    sortOrder: 'ASCENDING',
  })
  const {body} = await log.read(url, {signal})
  const events = JSON.parse(body.toString('utf8')) as JsonValue
  const event = isList(events) ? events.find((one) => propertyOf(one, 'uuid') === uuid) : undefined
  if (event !== undefined) return event as JsonObject
  throw notFound(`${log.orgUrl} has logged no event ${uuid} in the last 90 days`)
}

function notFound(message: string): OpsError {
  return new OpsError('OPS_USAGE', message, {
    failure: 'usage',
    next: 'okta-ops logs query --since 1d --fields uuid,eventType,published',
  })
}

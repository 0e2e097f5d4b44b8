import type {JsonObject, JsonValue} from '../../shared/json.js'

/** What a person wants to know of one log event at a glance; what the event does not say is undefined. */
export interface EventFacts {
  readonly uuid: string | undefined
  readonly published: string | undefined
  readonly severity: string | undefined
  readonly outcome: string | undefined
  readonly reason: string | undefined
  readonly who: EventParty | undefined
  readonly message: string | undefined
  readonly eventType: string | undefined
  /** Whom or what it was done to, the most telling first; never the actor again beside others. */
  readonly targets: readonly EventParty[]
  readonly ip: string | undefined
  /** City and country. */
  readonly place: string | undefined
}

/** An actor or a target. */
export interface EventParty {
  readonly id: string | undefined
  readonly type: string | undefined
  readonly name: string
  /** The login up to its @, when it says more than the name. */
  readonly login: string | undefined
}

/**
 * Order in which targets are told. Okta lists them in no stable order (a membership change has User and UserGroup either
 * way), so they are found by type.
 */
const ranks = new Map([
  ['User', 0],
  ['UserGroup', 1],
  ['AppInstance', 2],
  ['PublicClientApp', 2],
  ['Token', 3],
  ['AuthenticatorEnrollment', 8],
  ['AppUser', 9],
])
const otherRank = 5

/**
 * Reads the facts out of an event of any shape: missing members, nulls, Okta's text "null" and members of another kind than
 * documented are all simply unknown. Reads own properties only.
 */
export function factsOf(event: JsonObject): EventFacts {
  const client = objectAt(event, 'client')
  const outcome = objectAt(event, 'outcome')
  const who = partyOf(event['actor'])
  return {
    uuid: textAt(event, 'uuid'),
    published: textAt(event, 'published'),
    severity: textAt(event, 'severity'),
    outcome: textAt(outcome, 'result'),
    reason: textAt(outcome, 'reason'),
    who,
    message: textAt(event, 'displayMessage'),
    eventType: textAt(event, 'eventType'),
    targets: targetsOf(event['target'], who),
    ip: textAt(client, 'ipAddress'),
    place: placeOf(objectAt(client, 'geographicalContext')),
  }
}

function targetsOf(value: JsonValue | undefined, who: EventParty | undefined): readonly EventParty[] {
  if (!Array.isArray(value)) return []
  const parties = (value as readonly JsonValue[]).flatMap((item) => partyOf(item) ?? [])
  const told = parties.filter(({type}) => type !== 'AppUser')
  const others = told.filter(({id}) => id === undefined || id !== who?.id)
  const shown = others.length > 0 ? others : told.length > 0 ? told : parties
  return shown.length < 2 ? shown : [...shown].sort((one, other) => rankOf(one) - rankOf(other))
}

function rankOf({type}: EventParty): number {
  return ranks.get(type ?? '') ?? otherRank
}

function partyOf(value: JsonValue | undefined): EventParty | undefined {
  if (!isObject(value)) return undefined
  const type = textAt(value, 'type')
  const alternateId = textAt(value, 'alternateId')
  const login = alternateId === 'unknown' ? undefined : alternateId
  const name = textAt(value, 'displayName') ?? login ?? type
  if (name === undefined) return undefined
  return {id: textAt(value, 'id'), type, name, login: shortLogin(login, name)}
}

function shortLogin(login: string | undefined, name: string): string | undefined {
  if (login === undefined || login === name) return undefined
  const at = login.indexOf('@')
  return at > 0 ? login.slice(0, at) : login
}

function placeOf(context: JsonObject): string | undefined {
  const parts = [textAt(context, 'city'), textAt(context, 'country')].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(', ')
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const nothing: JsonObject = {}

function objectAt(object: JsonObject, name: string): JsonObject {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  return isObject(value) ? value : nothing
}

/** Okta writes unknown zones, addresses and names as the text "null". */
function textAt(object: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  return typeof value !== 'string' || value === '' || value === 'null' ? undefined : value
}

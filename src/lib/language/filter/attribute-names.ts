import {faultError} from '../text-fault.js'
import {parseFilter} from './filter-parse.js'
import {testsOf, type Filter, type ValuePath} from './filter-tree.js'

/** The attributes of a log event (Okta's management API specification, LogEvent); free keys, as in debugData, are not among them. */
const known: Readonly<Record<string, readonly string[]>> = {
  actor: ['id', 'type', 'alternateId', 'displayName', 'detailEntry'],
  authenticationContext: [
    ...['authenticationProvider', 'authenticationStep', 'credentialProvider', 'credentialType'],
    ...['externalSessionId', 'interface', 'issuer', 'rootSessionId'],
  ],
  client: ['device', 'geographicalContext', 'id', 'ipAddress', 'userAgent', 'zone'],
  debugContext: ['debugData'],
  displayMessage: [],
  eventType: [],
  legacyEventType: [],
  outcome: ['reason', 'result'],
  published: [],
  request: ['ipChain'],
  securityContext: ['asNumber', 'asOrg', 'domain', 'isProxy', 'isp'],
  severity: [],
  target: ['id', 'type', 'alternateId', 'displayName', 'detailEntry', 'changeDetails'],
  transaction: ['detail', 'id', 'type'],
  uuid: [],
  version: [],
}

/**
 * Reads a filter for log events, as `parseFilter` does; Okta tells capitals apart in attributes, and would refuse another
 * spelling of one that it has in words about anything else.
 * @throws OpsError OPS_FILTER (usage) with the text and a caret under the fault
 */
export function parseEventFilter(text: string, what: string): Filter {
  const filter = parseFilter(text, what)
  for (const {path} of testsOf(filter)) {
    const found = misspelt(path)
    if (found !== undefined)
      throw faultError('OPS_FILTER', {
        what,
        text,
        at: found.at,
        reason: `Okta tells capitals apart in attributes; did you mean ${found.meant}?`,
      })
  }
  return filter
}

/** The first name that differs from Okta's in its capitals only, and where it stands in the text. */
function misspelt({steps, at}: ValuePath): {readonly meant: string; readonly at: number} | undefined {
  const [first, second] = steps
  const root = first?.name ?? ''
  const names = Object.keys(known)
  if (!names.includes(root)) return asMeant(sameButCapitals(root, names), at.start)
  // Behind a bracket a name stands elsewhere.
  if (second === undefined || first?.where !== undefined) return undefined
  const inside = known[root] ?? []
  if (inside.includes(second.name)) return undefined
  return asMeant(sameButCapitals(second.name, inside), at.start + root.length + 1)
}

function asMeant(
  meant: string | undefined,
  at: number,
): {readonly meant: string; readonly at: number} | undefined {
  return meant === undefined ? undefined : {meant, at}
}

function sameButCapitals(name: string, names: readonly string[]): string | undefined {
  return names.find((one) => one.toLowerCase() === name.toLowerCase())
}

import {randomUUID} from 'node:crypto'
import type {JsonObject, JsonValue} from '../../../shared/json.js'

/** Who did it, or what it was done to. */
export interface Party {
  readonly id: string
  /** `User`, `UserGroup`, `AppInstance`, `SystemPrincipal`, ... */
  readonly type: string
  readonly alternateId: string
  readonly displayName: string
  readonly detailEntry?: JsonObject | null
}

/** From where it was done: what the request said about itself. */
export interface Origin {
  readonly actor: Party
  readonly ipAddress: string | null
  readonly userAgent: string | null
  readonly requestId: string
  readonly requestUri: string
  /** With its query. */
  readonly url: string
  readonly apiTokenId?: string | undefined
  readonly sessionId?: string | undefined
  /** WEB, or JOB of Okta itself, unless said. */
  readonly transactionType?: string
  readonly geo?: JsonObject
}

/** Something that happened. */
export interface Happening {
  readonly eventType: string
  readonly displayMessage: string
  readonly legacyEventType?: string
  readonly severity?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'
  readonly target?: readonly Party[] | null
  readonly outcome?: {readonly result: string; readonly reason?: string}
  /** Values are texts, as Okta writes them; JSON too. */
  readonly debugData?: Readonly<Record<string, string>>
}

/** The whole System Log event of `happening`, with the nulls and the texts "null" that real ones have. */
export function logEvent(happening: Happening, origin: Origin, published: Date): JsonObject {
  const {eventType, displayMessage, legacyEventType = null, severity = 'INFO', target = null} = happening
  const {outcome = {result: 'SUCCESS'}, debugData = {}} = happening
  return {
    actor: party(origin.actor),
    client: client(origin),
    device: null,
    authenticationContext: {
      authenticationProvider: null,
      credentialProvider: null,
      credentialType: null,
      issuer: null,
      interface: null,
      authenticationStep: 0,
      rootSessionId: origin.sessionId ?? null,
      externalSessionId: origin.sessionId ?? 'unknown',
    },
    displayMessage,
    eventType,
    outcome: {result: outcome.result, reason: outcome.reason ?? null},
    published: published.toISOString(),
    securityContext: {asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null},
    severity,
    debugContext: {
      debugData: {
        requestId: origin.requestId,
        dtHash: hashLike(origin.requestId),
        requestUri: origin.requestUri,
        threatSuspected: 'false',
        url: origin.url,
        ...debugData,
      },
    },
    legacyEventType,
    transaction: {
      type: origin.transactionType ?? (origin.actor.type === 'SystemPrincipal' ? 'JOB' : 'WEB'),
      id: origin.requestId,
      detail: origin.apiTokenId === undefined ? {} : {requestApiTokenId: origin.apiTokenId},
    },
    uuid: randomUUID(),
    version: '0',
    request: {ipChain: ipChain(origin)},
    target: target === null ? null : target.map(party),
  }
}

function party({id, type, alternateId, displayName, detailEntry = null}: Party): JsonObject {
  return {id, type, alternateId, displayName, detailEntry}
}

function client({ipAddress, userAgent, geo}: Origin): JsonObject {
  return {
    userAgent:
      userAgent === null
        ? null
        : {rawUserAgent: userAgent, os: systemOf(userAgent), browser: browserOf(userAgent)},
    zone: 'null',
    device: userAgent === null ? null : /Mozilla/.test(userAgent) ? 'Computer' : 'Unknown',
    id: null,
    ipAddress,
    geographicalContext: geo ?? null,
  }
}

function ipChain({ipAddress, geo}: Origin): JsonValue {
  if (ipAddress === null) return []
  return [{ip: ipAddress, geographicalContext: geo ?? null, version: 'V4', source: null}]
}

function systemOf(userAgent: string): string {
  if (/Mac OS X/.test(userAgent)) return 'Mac OS X'
  if (/Windows/.test(userAgent)) return 'Windows 10'
  return /Linux|linux/.test(userAgent) ? 'Linux' : 'Unknown'
}

function browserOf(userAgent: string): string {
  if (/Firefox\//.test(userAgent)) return 'FIREFOX'
  if (/Chrome\//.test(userAgent)) return 'CHROME'
  return /Safari\//.test(userAgent) ? 'SAFARI' : 'UNKNOWN'
}

/** 64 hex digits that belong to `text`: what Okta's hash is of is nobody's business. */
function hashLike(text: string): string {
  return Buffer.from(text.padEnd(32, '~')).toString('hex').slice(0, 64)
}

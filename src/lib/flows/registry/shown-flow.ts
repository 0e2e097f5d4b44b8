import {showSecretReference} from '../../secrets/secret-reference.js'
import type {Flow} from '../flow.js'
import {shownInvokeUrl} from './invoke-url.js'
import {showRate} from '../../shared/rate.js'

/** A flow as commands show it: no secret, and most of the alias left out. */
export interface ShownFlow {
  readonly name: string
  readonly invokeUrl: string
  readonly access: Flow['access']['kind']
  /** Where the client token lies. */
  readonly clientToken?: string
  readonly inputSchema?: string
  readonly statusFlow?: string
  readonly timeoutMs?: number
  /** Like `10/s`. */
  readonly maxRate?: string
  readonly source: Flow['source']['kind']
  readonly file: string
}

export function shownFlow(flow: Flow): ShownFlow {
  const {name, invokeUrl, access, inputSchema, statusFlow, timeoutMs, maxPerSecond, source} = flow
  return {
    name,
    invokeUrl: shownInvokeUrl(invokeUrl),
    access: access.kind,
    ...(access.kind === 'client-token' ? {clientToken: showSecretReference(access.token)} : {}),
    ...(inputSchema === undefined ? {} : {inputSchema}),
    ...(statusFlow === undefined ? {} : {statusFlow}),
    ...(timeoutMs === undefined ? {} : {timeoutMs}),
    ...(maxPerSecond === undefined ? {} : {maxRate: showRate(maxPerSecond)}),
    source: source.kind,
    file: source.file,
  }
}

/** How callers get in, in words. */
export const accessWords: Readonly<Record<Flow['access']['kind'], string>> = {
  'client-token': 'client token',
  oauth: 'OAuth 2.0, by the service app of the org',
  public: 'public: whoever knows the address',
}

import {showSecretReference} from '../../secrets/secret-reference.js'
import type {OrgSecret, OrgValues, Said} from './org-layer.js'

/** One configured value, fit to be shown. */
export interface SaidValue {
  readonly key: keyof OrgValues
  /** Of a secret its reference, or that the file holds it. */
  readonly value: string
  readonly from: string
}

/** Every value that a place says, with where it says it; no secret. */
export function saidValues(values: OrgValues): readonly SaidValue[] {
  const {orgUrl, apiToken, clientId, privateKey, keyId, scopes, mode, dpop, rateShare} = values
  return [
    shown('orgUrl', orgUrl, (url) => url),
    shown('apiToken', apiToken, place),
    shown('clientId', clientId, (id) => id),
    shown('privateKey', privateKey, place),
    shown('keyId', keyId, (id) => id),
    shown('scopes', scopes, (list) => list.join(' ')),
    shown('mode', mode, (word) => word),
    shown('dpop', dpop, (word) => word),
    shown('rateShare', rateShare, (share) => `${Math.round(share * 100)}%`),
  ].filter((value) => value !== undefined)
}

function shown<T>(
  key: keyof OrgValues,
  said: Said<T> | undefined,
  text: (value: T) => string,
): SaidValue | undefined {
  return said && {key, value: text(said.value), from: said.from}
}

function place(secret: OrgSecret): string {
  return secret.kind === 'reference' ? showSecretReference(secret.reference) : '(a secret, not shown)'
}

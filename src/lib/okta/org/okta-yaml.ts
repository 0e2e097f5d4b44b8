import {parseYaml} from '../../language/yaml-file.js'
import type {YamlValue} from '../../language/yaml-value.js'
import {systemErrorCode} from '../../shared/errors.js'
import {unreadableFile} from '../../shared/file-errors.js'
import {readTextFile} from '../../shared/text-file.js'
import type {OrgLayer, OrgValues, Said} from './org-layer.js'
import {splitScopes} from './scopes.js'

/**
 * What an okta.yaml (org-files.ts) says under `okta.client`; it is only ever read, and what else it holds is none of our business.
 * Undefined when there is no such file, or it says nothing about an org.
 * @throws OpsError OPS_YAML with file, line and column, OPS_FILE_UNREADABLE
 */
export function oktaYamlLayer(file: string): OrgLayer | undefined {
  const text = readIfThere(file)
  if (text === undefined || text.trim() === '') return undefined
  const values = parseYaml(text, {file, env: undefined}, (top) => valuesOf(top, file))
  return Object.keys(values).length === 0 ? undefined : {label: file, values}
}

function valuesOf(top: YamlValue, file: string): OrgValues {
  const client = under(under(top, 'okta'), 'client')
  const said = (key: string): Said<string> | undefined => {
    const found = under(client, key)
    if (found === undefined || found.kind === 'nothing') return undefined
    const value = plainText(found)
    return value === '' ? undefined : {value, from: `${file} (okta.client.${key})`}
  }
  const scopes = said('scopes')
  const [apiToken, privateKey] = [said('token'), said('privateKey')]
  const found = {
    orgUrl: said('orgUrl'),
    apiToken: apiToken && {...apiToken, value: {kind: 'text', text: apiToken.value}},
    clientId: said('clientId'),
    privateKey: privateKey && {...privateKey, value: {kind: 'text', text: privateKey.value}},
    keyId: said('keyId'),
    scopes: scopes && {...scopes, value: splitScopes(scopes.value)},
    mode: said('authorizationMode'),
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

/** As the SDKs take values: a list is joined by spaces, a mapping (a JWK) is JSON. */
function plainText(value: YamlValue): string {
  if (value.kind === 'plain') return value.text().trim()
  if (value.kind === 'mapping') return JSON.stringify(value.json())
  return value
    .items()
    .map((item) => item.text())
    .join(' ')
}

function under(value: YamlValue | undefined, key: string): YamlValue | undefined {
  if (value?.kind !== 'mapping') return undefined
  return value.entries().find((entry) => entry.key === key)?.value
}

function readIfThere(file: string): string | undefined {
  try {
    return readTextFile(file)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return undefined
    throw unreadableFile(file, error)
  }
}

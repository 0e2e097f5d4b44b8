import {editYaml, type YamlContent} from '../../language/yaml-edit.js'
import {parseYaml} from '../../language/yaml-file.js'
import {
  choice,
  converted,
  either,
  listOf,
  mapOf,
  optional,
  record,
  text,
  type ShapeOf,
} from '../../language/yaml-shapes.js'
import {
  parseSecretReference,
  showSecretReference,
  type SecretReference,
} from '../../secrets/secret-reference.js'
import {OpsError} from '../../shared/errors.js'
import type {Environment} from '../../shared/machine.js'
import {parsePercent} from '../../shared/percent.js'
import {readOrgUrl} from './org-url.js'
import {splitScopes} from './scopes.js'

/** A secret in a file can be no stdin: there is none when the file is read. */
const reference = converted((written): SecretReference => {
  const found = parseSecretReference(written, 'it')
  if (found.kind === 'stdin') throw new OpsError('OPS_SECRET', 'stdin can only be given once, to org add')
  return found
})

const namedOrg = record({
  url: converted((written) => readOrgUrl(written).url),
  apiToken: optional(reference),
  clientId: optional(text()),
  privateKey: optional(reference),
  keyId: optional(text()),
  scopes: optional(either(listOf(text()), converted(splitScopes))),
  dpop: optional(choice(['auto', 'always', 'never'])),
  rateShare: optional(converted((written) => parsePercent(written, 'it'))),
})

const orgsFile = record({
  version: choice(['1']),
  current: optional(text()),
  orgs: optional(mapOf(namedOrg)),
})

/** One of our named orgs, as `orgs.yaml` has it: no secret, only where each is. */
export type NamedOrg = ShapeOf<typeof namedOrg>

/** All of them. */
export interface NamedOrgs {
  readonly current: string | undefined
  readonly orgs: ReadonlyMap<string, NamedOrg>
}

/** What is remembered of an org, and under which name. */
export interface OrgEntry {
  readonly name: string
  readonly org: NamedOrg
}

/**
 * Reads the text of `orgs.yaml`.
 * @throws OpsError OPS_YAML with file, line and column
 */
export function parseOrgs(
  written: string,
  {file, env}: {readonly file: string; readonly env: Environment},
): NamedOrgs {
  const {current, orgs = new Map<string, NamedOrg>()} = parseYaml(written, {file, env}, orgsFile)
  return {current, orgs}
}

const beginning =
  '# Okta orgs of okta-ops (docs/orgs.md). Secrets are never in here, only where they are.\nversion: 1\n'

/** `written` with an org added or replaced, and as the current one if `makeCurrent`; an empty text begins a file. */
export function withOrg(
  written: string,
  {name, org}: OrgEntry,
  {file, makeCurrent}: {readonly file: string; readonly makeCurrent: boolean},
): string {
  const edit = editYaml(written.trim() === '' ? beginning : written, file)
  edit.set(['orgs', name], contentOf(org))
  if (makeCurrent) edit.set(['current'], name)
  return edit.text()
}

/** `written` with another current org. */
export function withCurrent(written: string, name: string, file: string): string {
  const edit = editYaml(written, file)
  edit.set(['current'], name)
  return edit.text()
}

/** `written` without an org; when it was the current one there is none afterwards. */
export function withoutOrg(
  written: string,
  name: string,
  {file, wasCurrent}: {readonly file: string; readonly wasCurrent: boolean},
): string {
  const edit = editYaml(written, file)
  edit.remove(['orgs', name])
  if (wasCurrent) edit.remove(['current'])
  return edit.text()
}

function contentOf(org: NamedOrg): YamlContent {
  const {url, apiToken, clientId, privateKey, keyId, scopes, dpop, rateShare} = org
  return {
    url,
    ...(apiToken === undefined ? {} : {apiToken: showSecretReference(apiToken)}),
    ...(clientId === undefined ? {} : {clientId}),
    ...(privateKey === undefined ? {} : {privateKey: showSecretReference(privateKey)}),
    ...(keyId === undefined ? {} : {keyId}),
    ...(scopes === undefined ? {} : {scopes}),
    ...(dpop === undefined ? {} : {dpop}),
    ...(rateShare === undefined ? {} : {rateShare: `${Math.round(rateShare * 100)}%`}),
  }
}

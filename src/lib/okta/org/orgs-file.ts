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
import type {YamlValue} from '../../language/yaml-value.js'
import {
  parseSecretReference,
  showSecretReference,
  type SecretReference,
} from '../../secrets/secret-reference.js'
import {OpsError} from '../../shared/errors.js'
import type {Environment} from '../../shared/machine.js'
import {parsePercent} from '../../shared/percent.js'
import {shellWord} from '../../shared/shell-word.js'
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

/** One of our named orgs, as `orgs.yaml` has it: no secret, only where each is. */
export type NamedOrg = ShapeOf<typeof namedOrg>

/** One that is written so that it cannot be used; it may not keep the others from being used. */
export interface BadOrg {
  /** With file, line and column, and the command that mends it. */
  readonly trouble: OpsError
  /** What it refers to all the same, so that nobody takes these secrets for unused. */
  readonly secrets: readonly SecretReference[]
}

/** All of them, each by name in one of the two. */
export interface NamedOrgs {
  readonly current: string | undefined
  readonly orgs: ReadonlyMap<string, NamedOrg>
  readonly bad: ReadonlyMap<string, BadOrg>
}

const orgsFile = record({
  version: choice(['1']),
  current: optional(text()),
  orgs: optional(mapOf(goodOrBad)),
})

/** What is remembered of an org, and under which name. */
export interface OrgEntry {
  readonly name: string
  readonly org: NamedOrg
}

/**
 * Reads the text of `orgs.yaml`. An org that cannot be used is told of, not thrown.
 * @throws OpsError OPS_YAML with file, line and column where the file as a whole cannot be read
 */
export function parseOrgs(
  content: string,
  {file, env}: {readonly file: string; readonly env: Environment},
): NamedOrgs {
  const {current, orgs: written = new Map<string, NamedOrg | BadOrg>()} = parseYaml(
    content,
    {file, env},
    orgsFile,
  )
  const [orgs, bad] = [new Map<string, NamedOrg>(), new Map<string, BadOrg>()]
  for (const [name, org] of written)
    if (isBad(org)) bad.set(name, {...org, trouble: withMend(org.trouble, name)})
    else orgs.set(name, org)
  return {current, orgs, bad}
}

/** Whether what is written under a name cannot be used. */
export function isBad(org: NamedOrg | BadOrg): org is BadOrg {
  return 'trouble' in org
}

function goodOrBad(value: YamlValue): NamedOrg | BadOrg {
  try {
    return namedOrg(value)
  } catch (error) {
    if (!(error instanceof OpsError)) throw error
    return {trouble: error, secrets: secretsIn(value)}
  }
}

/** The references among an org's values, as far as they can be read. */
function secretsIn(value: YamlValue): readonly SecretReference[] {
  if (value.kind !== 'mapping') return []
  const found = Object.values((value.json() ?? {}) as Readonly<Record<string, unknown>>)
  return found.flatMap((written) => {
    try {
      return typeof written === 'string' ? [parseSecretReference(written, 'it')] : []
    } catch {
      return []
    }
  })
}

function withMend({code, message, failure, next}: OpsError, name: string): OpsError {
  return new OpsError(code, message, {failure, next: next ?? `okta-ops org add ${shellWord(name)} --force`})
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

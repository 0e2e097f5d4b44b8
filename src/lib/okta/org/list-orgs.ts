import {placeOfReference} from '../../secrets/describe-reference.js'
import {OpsError, type OpsCode} from '../../shared/errors.js'
import type {Machine} from '../../shared/machine.js'
import {orgPlaceNow} from './find-org.js'
import {namedLayer} from './named-layer.js'
import type {OrgSecret} from './org-layer.js'
import {settingOf, type OrgSetting, type OrgWay} from './org-setting.js'
import type {OrgEntry} from './orgs-file.js'
import {readOrgs} from './orgs-store.js'

/** A line of `org list`. */
export interface ListedOrg {
  readonly name: string
  /** Absent where it cannot be read. */
  readonly orgUrl?: string
  /** Absent with `trouble`. */
  readonly way?: OrgWay['kind']
  /** Where the secret lies, in words; absent for a person. */
  readonly secret?: string
  readonly current: boolean
  /** Why it cannot be used, and the command that mends it. */
  readonly trouble?: OrgTrouble
}

/** What is wrong with an org. */
export interface OrgTrouble {
  readonly code: OpsCode
  readonly message: string
  readonly next?: string
}

/** Our named orgs by name, and which place goes before them at the moment. */
export interface OrgList {
  readonly orgs: readonly ListedOrg[]
  /** A place that says what commands take without `--org`, when it is not the current named org. */
  readonly instead: OrgSetting | undefined
}

/**
 * One that cannot be used is listed with what is wrong with it.
 * @throws OpsError OPS_YAML where the file as a whole cannot be read
 */
export function listOrgs(machine: Machine): OrgList {
  const {current, orgs, bad} = readOrgs(machine)
  const listed = [
    ...[...orgs].map(([name, org]) => ({name, orgUrl: org.url, ...wayIn(machine, {name, org})})),
    ...[...bad].map(([name, {trouble}]) => ({name, trouble: shown(trouble)})),
  ].map((org): ListedOrg => ({...org, current: org.name === current}))
  return {orgs: listed.sort((a, b) => (a.name < b.name ? -1 : 1)), instead: orgPlaceNow(machine)}
}

function wayIn(machine: Machine, entry: OrgEntry): Pick<ListedOrg, 'way' | 'secret' | 'trouble'> {
  try {
    const layer = namedLayer(machine, entry)
    const {way} = settingOf(layer, layer.values.orgUrl)
    const secret = secretPlace(machine, way)
    return {way: way.kind, ...(secret === undefined ? {} : {secret})}
  } catch (error) {
    if (!(error instanceof OpsError)) throw error
    return {trouble: shown(error)}
  }
}

function shown({code, message, next}: OpsError): OrgTrouble {
  return {code, message, ...(next === undefined ? {} : {next})}
}

/** Where the secret of a way in lies; undefined when it needs none. */
export function secretPlace(machine: Pick<Machine, 'env'>, way: OrgWay): string | undefined {
  const secret = secretOfWay(way)
  if (secret === undefined) return undefined
  return secret.kind === 'reference' ? placeOfReference(machine, secret.reference) : 'the file itself'
}

/** The secret a way in needs. */
export function secretOfWay(way: OrgWay): OrgSecret | undefined {
  if (way.kind === 'person') return undefined
  return way.kind === 'api-token' ? way.token : way.privateKey
}

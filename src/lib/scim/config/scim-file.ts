import {editYaml} from '../../language/yaml-edit.js'
import {parseYaml} from '../../language/yaml-file.js'
import {
  choice,
  converted,
  filledList,
  listOf,
  mapOf,
  optional,
  record,
  text,
  wholeNumber,
  yesOrNo,
} from '../../language/yaml-shapes.js'
import {
  parseSecretReference,
  showSecretReference,
  type SecretReference,
} from '../../secrets/secret-reference.js'
import {parseDuration} from '../../shared/duration.js'
import {OpsError} from '../../shared/errors.js'
import {given} from '../../shared/given.js'
import type {Environment} from '../../shared/machine.js'
import {parsePercent} from '../../shared/percent.js'
import {parseRate} from '../../shared/rate.js'
import {scimAddress} from '../client/scim-address.js'
import {pairFilters} from '../client/scim-filter.js'
import {defaultPolicy, type ScimConfig, type ScimConnection} from './scim-config.js'
import {parseTokenDate, showTokenDate} from './token-date.js'

const reference = converted((written): SecretReference => {
  const found = parseSecretReference(written, 'it')
  if (found.kind === 'stdin')
    throw new OpsError('OPS_SECRET', 'no file can name stdin: it is not there later')
  return found
})
const share = converted((written) => parsePercent(written, 'it', {least: 0}))
const glob = text({pattern: /\S/, wanted: 'a name, in which * stands for any characters and ? for one'})
const groupName = text({pattern: /\S/, wanted: 'the name of a group'})

const scimFile = record({
  version: choice(['1']),
  connection: optional(
    record({
      url: optional(converted(scimAddress)),
      token: optional(reference),
      nextToken: optional(reference),
      tokenIssued: optional(converted((written) => parseTokenDate(written, 'it'))),
    }),
  ),
  identityStore: optional(
    record({
      id: optional(
        text({
          pattern: /^(d-[0-9a-f]{10}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
          wanted: 'the id of an identity store, like d-0123456789',
        }),
      ),
      region: optional(text({pattern: /^[a-z]{2,}(-[a-z]+)+-\d+$/, wanted: 'an AWS region, like eu-west-1'})),
      profile: optional(text({pattern: /\S/, wanted: 'the name of a profile of ~/.aws/config'})),
    }),
  ),
  groups: optional(filledList(glob)),
  map: optional(mapOf(groupName)),
  manage: optional(choice(['memberships', 'groups'])),
  allowDelete: optional(yesOrNo),
  protect: optional(listOf(glob)),
  guards: optional(
    record({
      maxRemovals: optional(share),
      maxGroupRemovals: optional(share),
      maxRemovalCount: optional(wholeNumber()),
      minKeep: optional(mapOf(wholeNumber())),
      allowEmpty: optional(yesOrNo),
      self: optional(text({pattern: /\S/, wanted: 'a login in Okta'})),
      requireSelf: optional(listOf(groupName)),
      deleteGrace: optional(converted((written) => parseDuration(written, 'it'))),
    }),
  ),
  pace: optional(
    record({
      ceiling: optional(converted((written) => parseRate(written, 'it'))),
      workers: optional(wholeNumber(1, 64)),
    }),
  ),
  mixedPatch: optional(yesOrNo),
  pairFilter: optional(choice(pairFilters)),
})

/**
 * Reads the text of a scim.yaml (docs/scim-plan.md). What it protects comes on top of what is protected always.
 * @throws OpsError OPS_YAML with file, line and column
 */
export function parseScim(
  written: string,
  {file, env}: {readonly file: string; readonly env: Environment},
): ScimConfig {
  const said = parseYaml(written, {file, env}, scimFile)
  const {connection = {}, identityStore = {}, groups, map, manage, allowDelete, protect = []} = said
  const {deleteGrace, ...guards} = said.guards ?? {}
  return {
    file,
    connection,
    identityStore,
    policy: {
      ...defaultPolicy,
      ...given({groups, map, manage, allowDelete}),
      protect: [...defaultPolicy.protect, ...protect],
      guards: {...defaultPolicy.guards, ...guards, ...given({deleteGraceMs: deleteGrace})},
    },
    pace: said.pace ?? {},
    mixedPatch: said.mixedPatch ?? false,
    pairFilter: said.pairFilter,
  }
}

/** What commands write into the file by themselves; what is left out stays as it is. */
export interface ScimSettings extends Partial<Pick<ScimConfig, 'mixedPatch'>> {
  /** Replaces the whole connection. */
  readonly connection?: ScimConnection
  readonly pairFilter?: NonNullable<ScimConfig['pairFilter']>
}

const beginning =
  '# Okta groups to AWS IAM Identity Center (docs/scim-plan.md). Secrets are never in here, only where they are.\nversion: 1\n'

/** `written` with the settings in it, and every other word and comment kept; an empty text begins a file. */
export function withScimSettings(written: string, settings: ScimSettings, file: string): string {
  const edit = editYaml(written.trim() === '' ? beginning : written, file)
  const {connection, mixedPatch, pairFilter} = settings
  if (connection !== undefined) {
    const {url, token, nextToken, tokenIssued} = connection
    const values = {
      url,
      token: token && showSecretReference(token),
      nextToken: nextToken && showSecretReference(nextToken),
      tokenIssued: tokenIssued && showTokenDate(tokenIssued),
    }
    for (const [key, value] of Object.entries(values))
      if (value === undefined) edit.remove(['connection', key])
      else edit.set(['connection', key], value)
  }
  if (mixedPatch !== undefined) edit.set(['mixedPatch'], mixedPatch)
  if (pairFilter !== undefined) edit.set(['pairFilter'], pairFilter)
  return edit.text()
}

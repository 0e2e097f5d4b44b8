import {OpsError} from '../../shared/errors.js'
import type {JsonObject} from '../../shared/json.js'
import {callScim, expectStatus, type ScimEndpoint} from './scim-call.js'
import {listQuery} from './scim-filter.js'
import {readPage, type ScimPage} from './scim-resources.js'

/** Which list, and what of it. */
export interface ListRequest {
  readonly path: '/Groups' | '/Users'
  readonly filter?: string
  readonly signal?: AbortSignal | undefined
  /** For errors: "cannot list the groups". */
  readonly what: string
}

/** A list to its end, or as far as the endpoint shows it. */
export interface ScimList {
  readonly resources: readonly JsonObject[]
  readonly complete: boolean
  /** `old` where the answer shows that the endpoint knows no cursors; undefined where it does not show. */
  readonly generation: 'cursor' | 'old' | undefined
}

/** Where the generation without paging cuts lists off. */
const oldMaximum = 50
/** Far above AWS's quota of 100,000 users. */
const mostResources = 1_000_000

/**
 * Follows the cursors to the end. A resource that moves to another page meanwhile is there once.
 * @throws OpsError as the call says; OPS_BAD_ANSWER where the cursors go in a circle
 */
export async function readList(endpoint: ScimEndpoint, request: ListRequest): Promise<ScimList> {
  const found = new Map<unknown, JsonObject>()
  const cursors = new Set<string>()
  for (let cursor = ''; ;) {
    const page = await readOnePage(endpoint, request, cursor)
    for (const resource of page.resources) found.set(resource['id'] ?? resource, resource)
    if (page.nextCursor === undefined) {
      const resources = [...found.values()]
      if (cursors.size > 0) return {resources, complete: true, generation: 'cursor'}
      return {resources, ...lastPage(page)}
    }
    cursor = page.nextCursor
    if (cursors.has(cursor) || found.size > mostResources)
      throw new OpsError('OPS_BAD_ANSWER', `${request.what}: the pages of the SCIM endpoint have no end`, {
        failure: 'unavailable',
        next: 'okta-ops scim status',
      })
    cursors.add(cursor)
  }
}

/** At most one match: without a cursor, so that both generations understand it. */
export async function readOne(endpoint: ScimEndpoint, request: ListRequest): Promise<JsonObject | undefined> {
  return (await readOnePage(endpoint, request, undefined)).resources[0]
}

async function readOnePage(
  endpoint: ScimEndpoint,
  {path, filter, signal, what}: ListRequest,
  cursor: string | undefined,
): Promise<ScimPage> {
  const answer = await callScim(endpoint, {
    method: 'GET',
    path: `${path}${listQuery({filter, cursor})}`,
    signal,
  })
  return readPage(expectStatus(endpoint, answer, {statuses: [200], what}).body)
}

/** The first page is the last: `totalResults` says that the question for a cursor was not understood. */
function lastPage({resources, totalResults}: ScimPage): Pick<ScimList, 'complete' | 'generation'> {
  if (totalResults === undefined) return {complete: true, generation: undefined}
  const isWhole = resources.length < oldMaximum && totalResults <= resources.length
  return {complete: isWhole, generation: 'old'}
}

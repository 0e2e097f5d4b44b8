import type {AwsDirectory, AwsReadOptions} from '../../ports/aws-directory.js'
import type {JsonObject, JsonValue} from '../../shared/json.js'
import {callScim, expectStatus, type ScimEndpoint} from './scim-call.js'
import {equals, isPair, pairFilters, type PairFilter} from './scim-filter.js'
import {readList, readOne, type ScimList} from './scim-pages.js'
import {scimRefusalOf} from './scim-refusal.js'
import {readGroup, readObject, readUser} from './scim-resources.js'

/** What was found out about an endpoint during this run. */
interface Learned {
  generation: ScimList['generation']
  /** Spellings of the filter for a pair, the one that works first. */
  spellings: readonly PairFilter[]
}

/** Reading the directory by SCIM alone. */
export interface ScimReads extends Omit<AwsDirectory, 'via' | 'calls'> {
  /** `old`: 50 of a list, no paging, memberships cannot be read. Asks where no list has shown it yet. */
  readonly generation: (options?: AwsReadOptions) => Promise<'cursor' | 'old'>
  /** What the endpoint says of itself (RFC 7643, ServiceProviderConfig): a cheap way to try an address and its token. */
  readonly serviceProvider: (options?: AwsReadOptions) => Promise<{readonly patch: boolean}>
  /** The spelling of the filter for a pair that was taken, once one was. */
  readonly pairFilter: () => PairFilter | undefined
}

export function createScimReads(endpoint: ScimEndpoint, preferred: PairFilter = 'member'): ScimReads {
  const learned: Learned = {
    generation: undefined,
    spellings: [preferred, ...pairFilters.filter((one) => one !== preferred)],
  }
  let taken: PairFilter | undefined

  const list = async (request: Parameters<typeof readList>[1]): Promise<ScimList> => {
    const found = await readList(endpoint, request)
    learned.generation ??= found.generation
    return found
  }
  const generation: ScimReads['generation'] = async ({signal} = {}) => {
    if (learned.generation === undefined)
      await list({path: '/Groups', signal, what: 'cannot list the groups'})
    // One page without totalResults is what the new one answers.
    return (learned.generation ??= 'cursor')
  }
  const byId = async (path: string, what: string, signal?: AbortSignal): Promise<JsonObject | undefined> => {
    const answer = await callScim(endpoint, {method: 'GET', path, signal})
    if (answer.status === 404) return undefined
    return readObject(expectStatus(endpoint, answer, {statuses: [200], what}).body)
  }
  /** A filter over a user or group that is not there is answered with 404. */
  const orUndefined = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work
    } catch (error) {
      if (scimRefusalOf(error)?.status === 404) return undefined
      throw error
    }
  }

  return {
    generation,
    pairFilter: () => taken,
    serviceProvider: async ({signal} = {}) => {
      const answer = await callScim(endpoint, {method: 'GET', path: '/ServiceProviderConfig', signal})
      const what = 'cannot ask the SCIM endpoint what it supports'
      const {patch} = readObject(expectStatus(endpoint, answer, {statuses: [200], what}).body)
      return {patch: isSupported(patch)}
    },
    groups: async ({signal} = {}) => {
      const {resources, complete} = await list({path: '/Groups', signal, what: 'cannot list the groups'})
      return {items: resources.map(readGroup), complete}
    },
    users: async ({signal} = {}) => {
      const {resources, complete} = await list({path: '/Users', signal, what: 'cannot list the users'})
      return {items: resources.map(readUser), complete}
    },
    members: async (groupId, {signal} = {}) => {
      const what = `cannot list the members of group ${groupId}`
      try {
        const found = await list({path: '/Users', filter: equals('groups.value', groupId), signal, what})
        return {items: found.resources.map(readUser), complete: found.complete}
      } catch (error) {
        // The old generation knows no such filter.
        if (scimRefusalOf(error)?.status === 400 && (await generation({signal})) === 'old')
          return {items: [], complete: false}
        throw error
      }
    },
    findGroup: async (by, {signal} = {}) => {
      const what = 'cannot look for the group'
      const found =
        'id' in by
          ? await byId(`/Groups/${encodeURIComponent(by.id)}`, what, signal)
          : await orUndefined(readOne(endpoint, {path: '/Groups', filter: filterOf(by), signal, what}))
      return found === undefined ? undefined : readGroup(found)
    },
    findUser: async (by, {signal} = {}) => {
      const what = 'cannot look for the user'
      const found =
        'id' in by
          ? await byId(`/Users/${encodeURIComponent(by.id)}`, what, signal)
          : await orUndefined(readOne(endpoint, {path: '/Users', filter: filterOf(by), signal, what}))
      return found === undefined ? undefined : readUser(found)
    },
    isMember: async (pair, {signal} = {}) => {
      const what = `cannot see whether user ${pair.userId} is in group ${pair.groupId}`
      for (;;) {
        const [spelling, ...others] = learned.spellings
        if (spelling === undefined) break
        try {
          const filter = isPair(spelling, pair)
          const found = await orUndefined(readOne(endpoint, {path: '/Groups', filter, signal, what}))
          taken = spelling
          return found !== undefined
        } catch (error) {
          if (scimRefusalOf(error)?.status !== 400) throw error
          // Another call may have found out the same meanwhile.
          if (learned.spellings[0] === spelling) learned.spellings = others
        }
      }
      // Takes none of them: then all groups of the user, a filter that is documented.
      const filter = equals('members.value', pair.userId)
      const groups = await orUndefined(list({path: '/Groups', filter, signal, what}))
      return (groups?.resources ?? []).some(({id}) => id === pair.groupId)
    },
  }
}

function isSupported(feature: JsonValue | undefined): boolean {
  return typeof feature === 'object' && feature !== null && Reflect.get(feature, 'supported') === true
}

/** The one attribute that is given. */
function filterOf(by: Readonly<Record<string, string>>): string {
  const [[attribute, value] = ['', '']] = Object.entries(by)
  return equals(attribute, value)
}

import type {OktaApi} from '../../ports/okta-api.js'
import type {
  DirectoryReadOptions,
  OktaDirectory,
  OktaGroupHead,
  OktaPerson,
} from '../../ports/okta-directory.js'
import {OpsError} from '../../shared/errors.js'
import {asFields, orNothing, readObject, readPages, type CallWishes, type Kind} from './read-answer.js'
import {refusalOf} from './refusal.js'

const groupsPath = '/api/v1/groups'

/** What Okta recommends for groups, and for members where larger pages fail. */
const carefulPage = '200'

/**
 * Calls are what is rationed (500 a minute for an org), not bytes: a page of 1,000 members, the most that Okta gives, makes a fifth
 * of the calls of its recommended 200.
 */
const largePage = '1000'

/** Groups and people of an org (developer.okta.com, Groups API and Users API); needs okta.groups.read and okta.users.read. */
export function oktaDirectoryOf(api: OktaApi): OktaDirectory {
  return {
    orgUrl: api.orgUrl,
    groups: async (prefix, options) => {
      const search = prefix === '' ? undefined : `profile.name sw ${quoted(prefix)}`
      const query = {search, limit: carefulPage}
      return inOrder(await readPages(api, {url: groupsPath, query, ...wishes(options)}, groupKind))
    },
    group: (id, options) =>
      orNothing(
        api
          .call({method: 'GET', url: at(groupsPath, id), ...wishes(options)})
          .then((answer) => readObject(answer, groupKind)),
      ),
    members: async (groupId, options) => {
      const url = `${at(groupsPath, groupId)}/users`
      const read = (limit: string): Promise<readonly OktaPerson[]> =>
        readPages(api, {url, query: {limit}, ...wishes(options)}, personKind)
      return inOrder(
        await read(largePage).catch((error: unknown) => {
          if (!mayBeTooLarge(error)) throw error
          return read(carefulPage)
        }),
      )
    },
    groupsOf: async (userId, options) => {
      const url = `${at('/api/v1/users', userId)}/groups`
      const groups = await orNothing(readPages(api, {url, ...wishes(options)}, groupKind))
      return groups && inOrder(groups)
    },
    person: (idOrLogin, options) => findPerson(api, idOrLogin, wishes(options)),
  }
}

/** A login with a slash in it can only be searched for. */
async function findPerson(
  api: OktaApi,
  idOrLogin: string,
  options: CallWishes,
): Promise<OktaPerson | undefined> {
  if (idOrLogin === '') return undefined
  if (idOrLogin.includes('/')) {
    const query = {search: `profile.login eq ${quoted(idOrLogin)}`, limit: '2'}
    const [found] = await readPages(api, {url: '/api/v1/users', query, ...options}, personKind)
    return found
  }
  return orNothing(
    api
      .call({method: 'GET', url: at('/api/v1/users', idOrLogin), ...options})
      .then((answer) => readObject(answer, personKind)),
  )
}

const groupKind: Kind<OktaGroupHead> = {
  what: 'groups',
  read: ({id, type, profile, lastMembershipUpdated: changed}) => {
    const {name} = asFields(profile)
    if (typeof id !== 'string' || id === '' || typeof name !== 'string' || typeof type !== 'string')
      return undefined
    const changedAt = typeof changed === 'string' ? new Date(changed) : undefined
    return {
      id,
      name,
      // A kind that is new to us is one that nobody may change by hand.
      type: type === 'OKTA_GROUP' || type === 'BUILT_IN' ? type : 'APP_GROUP',
      lastMembershipUpdated: Number.isNaN(changedAt?.getTime()) ? undefined : changedAt,
    }
  },
}

const personKind: Kind<OktaPerson> = {
  what: 'people',
  read: ({id, status, profile}) => {
    const {login} = asFields(profile)
    if (typeof id !== 'string' || id === '' || typeof status !== 'string' || typeof login !== 'string')
      return undefined
    return {id, login, status}
  },
}

/** Each once, by id: while pages are read, somebody may move to a later one. */
function inOrder<T extends {readonly id: string}>(items: readonly T[]): readonly T[] {
  const byId = new Map(items.map((item) => [item.id, item]))
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** A text in Okta's search language. */
function quoted(text: string): string {
  return JSON.stringify(text)
}

function at(path: string, id: string): string {
  return `${path}/${encodeURIComponent(id)}`
}

/** An org that gives up on a large page, or does not take its size; not one that is busy or says no. */
function mayBeTooLarge(error: unknown): boolean {
  const status = refusalOf(error)?.status
  if (status !== undefined) return status === 400 || status >= 500
  return error instanceof OpsError && (error.code === 'OPS_NETWORK' || error.code === 'OPS_BAD_ANSWER')
}

function wishes({signal, onWait}: DirectoryReadOptions = {}): CallWishes {
  return {...(signal === undefined ? {} : {signal}), ...(onWait === undefined ? {} : {onWait})}
}

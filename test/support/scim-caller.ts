import type {Sandbox} from '../../src/lib/sandbox/sandbox.js'

/** An answer of the SCIM endpoint, read to its end. */
export interface ScimAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: ScimAnswerBody
  readonly text: string
}

interface ScimAnswerBody {
  readonly id?: string
  readonly detail?: string
  readonly Resources?: readonly ScimResource[]
  readonly nextCursor?: string
  readonly [name: string]: unknown
}

export interface ScimResource {
  readonly id: string
  readonly displayName: string
  readonly userName?: string
  readonly externalId?: string
  readonly active?: boolean
  readonly meta: object
}

/** Speaks SCIM with nothing but fetch. */
export class ScimCaller {
  readonly #url: string
  readonly #token: string

  constructor({env}: Pick<Sandbox, 'env'>, token = env['OKTA_OPS_SCIM_TOKEN'] ?? '') {
    this.#url = env['OKTA_OPS_SCIM_URL'] ?? ''
    this.#token = token
  }

  get(path: string): Promise<ScimAnswer> {
    return this.call('GET', path)
  }

  async call(method: string, path: string, body?: unknown): Promise<ScimAnswer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {authorization: `Bearer ${this.#token}`, 'content-type': 'application/scim+json'},
      ...(body === undefined ? {} : {body: typeof body === 'string' ? body : JSON.stringify(body)}),
    })
    const text = await response.text()
    const {status, headers} = response
    return {status, headers, text, body: (text === '' ? {} : JSON.parse(text)) as ScimAnswerBody}
  }

  patch(group: string, ...operations: readonly object[]): Promise<ScimAnswer> {
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp']
    return this.call('PATCH', `/Groups/${group}`, {schemas, Operations: operations})
  }

  /** The groups or users that a filter finds. */
  async find(list: 'Groups' | 'Users', filter: string): Promise<readonly ScimResource[]> {
    const {body} = await this.get(`/${list}?cursor&filter=${encodeURIComponent(filter)}`)
    return body.Resources ?? []
  }

  async groupId(name: string): Promise<string> {
    return (await this.find('Groups', `displayName eq ${JSON.stringify(name)}`))[0]?.id ?? 'none'
  }

  async userId(login: string): Promise<string> {
    return (await this.find('Users', `userName eq ${JSON.stringify(login)}`))[0]?.id ?? 'none'
  }

  /** userNames, page after page. */
  async members(groupId: string): Promise<readonly string[]> {
    const found = await this.all(`/Users?filter=${encodeURIComponent(`groups.value eq "${groupId}"`)}`)
    return found.map(({userName = ''}) => userName)
  }

  /** Every page of a list in cursor mode. */
  async all(path: string): Promise<readonly ScimResource[]> {
    const found: ScimResource[] = []
    let cursor: string | undefined = ''
    while (cursor !== undefined) {
      const {body}: ScimAnswer = await this.get(
        `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`,
      )
      found.push(...(body.Resources ?? []))
      cursor = body.nextCursor
    }
    return found
  }
}

/** `{op, path: 'members', value: [{value}]}` */
export function memberChange(op: 'add' | 'remove', ids: readonly string[]): object {
  return {op, path: 'members', value: ids.map((value) => ({value}))}
}

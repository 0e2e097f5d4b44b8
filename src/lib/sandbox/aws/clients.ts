import {opaqueSecret} from '../random.js'

/** A registered OIDC client (RegisterClient). */
export interface Client {
  readonly id: string
  readonly secret: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly grantTypes: readonly string[]
  readonly redirectUris: readonly string[]
  readonly issuedAt: Date
  readonly expiresAt: Date
}

export type ClientRequest = Pick<Client, 'name' | 'scopes' | 'grantTypes' | 'redirectUris'>

/** The clients that registered with this sandbox. */
export class Clients {
  readonly #clients = new Map<string, Client>()

  get all(): readonly Client[] {
    return [...this.#clients.values()]
  }

  register(request: ClientRequest, issuedAt: Date, lifetimeMs: number): Client {
    const client: Client = {
      ...request,
      id: opaqueSecret('sbc', 16),
      secret: opaqueSecret('sandbox-client-secret-'),
      issuedAt,
      expiresAt: new Date(issuedAt.getTime() + lifetimeMs),
    }
    this.#clients.set(client.id, client)
    return client
  }

  find(id: string): Client | undefined {
    return this.#clients.get(id)
  }

  forgetAll(): void {
    this.#clients.clear()
  }
}

import type {Operation} from './faults/fault.js'

/** One request that reached the sandbox, as tests and the admin page look at it. It holds secrets: never print it whole. */
export interface SandboxRequest {
  readonly at: Date
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON and forms as objects, anything else as text. */
  readonly body: unknown
  /** Undefined for pages and unknown paths. */
  readonly operation: Operation | undefined
  /** 0: the connection was cut without an answer. */
  readonly status: number
  /** The planned fault that shaped the answer. */
  readonly fault: string | undefined
  /** Who asked, once a token or key told. */
  readonly login: string | undefined
}

/** A request, read once. */
export interface ReadRequest {
  readonly method: string
  /** As sent, still encoded (a signature covers it). */
  readonly rawPath: string
  readonly query: URLSearchParams
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly bodyText: string
  /** The body as JSON or form fields, else empty. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** The newest requests, oldest first. */
export class RequestLog {
  readonly #entries: SandboxRequest[] = []
  readonly #most: number
  #count = 0

  constructor(most = 10_000) {
    this.#most = most
  }

  get entries(): readonly SandboxRequest[] {
    return this.#entries
  }

  /** How many were ever written; grows also when old entries go. */
  get count(): number {
    return this.#count
  }

  /** Adds a request that was read as a call. */
  addCall(
    {method, rawPath, query, headers, fields, bodyText}: ReadRequest,
    told: Pick<SandboxRequest, 'at' | 'operation' | 'status' | 'fault' | 'login'>,
  ): void {
    const body = Object.keys(fields).length > 0 ? fields : bodyText
    this.add({...told, method, path: rawPath, query: Object.fromEntries(query), headers, body})
  }

  add(entry: SandboxRequest): void {
    this.#count += 1
    this.#entries.push(entry)
    if (this.#entries.length > this.#most) this.#entries.shift()
  }
}

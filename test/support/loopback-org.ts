import http, {type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'

/** A small org on loopback for one test, which says what each request is answered with. */
export interface LoopbackOrg {
  readonly url: string
  /** `METHOD /path?query` of each request, in order. */
  readonly seen: string[]
  readonly requests: IncomingMessage[]
  readonly close: () => Promise<void>
}

export interface Reply {
  readonly status?: number
  readonly headers?: http.OutgoingHttpHeaders
  readonly body?: unknown
  /** Cuts the connection instead. */
  readonly reset?: boolean
}

export async function startLoopbackOrg(
  answer: (request: IncomingMessage, index: number, body: string) => Reply | Promise<Reply>,
): Promise<LoopbackOrg> {
  const seen: string[] = []
  const requests: IncomingMessage[] = []
  const server = http.createServer((request, response) => {
    void (async () => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      const index = seen.push(`${request.method ?? ''} ${request.url ?? ''}`) - 1
      requests.push(request)
      send(response, await answer(request, index, body))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

function send(response: ServerResponse, {status = 200, headers = {}, body = [], reset = false}: Reply): void {
  if (reset) {
    response.destroy()
    return
  }
  response.writeHead(status, {'content-type': 'application/json', ...headers})
  response.end(status === 204 ? undefined : JSON.stringify(body))
}

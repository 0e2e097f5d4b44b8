import http from 'node:http'
import type {AddressInfo} from 'node:net'

/** A request as a test's own server saw it. */
export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
}

export interface LoopbackServer {
  readonly url: string
  readonly port: number
  readonly seen: readonly SeenRequest[]
  readonly close: () => Promise<void>
}

/** Serves `answer` on 127.0.0.1; an answer of `cut` ends the connection without one. */
export async function startLoopbackServer(
  answer: (
    request: SeenRequest,
    count: number,
  ) => {status: number; headers?: Record<string, string>; body?: string} | 'cut',
): Promise<LoopbackServer> {
  const seen: SeenRequest[] = []
  const server = http.createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const {method = '', url = '', headers} = incoming
      const request = {method, url, headers, body: Buffer.concat(chunks)}
      seen.push(request)
      const said = answer(request, seen.length)
      if (said === 'cut') return void incoming.socket.destroy()
      outgoing.writeHead(said.status, said.headers)
      outgoing.end(said.body ?? '')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

import http from 'node:http'
import type {AddressInfo} from 'node:net'

/** An invocation as the server saw it. */
export interface SeenInvocation {
  readonly alias: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: Readonly<Record<string, unknown>>
}

/** What a flow does with an invocation; `silent` never answers, `reset` cuts, `truncated` ends in the middle of a body. */
export type FlowAnswer =
  | {
      readonly status?: number
      readonly headers?: http.OutgoingHttpHeaders
      /** A text goes out as it is, anything else as JSON. */
      readonly body?: unknown
      /** Before the answer. */
      readonly after?: Promise<unknown>
    }
  | 'silent'
  | 'reset'
  | 'truncated'

/** Workflows of one org on loopback for one test, which says what each flow does. */
export interface FlowServer {
  readonly url: string
  readonly invokeUrl: (alias: string) => string
  readonly seen: readonly SeenInvocation[]
  /** Resolves once so many invocations have come. */
  readonly count: (invocations: number) => Promise<void>
  readonly close: () => Promise<void>
}

export async function startFlowServer(
  answer: (invocation: SeenInvocation, index: number) => FlowAnswer,
): Promise<FlowServer> {
  const seen: SeenInvocation[] = []
  const waiting: {readonly invocations: number; readonly met: () => void}[] = []
  const server = http.createServer((request, response) => {
    void (async () => {
      let text = ''
      for await (const chunk of request) text += String(chunk)
      const alias = /^\/api\/flo\/([^/]+)\/invoke$/.exec(request.url ?? '')?.[1] ?? ''
      const invocation = {alias, headers: request.headers, body: JSON.parse(text) as SeenInvocation['body']}
      const index = seen.push(invocation) - 1
      for (const {invocations, met} of waiting) if (seen.length >= invocations) met()
      await send(response, answer(invocation, index))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    invokeUrl: (alias) => `${url}/api/flo/${alias}/invoke`,
    seen,
    count: (invocations) =>
      new Promise((met) => {
        if (seen.length >= invocations) met()
        else waiting.push({invocations, met})
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

async function send(response: http.ServerResponse, said: FlowAnswer): Promise<void> {
  if (said === 'silent') return
  if (said === 'reset') return void response.socket?.destroy()
  if (said === 'truncated') {
    response.writeHead(200, {'content-type': 'application/json', 'content-length': '1000'})
    response.write('{"half":', () => response.socket?.destroy())
    return
  }
  await said.after
  const body = typeof said.body === 'string' ? said.body : JSON.stringify(said.body ?? {})
  response.writeHead(said.status ?? 200, {'content-type': 'application/json', ...said.headers})
  response.end(said.status === 204 ? undefined : body)
}

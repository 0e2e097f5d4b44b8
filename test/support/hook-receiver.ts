import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'

export interface Received {
  readonly method: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A receiver of event hooks on loopback: answers challenges, and deliveries with the statuses it is told to. */
export interface HookReceiver {
  readonly url: string
  readonly received: readonly Received[]
  /** The next answers to deliveries; 200 after them. 0: never answers. */
  readonly answers: number[]
  /** Resolves when `count` deliveries have come. */
  readonly deliveries: (count: number) => Promise<readonly Received[]>
  readonly close: () => Promise<void>
}

export async function startHookReceiver(): Promise<HookReceiver> {
  const received: Received[] = []
  const answers: number[] = []
  let changed = (): void => undefined
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const {method = '', headers} = incoming
      received.push({method, headers, body: Buffer.concat(chunks).toString()})
      const challenge = headers['x-okta-verification-challenge']
      const status = method === 'GET' ? 200 : (answers.shift() ?? 200)
      changed()
      if (status === 0) return
      outgoing.writeHead(status, {
        'content-type': 'application/json',
        ...(status === 302 ? {location: '/'} : {}),
      })
      outgoing.end(method === 'GET' ? JSON.stringify({verification: challenge}) : '')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const posts = (): readonly Received[] => received.filter(({method}) => method === 'POST')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answers,
    deliveries: async (count) => {
      while (posts().length < count)
        await new Promise<void>((resolve) => {
          changed = resolve
        })
      return posts()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

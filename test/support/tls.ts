import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import http, {type IncomingMessage, type RequestListener} from 'node:http'
import https from 'node:https'
import net, {type AddressInfo, type Server, type Socket} from 'node:net'
import os from 'node:os'
import path from 'node:path'

/*
 * HTTPS for tests: a certificate authority made on the spot by openssl, servers that it vouches for, and a CONNECT proxy.
 * Names under .example.test are reached only through that proxy, which brings every one of them to one port of this machine.
 */

/** A company's own certificate authority, with one server certificate. */
export interface Authority {
  /** The file for AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS. */
  readonly bundle: string
  readonly key: Buffer
  readonly cert: Buffer
  readonly remove: () => void
}

/** What the server certificate vouches for; 0.0.0.0 reaches this machine and yet is no loopback address by its name. */
const names =
  'DNS:localhost,DNS:portal.example.test,DNS:access.example.test,DNS:proxy.example.test,IP:0.0.0.0'

/** Makes an authority, or says why not: openssl is not here. */
export function createAuthority(): Authority | string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-tls-'))
  const remove = (): void => {
    rmSync(folder, {recursive: true, force: true})
  }
  writeFileSync(path.join(folder, 'names'), `subjectAltName=${names}\n`)
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const steps = [
    [
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '2',
      '-subj',
      '/CN=Halyard CA',
    ],
    ['req', ...newKey, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost'],
    ['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names', '-out', 'server.pem'], // prettier-ignore
  ]
  for (const step of steps) {
    const done = spawnSync('openssl', step, {cwd: folder, encoding: 'utf8'})
    if (done.status !== 0) {
      remove()
      return `openssl ${step[0] ?? ''} failed: ${done.error?.message ?? done.stderr.trim()}`
    }
  }
  return {
    bundle: path.join(folder, 'ca.pem'),
    key: readFileSync(path.join(folder, 'server.key')),
    cert: readFileSync(path.join(folder, 'server.pem')),
    remove,
  }
}

/** A server on 127.0.0.1. */
export interface Listening {
  readonly port: number
  /** How many connections are open. */
  readonly open: () => number
  readonly close: () => Promise<void>
}

/** An HTTPS server with the authority's certificate. */
export function listenTls({key, cert}: Authority, answer: RequestListener): Promise<Listening> {
  return listen(https.createServer({key, cert}, answer))
}

/** Answers like the HTTP server behind it, e.g. the sandbox, which knows only its own Host. */
export function passOn(port: number): RequestListener {
  return (request, response) => {
    const headers = {...request.headers, host: `127.0.0.1:${port}`}
    const inner = http.request({port, host: '127.0.0.1', method: request.method, path: request.url, headers})
    inner.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    inner.on('error', () => response.destroy())
    request.pipe(inner)
  }
}

/** What a proxy may do with a CONNECT: bring it to `port`, answer with a status of its own, cut it, talk nonsense or say nothing. */
export type ProxyManner = {readonly port: number} | {readonly status: number} | 'cut' | 'nonsense' | 'silent'

export interface ConnectProxy extends Listening {
  /** The CONNECTs seen: where to, and the name and password given. */
  readonly seen: readonly {readonly target: string; readonly login: string | undefined}[]
}

/** A forward proxy for HTTPS; with an authority it is itself spoken to over TLS. */
export async function listenProxy(manner: ProxyManner, authority?: Authority): Promise<ConnectProxy> {
  const seen: {target: string; login: string | undefined}[] = []
  const server = authority === undefined ? http.createServer() : https.createServer(pair(authority))
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    const [, basic] = /^Basic (.*)$/.exec(request.headers['proxy-authorization'] ?? '') ?? []
    const login = basic === undefined ? undefined : Buffer.from(basic, 'base64').toString()
    seen.push({target: request.url ?? '', login})
    client.on('error', () => undefined)
    if (manner === 'cut') client.destroy()
    else if (manner === 'silent') client.resume().on('end', () => client.end())
    else if (manner === 'nonsense') client.end('this is not HTTP\r\n\r\n')
    else if ('status' in manner) client.end(`HTTP/1.1 ${manner.status} No\r\ncontent-length: 0\r\n\r\n`)
    else connect(manner.port, client, head)
  })
  return {...(await listen(server)), seen}
}

function pair({key, cert}: Authority): Pick<Authority, 'key' | 'cert'> {
  return {key, cert}
}

function connect(port: number, client: Socket, head: Buffer): void {
  const server = net.connect(port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    server.write(head)
    server.pipe(client)
    client.pipe(server)
  })
  server.on('error', () => client.destroy())
  client.on('close', () => server.destroy())
}

/** A port of this machine at which nothing answers. */
export async function deadPort(): Promise<number> {
  const {port, close} = await listen(net.createServer())
  await close()
  return port
}

async function listen(server: Server): Promise<Listening> {
  const open = new Set<Socket>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    open: () => open.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        for (const socket of open) socket.destroy()
      }),
  }
}

import {once} from 'node:events'
import http, {type IncomingMessage, type ServerResponse} from 'node:http'
import {deferred, type Deferred} from '../shared/deferred.js'
import {OpsError, systemErrorCode} from '../shared/errors.js'
import {pageHeaders, refusalFor} from '../shared/loopback-guard.js'
import {callbackPage, callbackPageHeaders, type PageContent} from './callback-page.js'
import {readCallback, type CallbackMeaning} from './callback-query.js'

/** Path of the redirect URI, as the AWS CLI registers it (without a port: RFC 8252, 7.3). */
export const callbackPath = '/oauth/callback'

/** The answer a browser brought: a code to spend, or the service's no. */
export type CallbackAnswer = Exclude<CallbackMeaning, {kind: 'stranger'}>

/** A sign-in's ear on 127.0.0.1. The browser's page waits until `conclude` says how the sign-in ended. */
export interface CallbackListener {
  readonly port: number
  /** The registered redirect URI with this listener's port. */
  readonly redirectUri: string
  /** The first answer whose state is ours. A repeat (reload, double fetch) gets the same page and changes nothing. */
  readonly answer: Promise<CallbackAnswer>
  readonly conclude: (content: PageContent) => void
  /** Stops listening; pages already promised are still delivered. */
  readonly close: () => Promise<void>
}

interface SignInUnderWay {
  readonly state: string
  readonly answer: Deferred<CallbackAnswer>
  readonly ending: Deferred<PageContent>
}

/** Longest request target taken; a code is far shorter. Node refuses 16 KiB of headers by itself. */
const longestTarget = 8192

/** Listens on 127.0.0.1 only, on `port` or on any free one (0). A port in use is OPS_CALLBACK_PORT. */
export async function startCallbackListener(state: string, wantedPort = 0): Promise<CallbackListener> {
  const signIn: SignInUnderWay = {state, answer: deferred(), ending: deferred()}
  const open = new Set<ServerResponse>()
  const server = http.createServer({requestTimeout: 10_000}, (request, response) => {
    open.add(response)
    response.once('close', () => open.delete(response))
    response.setHeader('connection', 'close')
    void answerRequest(request, response, signIn)
  })
  server.maxConnections = 64
  const port = await listen(server, wantedPort)
  return {
    port,
    redirectUri: `http://127.0.0.1:${port}${callbackPath}`,
    answer: signIn.answer.promise,
    conclude: signIn.ending.resolve,
    close: () => closeGently(server, open),
  }
}

/** One request: turned away, waved off, or a page that appears when the sign-in has ended. */
async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  {state, answer, ending}: SignInUnderWay,
): Promise<void> {
  const target = request.url ?? ''
  const [path, query] = splitOnce(target, '?')
  const turnedAway = judge(request, path)
  if (turnedAway) {
    plainAnswer(response, turnedAway)
    return
  }
  if (isPrefetch(request)) {
    // A browser guessing ahead: the person has not come yet, and the code works once. It asks again when they do.
    plainAnswer(response, {status: 503, reason: 'not for prefetching'})
    return
  }
  const meaning = readCallback(new URLSearchParams(query), state)
  if (meaning.kind === 'stranger') {
    pageAnswer(response, 400, strangerPage(meaning.reason))
    return
  }
  answer.resolve(meaning)
  const content = await ending.promise
  pageAnswer(response, content.kind === 'done' ? 200 : 400, content)
}

function judge(
  request: IncomingMessage,
  path: string,
): {readonly status: number; readonly reason: string} | undefined {
  const header = (name: string): string | undefined => request.headers[name]?.toString()
  const method = request.method ?? ''
  const port = request.socket.localPort ?? 0
  const refusal = refusalFor({method, path, header}, {port, landingPaths: [callbackPath]})
  if (refusal) return refusal
  if (path !== callbackPath) return {status: 404, reason: 'nothing here'}
  if (method !== 'GET') return {status: 405, reason: 'only GET'}
  if ((request.url ?? '').length > longestTarget) return {status: 414, reason: 'too long'}
  return undefined
}

function isPrefetch({headers}: IncomingMessage): boolean {
  const purpose = `${headers['sec-purpose']?.toString() ?? ''} ${headers['purpose']?.toString() ?? ''}`
  return /\bpre(fetch|render)\b/.test(purpose)
}

function strangerPage(reason: string): PageContent {
  return {
    kind: 'failed',
    title: 'This link is not from your sign-in',
    message: `It was not used: ${reason}. The sign-in in the terminal is still waiting; go on in the tab it opened.`,
  }
}

function plainAnswer(
  response: ServerResponse,
  {status, reason}: {readonly status: number; readonly reason: string},
): void {
  const allow = status === 405 ? {allow: 'GET'} : {}
  response.writeHead(status, {...pageHeaders(), 'content-type': 'text/plain; charset=utf-8', ...allow})
  response.end(`${reason}\n`)
}

function pageAnswer(response: ServerResponse, status: number, content: PageContent): void {
  response.writeHead(status, callbackPageHeaders)
  response.end(callbackPage(content))
}

function listen(server: http.Server, wantedPort: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(portProblem(error, wantedPort))
    })
    server.listen({host: '127.0.0.1', port: wantedPort, exclusive: true}, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : wantedPort)
    })
  })
}

function portProblem(error: Error, port: number): OpsError {
  const code = systemErrorCode(error)
  const why =
    code === 'EADDRINUSE'
      ? 'another program is using it'
      : code === 'EACCES'
        ? 'this account may not use it (ports below 1024 are reserved)'
        : (code ?? error.message)
  return new OpsError('OPS_CALLBACK_PORT', `cannot listen on 127.0.0.1:${port} for the sign-in: ${why}`, {
    next: 'okta-ops login --callback-port 0',
    cause: error,
  })
}

/** Lets answers under way finish (half a second at most), then cuts what browsers keep open in advance. */
async function closeGently(server: http.Server, open: ReadonlySet<ServerResponse>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
  })
  const timer = setTimeout(() => {
    server.closeAllConnections()
  }, 500)
  await Promise.all([...open].map((response) => once(response, 'close')))
  clearTimeout(timer)
  server.closeAllConnections()
  await closed
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

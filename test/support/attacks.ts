import http from 'node:http'

/** One raw request, and what a listener on loopback must answer to it. */
export interface Attack {
  readonly name: string
  readonly method?: string
  /** Path and query; the page under attack when absent. */
  readonly target?: string
  readonly headers: Readonly<Record<string, string>>
  readonly want: number
}

export interface RawAnswer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

const evil = 'https://evil.example.test'
const navigation = {'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document'}

/**
 * What a web page elsewhere can make a browser send. Every listener gets every line: the callback, and each page of the
 * sandbox. `landing` is a page made to be reached from another site by a plain navigation.
 */
export function attacksOn(page: {readonly port: number; readonly landing: boolean}): readonly Attack[] {
  const own = `http://127.0.0.1:${page.port}`
  const frame = {...navigation, 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site'}
  const attacks: readonly Attack[] = [
    {name: 'a rebound host name', headers: {host: `evil.example.test:${page.port}`}, want: 421},
    {name: 'a rebound host name with our port left out', headers: {host: 'evil.example.test'}, want: 421},
    {name: 'our address with another port', headers: {host: '127.0.0.1:1'}, want: 421},
    {name: 'our address as a prefix', headers: {host: `127.0.0.1:${page.port}.evil.example.test`}, want: 421},
    {name: 'an empty host', headers: {host: ''}, want: 421},
    {
      name: 'a foreign POST',
      method: 'POST',
      headers: {origin: evil, 'sec-fetch-site': 'cross-site'},
      want: 403,
    },
    {name: 'a foreign POST of an old browser', method: 'POST', headers: {origin: evil}, want: 403},
    {name: 'a POST from a sandboxed frame', method: 'POST', headers: {origin: 'null'}, want: 403},
    {
      name: 'a POST from another local port',
      method: 'POST',
      headers: {origin: 'http://127.0.0.1:1'},
      want: 403,
    },
    {name: 'a PUT', method: 'PUT', headers: {origin: evil}, want: 403},
    {
      name: 'a preflight',
      method: 'OPTIONS',
      headers: {origin: evil, 'access-control-request-method': 'POST'},
      want: 403,
    },
    {name: 'a foreign fetch', headers: {'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors'}, want: 403},
    {
      name: 'a foreign image',
      headers: {'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image'},
      want: 403,
    },
    {name: 'a foreign frame', headers: frame, want: 403},
    {
      name: 'our own origin under a foreign fetch',
      headers: {origin: own, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors'},
      want: 403,
    },
  ]
  const followedLink: Attack = {
    name: 'a link on a foreign page',
    headers: {...navigation, 'sec-fetch-site': 'cross-site'},
    want: 403,
  }
  return page.landing ? attacks : [...attacks, followedLink]
}

/** Sends exactly these headers (Host included), follows nothing. */
export function sendRaw(
  port: number,
  request: {
    readonly method?: string
    readonly target: string
    readonly headers?: Readonly<Record<string, string>>
  },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const {method = 'GET', target} = request
    const headers = {host: `127.0.0.1:${port}`, ...request.headers}
    const sent = http.request(
      {host: '127.0.0.1', port, method, path: target, headers, agent: false, setHost: false},
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (body += chunk))
        response.on('end', () => {
          resolve({status: response.statusCode ?? 0, headers: response.headers, body})
        })
        response.on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}

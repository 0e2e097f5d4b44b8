import type {Server} from 'node:http'
import type {Duplex} from 'node:stream'

/**
 * The proxy of children inside a sandbox, which leads nowhere: a child that tries to leave the machine fails at once. Back to
 * the sandbox itself it does lead, for programs that know no NO_PROXY and take a proxy for http too, as Okta's SDK does.
 */
export function leadNowhere(server: Server, port: () => number): void {
  server.on('connect', ({url}, socket: Duplex, head: Buffer) => {
    if (url !== `127.0.0.1:${port()}` && url !== `localhost:${port()}`) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n')
      return
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    if (head.length > 0) socket.unshift(head)
    // What comes on it now is a connection like any other.
    server.emit('connection', socket)
  })
}

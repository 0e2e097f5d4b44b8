import {createServer, connect, type AddressInfo, type Socket} from 'node:net'

/** A TCP relay in front of a receiver, which can end its client between two pieces of what goes over it. */
export interface Wire {
  readonly port: number
  /**
   * Calls `end` once, at the `piece`-th piece from now on, whoever sends it; a piece that is `kept` does not arrive.
   * Nothing passes any more until the wire is armed again or let go.
   */
  readonly arm: (at: {readonly piece: number; readonly kept: boolean; readonly end: () => void}) => void
  readonly disarm: () => void
  readonly close: () => Promise<void>
}

/** Relays a port of its own on 127.0.0.1 to `target`. */
export async function startWire(target: number): Promise<Wire> {
  const open = new Set<Socket>()
  let armed: Parameters<Wire['arm']>[0] | undefined
  let [pieces, isCut] = [0, false]

  const relay = (from: Socket, to: Socket): void => {
    open.add(from)
    from.on('data', (piece: Buffer) => {
      if (isCut) return
      if (armed === undefined || ++pieces !== armed.piece) return void to.write(piece)
      const {kept, end} = armed
      isCut = true
      if (kept) end()
      else to.write(piece, end)
    })
    from.on('end', () => to.end())
    from.on('error', () => to.destroy())
    from.on('close', () => {
      open.delete(from)
      to.destroy()
    })
  }
  const server = createServer({allowHalfOpen: true}, (client) => {
    const upstream = connect({port: target, host: '127.0.0.1', allowHalfOpen: true})
    relay(client, upstream)
    relay(upstream, client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    arm: (at) => {
      ;[armed, pieces, isCut] = [at, 0, false]
    },
    disarm: () => {
      ;[armed, isCut] = [undefined, false]
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        for (const socket of open) socket.destroy()
      }),
  }
}

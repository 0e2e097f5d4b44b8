import {seededRandom} from '../hostile-log-server.js'
import {startLoopbackServer} from '../loopback-server.js'
import {uuidsOf, type Receiver} from './receiver.js'
import {startWire} from './wire.js'

/** Lines of one POST at most: two POSTs a page of 20, so that a crash can come between them. */
export const linesAPost = 10

/**
 * An HTTP receiver on a bad day: of a hundred POSTs it refuses `wrongPercent` with a 503, and takes half as many without
 * an answer.
 */
export async function startHttpReceiver(options: {
  readonly seed: number
  readonly wrongPercent: number
}): Promise<Receiver> {
  const random = seededRandom(options.seed)
  const wrong = options.wrongPercent / 100
  const taken: string[] = []
  let askedAgain = 0
  const server = await startLoopbackServer(({body}) => {
    const luck = random()
    if (luck < wrong) return {status: 503}
    const uuids = uuidsOf(body.toString())
    taken.push(...uuids)
    if (luck >= wrong * 1.5) return {status: 200}
    askedAgain += uuids.length
    return 'cut'
  })
  const wire = await startWire(server.port)
  return {
    target: `http://127.0.0.1:${wire.port}/events#lines=${linesAPost}`,
    env: {},
    wire,
    uuids: () => Promise.resolve(taken),
    askedAgain: () => askedAgain,
    close: async () => {
      await wire.close()
      await server.close()
    },
  }
}

import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {setTimeout as delay} from 'node:timers/promises'
import {freePort} from './nats-server.js'

export interface MotoServer {
  readonly url: string
  readonly close: () => Promise<void>
}

/** The AWS services of the machine's moto_server, empty. */
export async function startMotoServer(program: string): Promise<MotoServer> {
  const port = await freePort()
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], {stdio: 'ignore', detached: true})
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; !(await answers(url)); tries++) {
    if (tries > 300) throw new Error('moto_server does not answer')
    await delay(50)
  }
  return {
    url,
    close: async () => {
      const gone = once(child, 'exit')
      process.kill(-(child.pid ?? 0), 'SIGKILL')
      await gone
    },
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/moto-api/`)).ok
  } catch {
    return false
  }
}

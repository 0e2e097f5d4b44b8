import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, rmSync} from 'node:fs'
import {createServer, type AddressInfo} from 'node:net'
import os from 'node:os'
import path from 'node:path'

/** A JetStream server of the machine, with its own folder. */
export interface NatsServer {
  readonly url: string
  /** SIGKILL. */
  readonly kill: () => Promise<void>
  /** Starts it again with the same port and folder. */
  readonly restart: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function startNatsServer(program: string): Promise<NatsServer> {
  const port = await freePort()
  const folder = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-nats-'))
  let running: ChildProcess | undefined
  const start = async (): Promise<void> => {
    running = spawn(program, ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await saysReady(running)
  }
  const kill = async (): Promise<void> => {
    const child = running
    running = undefined
    if (child === undefined) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  await start()
  return {
    url: `nats://127.0.0.1:${port}`,
    kill,
    restart: start,
    close: async () => {
      await kill()
      rmSync(folder, {recursive: true, force: true})
    },
  }
}

function saysReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('Server is ready')) resolve()
    })
    child.once('exit', () => {
      reject(new Error(`nats-server ended: ${said}`))
    })
  })
}

/** A port nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

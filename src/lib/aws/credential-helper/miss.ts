import type {Machine} from '../../shared/machine.js'
import {writeFully} from '../../shared/write-fully.js'
import {serve, type Request} from './serve.js'

/** Serves this process when the quick look found no credentials: by the caches, and the network. */
export async function main(machine: Machine, request: Request): Promise<void> {
  process.exitCode = await serve(machine, request, {
    out: (text) => {
      writeFully(1, text)
    },
    err: (text) => {
      writeFully(2, text)
    },
  })
}

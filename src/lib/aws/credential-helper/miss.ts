import type {Machine} from '../../shared/machine.js'
import {writeFully} from '../../shared/write-fully.js'
import {serve} from './serve.js'

/** Serves this process when the quick look found nothing: by the whole config, the caches, and the network. */
export async function main(machine: Machine, argv: readonly string[]): Promise<void> {
  process.exitCode = await serve(machine, argv, {
    out: (text) => {
      writeFully(1, text)
    },
    err: (text) => {
      writeFully(2, text)
    },
  })
}

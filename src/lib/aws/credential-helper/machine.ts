import type {Machine} from '../../shared/machine.js'
import {writeFully} from '../../shared/write-fully.js'

/** The real machine, made of nothing that Node has not loaded already: what few callers need is fetched when they do. */
export function helperMachine(): Machine {
  const {env} = process
  return {
    env,
    platform: process.platform,
    now: () => new Date(),
    monotonicMs: () => Number(process.hrtime.bigint() / 1000n) / 1000,
    sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    randomBytes: (size) => process.getBuiltinModule('node:crypto').randomBytes(size),
    debug: (line) => {
      if (env['OKTA_OPS_LOG'] === 'debug') writeFully(2, `debug: ${line}\n`)
    },
  }
}

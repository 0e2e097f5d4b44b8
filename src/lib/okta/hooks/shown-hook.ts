import type {EventHook} from './event-hooks-client.js'

/** An event hook as commands print it under `--json`. */
export interface ShownHook {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly verified: boolean
  readonly url: string
  readonly secretHeader?: string
  readonly types: readonly string[]
}

export function showHook(hook: EventHook): ShownHook {
  const {id, name, status, verified, url, secretHeader, types} = hook
  return {id, name, status, verified, url, ...(secretHeader === undefined ? {} : {secretHeader}), types}
}

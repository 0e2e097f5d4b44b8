import type {HookKeys, HookReceiver} from '../ports/hook-receiver.js'
import {visibleText} from '../shared/visible-text.js'

export interface KeepingDeps {
  readonly readKeys: () => Promise<HookKeys>
  /** Aborted to stop: what is on its way is answered first. */
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/** Keeps a receiver until the signal aborts. SIGHUP reads its keys anew; what cannot be used changes nothing. */
export async function keepReceiving(
  receiver: HookReceiver,
  {readKeys, signal, say}: KeepingDeps,
): Promise<void> {
  const renew = async (): Promise<void> => {
    try {
      receiver.renew(await readKeys())
      say('SIGHUP: the secret and the certificate were read again')
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      say(visibleText(`SIGHUP: secret and certificate stay as they were: ${why}`))
    }
  }
  const onHangUp = (): void => void renew()
  process.on('SIGHUP', onHangUp)
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve()
        },
        {once: true},
      )
  })
  process.off('SIGHUP', onHangUp)
  await receiver.close()
}

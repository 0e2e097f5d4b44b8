import {OpsError} from '../shared/errors.js'

/** A terminal that is typed at: what `process.stdin` is then. */
export interface TypedInput {
  readonly setRawMode: (raw: boolean) => unknown
  readonly on: (event: 'data' | 'end', listener: (chunk: Buffer) => void) => unknown
  readonly off: (event: 'data' | 'end', listener: (chunk: Buffer) => void) => unknown
  readonly resume: () => unknown
  readonly pause: () => unknown
}

/** What has been typed so far, and whether that was all. */
export interface Typed {
  readonly text: string
  readonly state: 'more' | 'done' | 'cancelled'
}

export const nothingTyped: Typed = {text: '', state: 'more'}

/** Cursor keys and the marks around a paste: no part of a secret. */
// eslint-disable-next-line no-control-regex -- escape sequences are what it is about
const escapeSequence = /\u001b(?:\[[0-9;?]*[A-Za-z~]|O[A-Z])/g

/**
 * What keys make of a secret: Enter ends it, unless it is a PEM or JSON key whose lines are not all there yet, so that no line
 * of a pasted key is left for the shell. Ctrl-D ends it anyway; Ctrl-C cancels; Backspace and Ctrl-U take back.
 */
export function typeHidden(before: Typed, keys: string): Typed {
  let {text} = before
  for (const key of keys.replace(escapeSequence, '').replaceAll('\r\n', '\n')) {
    if (key === '\u0003') return {text: '', state: 'cancelled'}
    if (key === '\u0004') return {text, state: 'done'}
    if (key === '\u007f' || key === '\b') text = text.replace(/[\s\S]$/u, '')
    else if (key === '\u0015') text = ''
    else if (key !== '\r' && key !== '\n') text += isControl(key) ? '' : key
    else if (isWhole(text)) return {text, state: 'done'}
    else text += '\n'
  }
  return {text, state: 'more'}
}

function isControl(key: string): boolean {
  return key < ' ' && key !== '\t'
}

function isWhole(text: string): boolean {
  const begun = text.trimStart()
  if (begun.startsWith('-----BEGIN ')) return /-----END [A-Z0-9 ]+-----\s*$/.test(begun)
  if (!begun.startsWith('{')) return true
  try {
    JSON.parse(begun)
    return true
  } catch {
    return false
  }
}

/**
 * Reads a secret that is typed or pasted at a terminal, which shows nothing of it.
 * @param say where the person is told so
 * @throws OpsError OPS_INTERRUPTED at Ctrl-C
 */
export function readHidden(input: TypedInput, say: (line: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const decoder = new TextDecoder()
    let typed = nothingTyped
    const end = (): void => {
      input.off('data', take)
      input.off('end', end)
      input.pause()
      input.setRawMode(false)
      if (typed.state === 'cancelled') reject(cancelled())
      else resolve(typed.text)
    }
    const take = (chunk: Buffer): void => {
      typed = typeHidden(typed, decoder.decode(chunk, {stream: true}))
      if (typed.state !== 'more') end()
    }
    input.setRawMode(true)
    input.on('data', take)
    input.on('end', end)
    input.resume()
    say('Type or paste the secret, then Enter; it is not shown.')
  })
}

function cancelled(): OpsError {
  return new OpsError('OPS_INTERRUPTED', 'cancelled', {failure: 'interrupted'})
}

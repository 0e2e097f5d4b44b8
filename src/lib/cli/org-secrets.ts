import type {SecretReaders} from '../secrets/read-secret.js'
import type {SecretReference} from '../secrets/secret-reference.js'
import type {Context} from './context.js'

/** Reads the secrets of orgs wherever they lie; what is worth a word about the place is said on stderr. */
export function readSecretFor(context: Context): (reference: SecretReference) => Promise<string> {
  // Made once: standard input can be read only once.
  let readers: SecretReaders | undefined
  return async (reference) => {
    const [{readSecret}, {secretReaders}] = await Promise.all([
      import('../secrets/read-secret.js'),
      import('./secret-readers.js'),
    ])
    readers ??= secretReaders(context, (line) => {
      context.say(`warning: ${line}`)
    })
    return readSecret(reference, readers)
  }
}

import type {SecretReference} from '../secrets/secret-reference.js'
import {OpsError} from '../shared/errors.js'
import type {Context} from './context.js'

/** Reads the secrets of orgs wherever they lie; what is worth a word about the place is said on stderr. */
export function readSecretFor(context: Context): (reference: SecretReference) => Promise<string> {
  const {machine} = context
  return async (reference) => {
    const {readSecret} = await import('../secrets/read-secret.js')
    return readSecret(reference, {
      machine,
      readStdin: () => Promise.reject(new OpsError('OPS_SECRET', 'standard input is not read here')),
      awsSecret: () =>
        Promise.reject(new OpsError('OPS_SECRET', 'Secrets Manager cannot be read here as yet')),
      warn: (line) => {
        context.say(`warning: ${line}`)
      },
    })
  }
}

import type * as Interfaces from '@oclif/core/interfaces'
import {parseSecretReference, type SecretReference} from '../secrets/secret-reference.js'
import {Flags} from './oclif.js'

/** A flag that says where a secret is; never the secret itself. */
export function secretFlag(
  name: string,
  summary: string,
  options: {readonly exclusive?: string[]} = {},
): Interfaces.OptionFlag<SecretReference | undefined> {
  return Flags.custom<SecretReference>({
    helpValue: 'REF',
    summary: `${summary}: - (standard input), env:NAME, file:PATH, keychain:NAME or aws-secretsmanager:ID#KEY@PROFILE`,
    parse: (text) => Promise.resolve(parseSecretReference(text, `--${name}`)),
    ...options,
  })()
}

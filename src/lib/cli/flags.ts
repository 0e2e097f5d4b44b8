import type * as Interfaces from '@oclif/core/interfaces'
import {Flags} from './oclif.js'

/** `--profile`: one name, one meaning everywhere. Without it AWS_PROFILE, then AWS_DEFAULT_PROFILE, then `default`. */
export const profileFlag = Flags.custom({
  char: 'p',
  helpValue: 'NAME',
  summary: 'profile in ~/.aws/config (else AWS_PROFILE, AWS_DEFAULT_PROFILE, default)',
})

/** `--session`: an sso-session, never anything else. */
export const sessionFlag = Flags.custom({
  helpValue: 'NAME',
  summary: 'sso-session in ~/.aws/config',
})

/** `--login`: without it a command that needs a sign-in fails at once, with exit code 4. */
export const loginFlag = (): Interfaces.BooleanFlag<boolean> =>
  Flags.boolean({summary: 'sign in first when signed out (may open a browser)'})

import {Flags} from '@oclif/core'

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

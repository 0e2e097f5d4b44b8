import {shellWord} from '../../shared/shell-word.js'

/** Where the program behind `credential_process` is. */
export interface HelperProgram {
  /** Absolute path of the Node that runs it. */
  readonly node: string
  /** Absolute path of `okta-ops-credentials.cjs`. */
  readonly script: string
  readonly platform: NodeJS.Platform
}

/** The profile that fetches credentials of `profile` by our helper: never the profile itself, whose sso_* keys would win or lose against it from tool to tool. */
export function processProfileName(profile: string): string {
  return `${profile}-process`
}

/**
 * The value of `credential_process`: absolute paths, since tools search no PATH alike, and quoted so that botocore's shlex
 * and the shell of the JS SDK read the same words.
 */
export function processCommand({node, script, platform}: HelperProgram, profile: string): string {
  const word = platform === 'win32' ? (text: string) => `"${text}"` : shellWord
  return [word(node), word(script), '--profile', word(profile)].join(' ')
}

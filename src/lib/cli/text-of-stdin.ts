import {standardInput} from '../shared/file-errors.js'
import {readTextOf} from '../shared/text-file.js'
import type {Voice} from '../sign-in/voice.js'

/** In bytes, as much as the answer of a flow may have. */
const largestText = 16 * 1024 * 1024

/**
 * All of standard input; at a terminal a word tells that it is waited for.
 * @throws OpsError OPS_FILE_UNREADABLE (usage) for more than 16 MiB
 */
export async function textOfStdin({say}: Pick<Voice, 'say'>): Promise<string> {
  if (process.stdin.isTTY) say('type or paste it, then Enter and Ctrl-D')
  return readTextOf(process.stdin, {name: standardInput, largest: largestText})
}

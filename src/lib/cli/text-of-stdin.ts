import type {Voice} from '../sign-in/voice.js'

/** All of standard input; at a terminal a word tells that it is waited for. */
export async function textOfStdin({say}: Pick<Voice, 'say'>): Promise<string> {
  if (process.stdin.isTTY) say('type or paste it, then Enter and Ctrl-D')
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

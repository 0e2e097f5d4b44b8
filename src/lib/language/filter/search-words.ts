import {faultError} from '../text-fault.js'

const mostWords = 10
const longestWord = 40

/**
 * Checks the keywords of `q` against the limits of Okta's System Log: at most 10, each of at most 40 characters before it
 * is encoded for the address.
 * @throws OpsError OPS_FILTER (usage) with a caret under the first word or character too many
 */
export function checkSearchWords(q: string, what = '-q'): void {
  const fault = (reason: string, at: number): Error => faultError('OPS_FILTER', {what, text: q, at, reason})
  const words = [...q.matchAll(/\S+/g)]
  if (words.length === 0) throw fault('there is no keyword', 0)
  const tooMany = words[mostWords]
  if (tooMany) throw fault(`Okta takes at most ${mostWords} keywords`, tooMany.index)
  for (const {0: word, index} of words)
    if (word.length > longestWord)
      throw fault(`Okta takes at most ${longestWord} characters a keyword`, index + longestWord)
}

import type {EventTest} from './log-filter.js'
import {OktaRefusal} from '../refusal.js'
import type {JsonValue} from '../../../shared/json.js'

const mostKeywords = 10
const longestKeyword = 40

/**
 * The test of `q=`: every keyword is somewhere in the event, as a whole word of any case. Words are parted by white space,
 * and those with hyphens are also found by their parts.
 * @throws OktaRefusal 400 E0000001
 */
export function keywordTest(q: string | null): EventTest {
  const keywords = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  if (keywords.length === 0) return () => true
  if (keywords.length > mostKeywords)
    throw refused(`Freeform search cannot contain more than ${mostKeywords} items.`)
  if (keywords.some((keyword) => keyword.length > longestKeyword)) {
    throw refused(
      `Freeform search cannot contain items longer than ${longestKeyword} characters. Please shorten the items in your search or use an advanced filter to query by specific fields.`,
    )
  }
  return (stored) => {
    const words = new Set<string>()
    collect(stored.event, words)
    return keywords.every((keyword) => words.has(keyword))
  }
}

function refused(why: string): OktaRefusal {
  return new OktaRefusal(400, 'E0000001', {bare: true, summary: `Api validation failed: 'q': ${why}`})
}

function collect(value: JsonValue | undefined, words: Set<string>): void {
  if (typeof value === 'string') {
    for (const word of value.toLowerCase().split(/\s+/)) {
      words.add(word)
      if (word.includes('-')) for (const part of word.split('-')) words.add(part)
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value) as JsonValue[]) collect(part, words)
  }
}

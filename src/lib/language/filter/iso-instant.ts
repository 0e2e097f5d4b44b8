/** RFC 3339 and the shorter forms of ISO 8601 that begin with a whole date. */
const iso = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/

/**
 * Milliseconds since 1970 of an ISO 8601 date or date-time, to the millisecond; undefined when the text is none. Without a
 * zone it is UTC, as all times of the System Log are.
 */
export function instantOf(text: string): number | undefined {
  // A look before the regular expression: most texts of an event are no dates.
  if (text.length < 10 || text.charCodeAt(4) !== 45) return undefined
  const found = iso.exec(text)
  if (!found) return undefined
  const instant = Date.parse(text.length > 10 && found[1] === undefined ? `${text}Z` : text)
  return Number.isNaN(instant) ? undefined : instant
}

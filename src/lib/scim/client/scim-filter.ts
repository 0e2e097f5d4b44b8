/**
 * Spellings of "is a member of" in the filter for one pair. AWS's text says `member`, tools send the other two; which of them
 * the service takes is not documented (UNVERIFIED), so they are tried in turn.
 */
export const pairFilters = ['member', 'members', 'members.value'] as const

export type PairFilter = (typeof pairFilters)[number]

/** `attribute eq "value"`; the value is a JSON string (RFC 7644, 3.4.2.2), so a quote in a name ends nothing. */
export function equals(attribute: string, value: string): string {
  return `${attribute} eq ${JSON.stringify(value)}`
}

/** Finds the group exactly when the user is in it. */
export function isPair(
  spelling: PairFilter,
  {groupId, userId}: {readonly groupId: string; readonly userId: string},
): string {
  return `${equals('id', groupId)} and ${equals(spelling, userId)}`
}

/** Where a list begins or goes on: `''` opens paging by cursor (RFC 9865); without one AWS gives the first page only. */
export interface ListQuery {
  readonly filter?: string | undefined
  readonly cursor?: string | undefined
}

/** The query with its question mark, `''` when it is empty. A cursor that opens paging stands bare, as AWS shows it. */
export function listQuery({filter, cursor}: ListQuery): string {
  const parts = [
    ...(filter === undefined ? [] : [`filter=${encodeURIComponent(filter)}`]),
    ...(cursor === undefined ? [] : [cursor === '' ? 'cursor' : `cursor=${encodeURIComponent(cursor)}`]),
  ]
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

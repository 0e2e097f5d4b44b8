/** UTC to the second, `2026-11-21T09:26:03Z`: the one form every AWS tool and SDK reads. */
export function formatAwsDate(date: Date): string {
  const [month, day, hour, minute, second] = [
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ].map((part) => String(part).padStart(2, '0'))
  // Put together by hand: the first toISOString of a process costs as much as reading both cache files.
  return `${date.getUTCFullYear()}-${month}-${day}T${hour}:${minute}:${second}Z`
}

/**
 * A date as any tool writes it into a cache file: with or without a fraction, ending in `Z`, an offset or `UTC`, or a
 * number of seconds or milliseconds since 1970. Undefined when it is none of these. A date without a zone is UTC.
 */
export function parseAwsDate(value: unknown): Date | undefined {
  if (typeof value === 'number') return validDate(new Date(value > 1e11 ? value : value * 1000))
  if (typeof value !== 'string') return undefined
  const [, time, zone = ''] =
    /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?) ?(Z|UTC|[+-]\d\d:?\d\d)?$/.exec(value.trim()) ?? []
  if (time === undefined) return undefined
  return validDate(new Date(time.replace(' ', 'T') + (/^[+-]/.test(zone) ? zone : 'Z')))
}

function validDate(date: Date): Date | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date
}

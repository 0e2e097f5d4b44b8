const tokens = /YYYY|MM|DD|HH|mm|ss|SSS|Z/g

/** Whether `formatDate` takes it: `iso`, or a text with at least one of its tokens. */
export function isDateFormat(format: string): boolean {
  return format === 'iso' || format.search(tokens) !== -1
}

/**
 * `date` in local time: YYYY, MM, DD, HH, mm, ss, SSS (milliseconds) and Z (the offset, `+01:00`) are filled in, everything
 * else is copied. `iso` is ISO 8601 in UTC.
 */
export function formatDate(date: Date, format: string): string {
  if (format === 'iso') return date.toISOString()
  return format.replace(tokens, (token) => partOf(date, token))
}

function partOf(date: Date, token: string): string {
  switch (token) {
    case 'YYYY':
      return padded(date.getFullYear(), 4)
    case 'MM':
      return padded(date.getMonth() + 1)
    case 'DD':
      return padded(date.getDate())
    case 'HH':
      return padded(date.getHours())
    case 'mm':
      return padded(date.getMinutes())
    case 'ss':
      return padded(date.getSeconds())
    case 'SSS':
      return padded(date.getMilliseconds(), 3)
    default:
      return offsetOf(date)
  }
}

function offsetOf(date: Date): string {
  const ahead = -date.getTimezoneOffset()
  const minutes = Math.abs(ahead)
  return `${ahead < 0 ? '-' : '+'}${padded(Math.floor(minutes / 60))}:${padded(minutes % 60)}`
}

function padded(value: number, length = 2): string {
  return String(value).padStart(length, '0')
}

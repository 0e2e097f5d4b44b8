/** A moment as a person at this machine reads it. */
export interface LocalTime {
  /** `2026-11-25` */
  readonly date: string
  /** `Wed 25 Nov 2026` */
  readonly day: string
  /** `14:03:22` */
  readonly time: string
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The local time of an ISO 8601 text; undefined when it is none. Without Intl, which costs more than the whole line. */
export function localTime(published: string | undefined): LocalTime | undefined {
  const date = new Date(published ?? Number.NaN)
  if (Number.isNaN(date.getTime())) return undefined
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()]
  return {
    date: `${year}-${two(month + 1)}-${two(day)}`,
    day: `${days[date.getDay()] ?? ''} ${day} ${months[month] ?? ''} ${year}`,
    time: `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`,
  }
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

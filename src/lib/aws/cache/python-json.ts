/** How Python's `json.dumps` may be asked to print; the names of the AWS CLI's cache files depend on it. */
export interface PythonJsonStyle {
  /** `sort_keys=True`. */
  readonly sorted?: boolean
  /** `separators=(',', ':')` in place of the default `', '` and `': '`. */
  readonly compact?: boolean
}

/**
 * `value` as Python's `json.dumps` prints it: one line, spaces after separators, everything outside printable ASCII
 * escaped. Keys with an undefined value are left out.
 */
export function pythonJson(value: unknown, style: PythonJsonStyle = {}): string {
  const [comma, colon] = style.compact === true ? [',', ':'] : [', ', ': ']
  if (Array.isArray(value)) return `[${value.map((item) => pythonJson(item, style)).join(comma)}]`
  if (typeof value !== 'object' || value === null) return asciiJson(value)
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  if (style.sorted === true) entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${asciiJson(key)}${colon}${pythonJson(item, style)}`).join(comma)}}`
}

/** `ensure_ascii`: one `\u` escape for each UTF-16 unit, and for DEL too. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

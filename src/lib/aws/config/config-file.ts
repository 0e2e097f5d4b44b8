import ini from 'ini'
import {brokenConfig, readEntries, type ConfigLines, type Entry, type Section} from './config-lines.js'

/*
 * The only module that meets the `ini` package: it parses and prints the bodies of sections. ini's dialect is wider than
 * AWS's (comments and escapes inside values, quotes, booleans, arrays), so everything goes in and out as quoted text.
 */

/** A section's settings: lower-case keys, values as the AWS CLI sees them. */
export type Settings = Readonly<Record<string, string>>

/**
 * The settings of one section.
 * @throws OpsError OPS_CONFIG_BROKEN at a line without a key, or at a key given twice: the AWS CLI refuses both
 */
export function readSettings(file: ConfigLines, section: Section): Settings {
  const entries = readEntries(file, section)
  const seen = new Set<string>()
  for (const {key, at} of entries) {
    if (seen.has(key)) {
      throw brokenConfig(
        file,
        at,
        `"${key}" is given twice in [${section.header}], which the AWS CLI refuses`,
      )
    }
    seen.add(key)
  }
  return parseBody(entries)
}

/**
 * The one level of nesting AWS knows: `s3 =` followed by deeper `key = value` lines. Empty for a flat value.
 */
export function readNested(value: string | undefined): Settings {
  if (!value?.startsWith('\n')) return {}
  const pairs = value.split('\n').map((line): readonly [string, string] => {
    const [key = '', inner = ''] = line.trim().split(/\s*=\s*(.*)/s)
    return [key, inner]
  })
  const last = new Map(pairs.filter(([key]) => key !== ''))
  return parseBody([...last].map(([key, inner]) => ({key, value: inner})))
}

/**
 * Prints settings as lines `key = value` without line endings. Where ini would quote or escape (a `;`, a `#`, a base64 `=`),
 * the value is printed bare, because AWS tools take every character after the sign as it stands.
 */
export function printSettings(settings: Settings): string[] {
  return Object.entries(settings).map(([key, value]) =>
    ini.safe(value) === value
      ? ini.stringify({[key]: value}, {whitespace: true, platform: 'linux'}).trimEnd()
      : `${key} = ${value}`,
  )
}

/**
 * Lets ini read a body whose keys are all different. They go in as JSON strings, the one spelling that ini neither cuts nor
 * unescapes; the colon keeps `true` and `null` texts.
 */
function parseBody(entries: readonly Pick<Entry, 'key' | 'value'>[]): Settings {
  const body = entries.map(({key, value}) => `${oneLine(key)}=${oneLine(`:${value}`)}`).join('\n')
  const parsed = Object.entries(ini.parse(body, {bracketedArray: false}))
  return Object.fromEntries(parsed.map(([key, value]) => [key, String(value).slice(1)]))
}

/** A JSON string without the two Unicode line separators, at which ini's pattern would stop. */
function oneLine(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

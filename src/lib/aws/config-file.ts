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
  return plainText(ini.parse(quoted(entries), {bracketedArray: false}), (key) => {
    const twice = entries.filter((entry) => entry.key === key)[1]
    return brokenConfig(
      file,
      twice?.at ?? section.at,
      `"${key}" is given twice in [${section.header}], which the AWS CLI refuses`,
    )
  })
}

/**
 * The one level of nesting AWS knows: `s3 =` followed by deeper `key = value` lines. Empty for a flat value.
 */
export function readNested(value: string | undefined): Settings {
  if (!value?.startsWith('\n')) return {}
  const pairs = value.split('\n').map((line) => line.trim().split(/\s*=\s*(.*)/s))
  const entries = pairs.map(([key = '', inner]) => ({key, value: inner ?? ''})).filter(({key}) => key !== '')
  return plainText(ini.parse(quoted(entries), {bracketedArray: false}), () => undefined)
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

/** As JSON strings: the one spelling in which ini neither cuts, unescapes nor converts. The colon keeps `null` a text. */
function quoted(entries: readonly Pick<Entry, 'key' | 'value'>[]): string {
  return entries.map(({key, value}) => `${oneLine(key)}=${oneLine(`:${value}`)}`).join('\n')
}

/** A JSON string without the two Unicode line separators, at which ini's pattern would stop. */
function oneLine(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

/** Undoes `quoted`. ini makes an array of a repeated key: `judgeRepeat` may refuse it, else the last value counts. */
function plainText(
  parsed: Readonly<Record<string, unknown>>,
  judgeRepeat: (key: string) => Error | undefined,
): Settings {
  const settings = Object.entries(parsed).map(([key, value]): readonly [string, string] => {
    const repeated: unknown = Array.isArray(value) ? value.at(-1) : undefined
    const trouble = repeated === undefined ? undefined : judgeRepeat(key)
    if (trouble !== undefined) throw trouble
    return [key, String(repeated ?? value).slice(1)]
  })
  return Object.fromEntries(settings)
}

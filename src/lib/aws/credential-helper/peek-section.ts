/**
 * The settings of one section, read without looking at the others, if the file is one of the plain ones that all AWS tools
 * read alike. Undefined when it is not: quotes, tabs or needless blanks in any header, an indented header, [DEFAULT], CRLF, a
 * section written twice, and in the section itself a continued value, a repeated key or a line that is no `key = value`.
 * What it answers, config-file.ts would answer too (a property test holds them together).
 */
export function peekSection(
  config: string,
  kind: 'profile' | 'sso-session',
  name: string,
): Readonly<Record<string, string>> | undefined {
  const header = `[${kind} ${name}]`
  const at = `\n${config}`.indexOf(`\n${header}\n`)
  if (at < 0 || config.indexOf(header) !== at || config.includes(header, at + 1)) return undefined
  if (!isPlainName(name) || isUnusual(config)) return undefined
  const from = at + header.length + 1
  const next = config.indexOf('\n[', from - 1)
  return readPlainLines(config.slice(from, next < 0 ? undefined : next))
}

/** `default` is left out: it has two spellings. */
function isPlainName(name: string): boolean {
  return /^[\w.@+:/%-]+$/.test(name) && name !== 'default'
}

function isUnusual(config: string): boolean {
  return /\r|^\uFEFF|^[ \t]+\[|^\[(?: |DEFAULT\]|[^\]\n]*(?:["'\\\t]| {2}| \]))/m.test(config)
}

function readPlainLines(body: string): Readonly<Record<string, string>> | undefined {
  const settings: Record<string, string> = {}
  for (const line of body.split('\n')) {
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
    const [, key, value] = /^([a-z_]+) *= *(\S(?:.*\S)?)$/.exec(line) ?? []
    if (key === undefined || value === undefined || key in settings) return undefined
    settings[key] = value
  }
  return settings
}

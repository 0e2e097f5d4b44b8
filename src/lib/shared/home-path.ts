/**
 * Text for people with every unquoted path below `home` as they write it: `~/.aws/config`. A quoted one stays whole, since a
 * shell fills in no `~` between quotes.
 */
export function withTilde(text: string, home: string | undefined): string {
  if (home === undefined || home.length < 2) return text
  const folder = `${home.replace(/\/+$/, '')}/`
  return text
    .split(/(\s+)/)
    .map((word) => (word.startsWith(folder) ? `~/${word.slice(folder.length)}` : word))
    .join('')
}

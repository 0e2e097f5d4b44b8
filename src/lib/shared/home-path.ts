/**
 * Text for people with every unquoted path below `home` as they write it: `~/.aws/config`. A quoted one stays whole, since a
 * shell fills in no `~` between quotes. So has a `file:` reference, in which okta-ops itself fills it in.
 */
export function withTilde(text: string, home: string | undefined): string {
  if (home === undefined || home.length < 2) return text
  const folder = `${home.replace(/\/+$/, '')}/`
  return text
    .split(/(\s+)/)
    .map((word) => {
      const before = word.startsWith('file:') ? 'file:' : ''
      return word.startsWith(folder, before.length)
        ? `${before}~/${word.slice(before.length + folder.length)}`
        : word
    })
    .join('')
}

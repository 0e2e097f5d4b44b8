import {quoteForPosix} from '../shared/shell-quote.js'

/** What a person pastes into a POSIX shell to step into the sandbox: the real account's variables go, its own come. */
export function shellLines(strays: readonly string[], env: Readonly<Record<string, string>>): string {
  const gone = strays.filter((name) => !(name in env))
  return [
    ...(gone.length > 0 ? [`unset ${gone.join(' ')}`] : []),
    ...Object.entries(env).map(([name, value]) => `export ${name}=${quoteForPosix(value)}`),
  ].join('\n')
}

import {quoteForPosix} from '../shared/shell-quote.js'

/** What a person pastes into a POSIX shell to step into the sandbox: the real account's variables go, its own come. */
export function shellLines(unset: readonly string[], env: Readonly<Record<string, string>>): string {
  return [
    ...(unset.length > 0 ? [`unset ${unset.join(' ')}`] : []),
    ...Object.entries(env).map(([name, value]) => `export ${name}=${quoteForPosix(value)}`),
  ].join('\n')
}

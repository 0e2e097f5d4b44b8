import {readdirSync, readFileSync, rmSync} from 'node:fs'
import path from 'node:path'
import type {Sandbox} from '../../src/lib/sandbox/sandbox.js'
import {runHelper} from './run-bin.js'
import {signIn} from './signed-in.js'

/** What came of one storm: many credential processes at once on one expired token, whose refresh token is good for one use. */
export interface StormOutcome {
  /** Requests that spent a refresh token. */
  readonly refreshes: number
  /** What processes that failed had to say. */
  readonly failures: readonly string[]
  /** Files in the token cache afterwards; one, and whole, when all is well. */
  readonly files: readonly string[]
  readonly tokenIsWhole: boolean
}

/** Lets `processes` helpers loose at the same moment. The sandbox must approve by itself and hold the Halyard config. */
export async function refreshStorm(sandbox: Sandbox, processes: number): Promise<StormOutcome> {
  const folder = path.join(sandbox.home, '.aws/sso/cache')
  rmSync(path.join(sandbox.home, '.aws/cli'), {recursive: true, force: true})
  rmSync(folder, {recursive: true, force: true})
  await signIn(sandbox, {change: (token) => ({...token, expiresAt: new Date(Date.now() - 60_000)})})
  const before = countRefreshes(sandbox)
  const outcomes = await Promise.all(
    Array.from({length: processes}, () => runHelper(['--profile', 'dev'], {env: {...sandbox.env}})),
  )
  const files = readdirSync(folder)
  return {
    refreshes: countRefreshes(sandbox) - before,
    failures: outcomes.filter(({exitCode}) => exitCode !== 0).map(({stderr}) => stderr),
    files,
    tokenIsWhole: files.every((name) => isFreshToken(readFileSync(path.join(folder, name), 'utf8'))),
  }
}

function countRefreshes(sandbox: Sandbox): number {
  return sandbox.requests.filter(({operation}) => operation === 'token.refresh').length
}

function isFreshToken(text: string): boolean {
  try {
    const {accessToken, refreshToken, expiresAt} = JSON.parse(text) as Record<string, unknown>
    return (
      typeof accessToken === 'string' &&
      typeof refreshToken === 'string' &&
      new Date(String(expiresAt)).getTime() > Date.now()
    )
  } catch {
    return false
  }
}

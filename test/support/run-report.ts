import type {Suite, Test} from 'mocha'
import {writeFileSync} from 'node:fs'
import {findPeer, peerNames, requiredPeers} from './peers.js'

/*
 * What ran, as JSON for CI, which reads from it which peers were really met, whether every flag has a passed test, and how
 * many tests there were.
 */

/** One peer and the passed tests whose title carries its `[peer NAME]` tag. */
export interface PeerCount {
  readonly name: string
  readonly version: string
  readonly required: boolean
  readonly passed: number
}

/** The content of the report file; every entry is a test's full title. */
export interface RunReport {
  readonly passed: readonly string[]
  /** Also those that never ran because a hook before them failed. */
  readonly failed: readonly string[]
  readonly skipped: readonly string[]
  readonly peers: readonly PeerCount[]
}

/** Writes the report of everything below `root` to `file`; call it when the last test has ended. */
export function writeRunReport(root: Suite, file: string): void {
  const tests = testsBelow(root)
  const titles = (keep: (test: Test) => boolean): string[] =>
    tests.filter(keep).map((test) => test.fullTitle())
  const passed = titles((test) => test.isPassed())
  const report: RunReport = {
    passed,
    failed: titles((test) => !test.isPassed() && !test.isPending()),
    skipped: titles((test) => test.isPending()),
    peers: countPeers(passed),
  }
  writeFileSync(file, `${JSON.stringify(report, undefined, 1)}\n`)
}

function testsBelow(suite: Suite): Test[] {
  return [...suite.tests, ...suite.suites.flatMap(testsBelow)]
}

function countPeers(passed: readonly string[]): PeerCount[] {
  return peerNames.map((name) => ({
    name,
    version: findPeer(name)?.version ?? 'not found',
    required: requiredPeers.includes(name),
    passed: passed.filter((title) => title.includes(`[peer ${name}]`)).length,
  }))
}

import type {Suite, Test} from 'mocha'
import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
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

/** The content of a report file; every entry is a test's full title. */
export interface RunReport {
  readonly passed: readonly string[]
  /** Also those that never ran because a hook before them failed. */
  readonly failed: readonly string[]
  readonly skipped: readonly string[]
  readonly peers: readonly PeerCount[]
}

let written = 0

/**
 * Writes the report of everything below `root` into `folder`; call it when the last test has ended. In a parallel run
 * each worker does so after each test file: the reports of a run are all files of its folder.
 */
export function writeRunReport(root: Suite, folder: string): void {
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
  mkdirSync(folder, {recursive: true})
  const file = path.join(folder, `${process.pid}-${++written}.json`)
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

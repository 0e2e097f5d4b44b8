import Mocha, {type Runner, type Test} from 'mocha'
import {writeFileSync} from 'node:fs'
import {findPeer, peerNames, requiredPeers} from './peers.js'

/*
 * Mocha's spec reporter, which also writes what ran as JSON into the file named by OKTA_OPS_PEER_REPORT. CI reads from
 * it which peers were really met, whether every flag has a passed test, and how many tests there were.
 */

/** One peer and the passed tests whose title carries its `[peer NAME]` tag. */
export interface PeerCount {
  readonly name: string
  readonly version: string
  readonly required: boolean
  readonly passed: number
}

/** The content of the report file. */
export interface RunReport {
  readonly passed: readonly string[]
  readonly failed: readonly string[]
  readonly skipped: readonly string[]
  readonly durationMs: number
  readonly peers: readonly PeerCount[]
}

/** The reporter named in .mocharc.json. */
export default class PeerReporter extends Mocha.reporters.Spec {
  constructor(runner: Runner, options?: Mocha.MochaOptions) {
    super(runner, options)
    const file = process.env['OKTA_OPS_PEER_REPORT']
    if (file === undefined || file === '') return

    const titles = {pass: new Array<string>(), fail: new Array<string>(), pending: new Array<string>()}
    for (const event of ['pass', 'fail', 'pending'] as const)
      runner.on(event, (test: Test) => void titles[event].push(test.fullTitle()))
    runner.once('end', () => {
      const report: RunReport = {
        passed: titles.pass,
        failed: titles.fail,
        skipped: titles.pending,
        durationMs: this.stats.duration ?? 0,
        peers: countPeers(titles.pass),
      }
      writeFileSync(file, `${JSON.stringify(report, undefined, 1)}\n`)
    })
  }
}

/** How many of `passed` ran against each peer. */
export function countPeers(passed: readonly string[]): PeerCount[] {
  return peerNames.map((name) => ({
    name,
    version: findPeer(name)?.version ?? 'not found',
    required: requiredPeers.includes(name),
    passed: passed.filter((title) => title.includes(`[peer ${name}]`)).length,
  }))
}

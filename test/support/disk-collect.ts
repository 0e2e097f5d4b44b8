import {fileURLToPath} from 'node:url'
import {startHostileLog, type HostileLog} from './hostile-log-server.js'
import {runProgram, testNode, type BinOptions, type BinOutcome} from './run-bin.js'
import type {SmallDisk} from './small-disk.js'
import {createTempHome, type TempHome} from './temp-home.js'

/** The built collector on a small disk. */
export interface DiskCollect {
  readonly home: TempHome
  readonly log: HostileLog
  /** `logs collect` of the whole log into `target`; `given.shell` is what the shell does with its output. */
  readonly collect: (target: string, given: CollectGiven) => Promise<BinOutcome>
  /** How many events the checkpoint counts as delivered; 0 when there is none. */
  readonly counted: (given: Pick<CollectGiven, 'disk' | 'state'>) => Promise<number>
  readonly close: () => Promise<void>
}

export interface CollectGiven {
  readonly disk: SmallDisk
  /** The state folder. */
  readonly state: string
  readonly env?: Readonly<Record<string, string>>
  readonly shell?: string
  /** Follows instead of ending when it has caught up. */
  readonly follow?: boolean
  readonly onStart?: BinOptions['onStart']
}

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** With a System Log of `events` events of about 200 bytes, 20 a page. */
export async function startDiskCollect(events: number): Promise<DiskCollect> {
  const home = createTempHome()
  // Within what CloudWatch Logs takes.
  const startAt = new Date(Date.now() - 86_400_000)
  const log = await startHostileLog({events, seed: 51, wrongPercent: 0, startAt})
  const run = (args: readonly string[], {disk, state, env, shell = '', onStart}: CollectGiven) =>
    runProgram(disk.inside(['sh', '-c', `exec "$@" ${shell}`, 'sh', testNode(), bin, 'logs', ...args]), {
      env: {
        ...env,
        HOME: home.path,
        OKTA_OPS_STATE_DIR: state,
        OKTA_ORG_URL: log.url,
        OKTA_API_TOKEN: 'halyard-disk-test',
      },
      ...(onStart === undefined ? {} : {onStart}),
    })
  return {
    home,
    log,
    collect: (target, given) => {
      const source = `{name: audit, since: '${startAt.toISOString()}', pageSize: 20, sinks: [{to: '${target}'}]}`
      const config = home.write('logs.yaml', `version: 1\nsources: [${source}]\n`)
      return run(['collect', '--config', config, ...(given.follow === true ? [] : ['--once'])], given)
    },
    counted: async ({disk, state}) => {
      const {stdout} = await run(['checkpoint', 'list', '--json'], {disk, state})
      const {result} = JSON.parse(stdout) as {result: readonly {counts: {events: number}}[]}
      return result[0]?.counts.events ?? 0
    },
    close: async () => {
      await log.close()
      home.remove()
    },
  }
}

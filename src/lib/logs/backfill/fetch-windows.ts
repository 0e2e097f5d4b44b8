import fs from 'node:fs'
import path from 'node:path'
import {follow} from '../follow.js'
import {toBatch} from '../page-events.js'
import type {Selection} from '../query/selection.js'
import {asked, type ReadingDeps} from '../tail.js'
import {waitTeller} from '../view/notices.js'
import {openPartFile} from './part-file.js'
import {windowFile, type Window} from './windows.js'

export interface FetchDeps extends Pick<ReadingDeps, 'machine' | 'log' | 'say' | 'signal'> {
  readonly folder: string
  readonly selection: Pick<Selection, 'filter' | 'q' | 'accepts'>
  /** Told after each window. */
  readonly onDone: (events: number) => void
}

/**
 * Fetches windows into files of their own, `parallel` at a time; the org's rate limit, which all of them share, decides how
 * fast. A window whose file is there is not fetched again.
 * @throws OpsError the first failure, when the others have stopped
 */
export async function fetchWindows(
  deps: FetchDeps,
  windows: readonly Window[],
  parallel: number,
): Promise<{readonly fetched: number; readonly skipped: number}> {
  const missing = windows.filter((window) => !fs.existsSync(path.join(deps.folder, windowFile(window))))
  const failed = new AbortController()
  const signal = AbortSignal.any([deps.signal, failed.signal])
  const queue = [...missing]
  let failure: {readonly error: unknown} | undefined
  const work = async (): Promise<void> => {
    for (let window = queue.shift(); window !== undefined; window = queue.shift()) {
      if (signal.aborted) return
      try {
        await fetchWindow({...deps, signal}, window)
      } catch (error) {
        failure ??= {error}
        failed.abort()
      }
    }
  }
  await Promise.all(Array.from({length: Math.min(parallel, queue.length)}, work))
  if (failure !== undefined) throw failure.error
  deps.signal.throwIfAborted()
  return {fetched: missing.length, skipped: windows.length - missing.length}
}

async function fetchWindow(
  {machine, log, say, signal, folder, selection, onDone}: FetchDeps,
  window: Window,
): Promise<void> {
  const query = {...asked(selection), ...window, limit: 1000, sortOrder: 'ASCENDING'} as const
  const file = openPartFile(path.join(folder, windowFile(window)))
  let count = 0
  try {
    const pages = follow(
      {machine, log},
      {
        query,
        signal,
        patient: true,
        onWait: waitTeller({machine, say}).tell,
        onNotice: ({message}) => {
          say(message)
        },
      },
    )
    for await (const {read} of pages) {
      const picks = [...read.events.keys()].filter(
        (pick) => selection.accepts?.(read.events[pick] ?? {}) !== false,
      )
      count += picks.length
      file.write(toBatch(read, picks, machine.now()).bytes)
    }
    // Stopped in the middle: what is there is not the whole window.
    signal.throwIfAborted()
    file.finish()
  } catch (error) {
    file.abandon()
    throw error
  }
  onDone(count)
}

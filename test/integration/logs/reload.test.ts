import {expect} from 'chai'
import path from 'node:path'
import type {Sink} from '../../../src/lib/delivery/sink.js'
import {withCheckpoints} from '../../../src/lib/logs/collect/logs-store.js'
import {createCollectors} from '../../../src/lib/logs/collect/run-sources.js'
import {createStatusBoard} from '../../../src/lib/logs/collect/status-board.js'
import {liveMachine} from '../../support/live-machine.js'
import {memoryLog, someEvents} from '../../support/log-server.js'
import {createTempHome} from '../../support/temp-home.js'

describe('reloading the sources of a collector', () => {
  it('waits, when it comes twice at once, until the old source has ended', async () => {
    const home = createTempHome()
    const machine = liveMachine({OKTA_OPS_STATE_DIR: path.join(home.path, 'state')})
    const stop = new AbortController()
    const writes: (() => void)[] = []
    const opened: string[] = []
    let onOpened: () => void = () => undefined
    const sink = (label: string): Sink => ({
      label,
      open: () => {
        opened.push(label)
        onOpened()
        return Promise.resolve()
      },
      // The first batch takes until the test lets it go.
      write: () =>
        label === 'first'
          ? new Promise((resolve) =>
              writes.push(() => {
                resolve(null)
              }),
            )
          : Promise.resolve(null),
      close: () => Promise.resolve(),
    })
    const until = async (label: string): Promise<void> => {
      while (!opened.includes(label)) await new Promise<void>((resolve) => (onOpened = resolve))
    }
    const spec = (
      target: string,
    ): {name: string; since: string; sinks: {target: string; file: object}[]} => ({
      name: 'audit',
      since: '1h',
      sinks: [{target, file: {}}],
    })
    try {
      await withCheckpoints(machine, async (checkpoints) => {
        const collectors = createCollectors({
          ...{
            machine,
            checkpoints,
            board: createStatusBoard(),
            once: false,
            showsWaits: false,
            signal: stop.signal,
          },
          say: () => undefined,
          connect: () => Promise.resolve(memoryLog(someEvents(3))),
          openSink: ({target}) => Promise.resolve(sink(target)),
        })
        await collectors.apply([spec('first')])
        const ended = collectors.ended()
        while (writes.length === 0) await new Promise((resolve) => setImmediate(resolve))
        const reloads = [collectors.apply([spec('second')]), collectors.apply([spec('third')])]
        for (const write of writes) write()
        await Promise.all(reloads)
        await until('third')
        stop.abort()
        await ended
      })
      expect(opened.at(-1)).to.equal('third')
    } finally {
      home.remove()
    }
  })
})

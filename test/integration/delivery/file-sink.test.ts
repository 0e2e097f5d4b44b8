import {expect} from 'chai'
import fs from 'node:fs'
import path from 'node:path'
import {gunzipSync} from 'node:zlib'
import {createFileSink, type FileSinkOptions} from '../../../src/lib/delivery/file-sink.js'
import type {Batch, Sink, SinkPosition} from '../../../src/lib/delivery/sink.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

const today = new Date('2026-11-21T12:00:00Z')
const tomorrow = new Date('2026-11-22T00:00:01Z')

function batchOf(text: string, at = today): Batch {
  const bytes = Buffer.from(`${text}\n`)
  return {bytes, events: [{uuid: text, published: at.toISOString(), start: 0, end: bytes.length - 1}], at}
}

describe('the file sink', () => {
  let home: TempHome
  let file: string
  beforeEach(() => {
    home = createTempHome()
    file = path.join(home.path, 'logs', 'audit.ndjson')
  })
  afterEach(() => {
    home.remove()
  })

  const sinkOn = (options: Partial<FileSinkOptions> = {}): Sink => createFileSink({file, ...options})
  const names = (): string[] => fs.readdirSync(path.dirname(file)).sort()
  const text = (name = 'audit.ndjson'): string => home.read(path.join('logs', name))

  /** What the engine does with each batch; every position that goes into a checkpoint. */
  async function write(sink: Sink, ...batches: Batch[]): Promise<SinkPosition[]> {
    const kept: SinkPosition[] = []
    for (const batch of batches) {
      const turn = sink.turn?.(batch)
      if (turn) kept.push(turn.position, await turn.perform())
      kept.push(await sink.write(batch))
    }
    return kept
  }

  it('appends lines to a file of 0600', async () => {
    const sink = sinkOn()
    await sink.open(null)
    await write(sink, batchOf('one'), batchOf('two'))
    await sink.close()
    expect(text()).to.equal('one\ntwo\n')
    expect(fs.statSync(file).mode & 0o777).to.equal(0o600)
  })

  it('cuts off what a crash left beyond the committed offset', async () => {
    const first = sinkOn()
    await first.open(null)
    const kept = await write(first, batchOf('one'), batchOf('two'))
    await first.close()
    fs.appendFileSync(file, '{"torn')
    const second = sinkOn()
    await second.open(kept.at(-2) ?? null)
    await write(second, batchOf('two again'))
    await second.close()
    expect(text()).to.equal('one\ntwo again\n')
  })

  it('cuts off also the very first batch when the crash came before its checkpoint', async () => {
    const sink = sinkOn()
    await sink.open(null)
    const [beginning] = await write(sink, batchOf('one'))
    const second = sinkOn()
    await second.open(beginning ?? null)
    await write(second, batchOf('one'))
    expect(text()).to.equal('one\n')
  })

  it('refuses a file that is shorter than what was safe, or gone', async () => {
    const sink = sinkOn()
    await sink.open(null)
    const position = (await write(sink, batchOf('one'))).at(-1) ?? null
    fs.truncateSync(file, 2)
    expect((await opsErrorFrom(() => sinkOn().open(position))).code).to.equal('OPS_CHECKPOINT')
    fs.rmSync(file)
    expect((await opsErrorFrom(() => sinkOn().open(position))).failure).to.equal('refused')
  })

  it('goes on behind what a file already holds, on a line of its own', async () => {
    home.write('logs/audit.ndjson', 'mine, unfinished')
    const sink = sinkOn()
    await sink.open(null)
    await write(sink, batchOf('one'))
    expect(text()).to.equal('mine, unfinished\none\n')
  })

  it('rotates before a file grows too large, numbered, never over another', async () => {
    home.write('logs/audit-2026-11-21.0001.ndjson', 'of somebody else')
    const sink = sinkOn({rotateBytes: 8})
    await sink.open(null)
    await write(sink, batchOf('one'), batchOf('two'), batchOf('three'), batchOf('four'))
    await sink.close()
    expect(names()).to.deep.equal([
      'audit-2026-11-21.0001.ndjson',
      'audit-2026-11-21.0002.ndjson',
      'audit-2026-11-21.0003.ndjson',
      'audit.ndjson',
    ])
    expect(text('audit-2026-11-21.0001.ndjson')).to.equal('of somebody else')
    expect(text('audit-2026-11-21.0002.ndjson')).to.equal('one\ntwo\n')
    expect(text()).to.equal('four\n')
  })

  it('rotates by day under the name of the day that ends', async () => {
    const sink = sinkOn({rotateDaily: true})
    await sink.open(null)
    await write(sink, batchOf('one'), batchOf('two', tomorrow))
    await sink.close()
    expect(text('audit-2026-11-21.0001.ndjson')).to.equal('one\n')
    expect(text()).to.equal('two\n')
  })

  for (const {name, spoil} of [
    {name: 'before the rename', spoil: () => undefined},
    {
      name: 'after the rename',
      spoil: (from: string) => {
        fs.renameSync(from, path.join(path.dirname(from), 'audit-2026-11-21.0001.ndjson'))
      },
    },
    {
      name: 'after the first batch of the new file',
      spoil: (from: string) => {
        fs.renameSync(from, path.join(path.dirname(from), 'audit-2026-11-21.0001.ndjson'))
        fs.writeFileSync(from, 'two\n')
      },
    },
  ])
    it(`finishes a rotation that a crash cut short ${name}`, async () => {
      const sink = sinkOn({rotateBytes: 4})
      await sink.open(null)
      await write(sink, batchOf('one'))
      const turn = sink.turn?.(batchOf('two'))
      spoil(file)
      const next = sinkOn({rotateBytes: 4})
      await next.open(turn?.position ?? null)
      await write(next, batchOf('two'))
      await next.close()
      expect(names()).to.deep.equal(['audit-2026-11-21.0001.ndjson', 'audit.ndjson'])
      expect([text('audit-2026-11-21.0001.ndjson'), text()]).to.deep.equal(['one\n', 'two\n'])
    })

  it('compresses closed files, also one that a crash left half done', async () => {
    home.write('logs/audit-2026-11-20.0001.ndjson', 'left\n')
    home.write('logs/audit-2026-11-20.0001.ndjson.gz.tmp', 'half')
    const sink = sinkOn({rotateBytes: 4, gzip: true})
    await sink.open(null)
    await write(sink, batchOf('one'), batchOf('two'))
    await sink.close()
    expect(names()).to.deep.equal([
      'audit-2026-11-20.0001.ndjson.gz',
      'audit-2026-11-21.0001.ndjson.gz',
      'audit.ndjson',
    ])
    const zipped = fs.readFileSync(path.join(home.path, 'logs', 'audit-2026-11-21.0001.ndjson.gz'))
    expect(gunzipSync(zipped).toString()).to.equal('one\n')
  })

  for (const {name, keep, left} of [
    {name: 'a number of files', keep: {files: 1}, left: ['audit-2026-11-21.0001.ndjson', 'audit.ndjson']},
    {
      name: 'a number of days',
      keep: {days: 3},
      left: ['audit-2026-11-19.0001.ndjson', 'audit-2026-11-21.0001.ndjson', 'audit.ndjson'],
    },
  ])
    it(`keeps ${name}`, async () => {
      for (const day of ['2026-11-01', '2026-11-19']) home.write(`logs/audit-${day}.0001.ndjson`, 'old\n')
      const sink = sinkOn({rotateDaily: true, keep})
      await sink.open(null)
      await write(sink, batchOf('one'), batchOf('two', tomorrow))
      await sink.close()
      expect(names()).to.deep.equal(left)
    })
})

describe('a file sink that has nothing to write yet', () => {
  it('says at its opening that the place cannot be written', async () => {
    const home = createTempHome()
    home.write('in-the-way', '')
    const sink = createFileSink({file: path.join(home.path, 'in-the-way', 'audit.ndjson')})
    expect((await opsErrorFrom(() => sink.open(null))).code).to.equal('OPS_FILE_UNWRITABLE')
    home.remove()
  })
})

import {expect} from 'chai'
import {gzipSync} from 'node:zlib'
import path from 'node:path'
import {printCassette, readCassette} from '../../../src/lib/logs/cassette/cassette-file.js'
import {inOwnTime} from '../../../src/lib/logs/cassette/own-time.js'
import {tapeFiles} from '../../../src/lib/logs/cassette/tape-files.js'
import {openTape, parseSpeed} from '../../../src/lib/logs/cassette/tape-log.js'
import {tapePages} from '../../../src/lib/logs/cassette/tape-pages.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorFrom, opsErrorOf} from '../../support/thrown.js'

const now = (): Date => new Date('2026-11-21T12:00:00Z')
const page = {
  url: 'https://someone:secret@halyard.test/api/v1/logs?q=%22%2C%22body%22%3A&limit=2',
  body: Buffer.from('[ {"uuid":"a","n":1.0},\n{"uuid":"b","t":"}"} ]'),
  next: 'https://halyard.test/api/v1/logs?after=1_2',
  requestId: 'R1',
  servedAt: now(),
  rate: {limit: 600, remaining: 599, reset: 1_795_262_460},
}

describe('a cassette', () => {
  it('keeps the page byte for byte, and no password', () => {
    const text = printCassette(page)
    expect(text.toString()).not.to.contain('secret')
    expect(JSON.parse(text.toString())).to.have.nested.property('headers.link', `<${page.next}>; rel="next"`)
    const read = readCassette(text, 'x')
    expect(read.body.equals(page.body)).to.equal(true)
    expect(read).to.deep.include({requestId: 'R1', servedAt: now(), rate: page.rate})
  })

  it('keeps the rate-limit headers, and is read without them too', () => {
    const {rate, ...old} = page
    expect(JSON.parse(printCassette(page).toString()))
      .to.have.property('headers')
      .that.includes({
        'x-rate-limit-limit': '600',
        'x-rate-limit-remaining': '599',
        'x-rate-limit-reset': '1795262460',
      })
    expect(printCassette(old).toString()).not.to.contain('x-rate-limit')
    expect(readCassette(printCassette(old), 'x')).not.to.have.property('rate')
    expect(rate.limit).to.equal(600)
  })

  for (const text of ['', '{}', '[]', '{"cassette":2,"body":[]}', '{"cassette":1,"url":"x","headers":{}'])
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(opsErrorOf(() => readCassette(Buffer.from(text), 'x.page.json')).message).to.contain(
        'x.page.json',
      )
    })
})

describe('tapes', () => {
  let home: TempHome
  beforeEach(() => {
    home = createTempHome()
  })
  afterEach(() => {
    home.remove()
  })

  const bodies = async (...files: readonly string[]): Promise<readonly string[]> => {
    const found: string[] = []
    for await (const {body} of tapePages(files, now)) found.push(body.toString())
    return found
  }

  it('come in the order of their numbers, beyond 999 and beyond their width too', () => {
    for (const number of ['00000999', '00001000', '99999999', '100000000', '00000002'])
      home.write(`tape/${number}.page.json`, '{}')
    home.write('tape/notes.txt', '')
    const names = tapeFiles([path.join(home.path, 'tape')]).map((file) => path.basename(file, '.page.json'))
    expect(names).to.deep.equal(['00000002', '00000999', '00001000', '99999999', '100000000'])
  })

  it('are NDJSON files too, packed or not', async () => {
    home.write('logs/a.ndjson', '{"uuid":"1"}\r\n\n{"uuid":"2"}')
    home.write('logs/b.ndjson.gz', gzipSync('{"uuid":"3"}\n'))
    expect(await bodies(...tapeFiles([path.join(home.path, 'logs')]))).to.deep.equal([
      '[{"uuid":"1"},{"uuid":"2"}]',
      '[{"uuid":"3"}]',
    ])
  })

  it('name file and line of what is no event, and files that are not there', async () => {
    const file = home.write('x.ndjson', '{}\nhello\n')
    expect((await opsErrorFrom(() => bodies(file))).message).to.contain('x.ndjson:2')
    expect((await opsErrorFrom(() => bodies(path.join(home.path, 'gone.ndjson')))).code).to.equal(
      'OPS_FILE_UNREADABLE',
    )
    expect((await opsErrorFrom(() => bodies('/dev/zero'))).message).to.match(/line 1 is longer than 16 MiB/)
    expect(opsErrorOf(() => tapeFiles([path.join(home.path, 'gone')])).code).to.equal('OPS_FILE_UNREADABLE')
    home.write('empty/readme.txt', '')
    expect(opsErrorOf(() => tapeFiles([path.join(home.path, 'empty')])).message).to.contain(
      'nothing to replay',
    )
  })

  it('end where the files end', async () => {
    const file = home.write('x.ndjson', '{"uuid":"x"}\n'.repeat(501))
    const log = await openTape([file], now)
    const first = await log.read(log.firstUrl({since: now(), limit: 1, sortOrder: 'ASCENDING'}))
    expect(first.next).to.be.a('string')
    expect((await log.read(first.next!)).next).to.equal(undefined)
    expect((await openTape([home.write('none.ndjson', '')], now)).orgUrl).to.equal('')
  })
})

describe('parseSpeed', () => {
  for (const [text, speed] of [
    ['max', Infinity],
    ['1x', 1],
    ['10', 10],
    ['0.5x', 0.5],
  ] as const)
    it(`reads ${text}`, () => {
      expect(parseSpeed(text)).to.equal(speed)
    })
  for (const text of ['0x', '', 'fast', '-1x', 'x'])
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(opsErrorOf(() => parseSpeed(text)).code).to.equal('OPS_USAGE')
    })
})

describe('inOwnTime', () => {
  it('waits as long as it took, so many times faster, and never for what is older', async () => {
    const machine = fakeMachine()
    const pace = inOwnTime(machine, 10, new AbortController().signal)
    for (const second of ['00', '30', '20', '40']) await pace({published: `2026-11-21T11:00:${second}Z`})
    await pace({published: 'soon'})
    expect(machine.slept).to.deep.equal([3000, 1000])
  })
})

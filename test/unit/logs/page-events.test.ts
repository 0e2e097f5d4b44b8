import {expect} from 'chai'
import fc from 'fast-check'
import {readPage, readPageOf, toBatch} from '../../../src/lib/logs/page-events.js'
import {OpsError} from '../../../src/lib/shared/errors.js'
import {opsErrorOf} from '../../support/thrown.js'

const at = new Date('2026-11-21T12:00:00Z')

function linesOf(body: string | Buffer, picks?: readonly number[]): string[] {
  const read = readPage(Buffer.from(body))
  const batch = toBatch(read, picks ?? read.events.map((_, index) => index), at)
  for (const {start, end} of batch.events)
    expect(batch.bytes[end], 'newline after each').to.equal(10, String(start))
  return batch.events.map(({start, end}) => batch.bytes.subarray(start, end).toString('latin1'))
}

describe('page of events', () => {
  it('keeps numbers, repeated keys, escapes and unknown fields as they are written', () => {
    const event = String.raw`{"uuid":"a", "n":1.0,"big":12345678901234567890,"e":1E+2,"u":"\u00e9","n":2,"x":{"y":[{}]}}`
    expect(linesOf(`[${event},{"uuid":"b"}]`)).to.deep.equal([event, '{"uuid":"b"}'])
  })

  it('is not misled by braces, quotes and backslashes in strings', () => {
    const events = [String.raw`{"a":"}{][,\"}"}`, String.raw`{"a":"\\"}`, String.raw`{"\\\"{":"\\\\\""}`]
    expect(linesOf(`[${events.join(' , ')}]`)).to.deep.equal(events)
  })

  it('is not misled by what looks like the border of two events', () => {
    for (const events of [
      ['{"a":1}', '{"b":[{"a":2},{"a":3}]}'],
      ['{"a":[{"a":1},{"a":2}]}', '{"a":3}'],
      ['{"}":":"},{"}":1}'],
      ['{":":1}', '{"},{":2}', '{":":"},{"}'],
      ['{"a":"é"}', '{"a":"},{"}'],
      ['{}', '{"a":1}'],
    ])
      expect(linesOf(`[${events.join(',')}]`).join(',')).to.equal(
        Buffer.from(events.join(',')).toString('latin1'),
      )
    expect(linesOf('[{"a":[{"a":1},{"a":2}]},{"a":3}]')).to.deep.equal(['{"a":[{"a":1},{"a":2}]}', '{"a":3}'])
    expect(linesOf('[{"a":1},{"b":[{"a":2},{"a":3}]}]')).to.deep.equal(['{"a":1}', '{"b":[{"a":2},{"a":3}]}'])
  })

  it('gives one line an event of a page that is printed over many lines', () => {
    const events = [
      {uuid: 'a', text: 'one\ntwo'},
      {uuid: 'b', list: [1, {c: 2}]},
    ]
    const lines = linesOf(JSON.stringify(events, undefined, 2).replaceAll('\n', '\r\n'))
    expect(lines.some((line) => /[\r\n]/.test(line))).to.equal(false)
    expect(lines.map((line) => JSON.parse(line) as object)).to.deep.equal(events)
  })

  it('keeps bytes that are not UTF-8', () => {
    const body = Buffer.concat([
      Buffer.from('[{"uuid":"a","name":"'),
      Buffer.from([0xe2, 0xff]),
      Buffer.from('"}]'),
    ])
    expect(linesOf(body)).to.deep.equal(['{"uuid":"a","name":"\xe2\xff"}'])
  })

  it('cuts only what is picked, and nothing of an empty page', () => {
    expect(linesOf('[{"uuid":"a"},{"uuid":"b"},{"uuid":"c"}]', [0, 2])).to.deep.equal([
      '{"uuid":"a"}',
      '{"uuid":"c"}',
    ])
    expect(linesOf(' [ ] ')).to.deep.equal([])
  })

  for (const body of ['', '[{"uuid":"a"}', '{}', '[1]', '[null]', '[[]]', '[{"a":"\n"}]', '<html>'])
    it(`refuses ${JSON.stringify(body)}`, () => {
      expect(() => readPage(Buffer.from(body)))
        .to.throw(OpsError)
        .with.property('code', 'OPS_BAD_ANSWER')
    })

  it('takes a page that begins with a byte order mark', () => {
    expect(linesOf('\uFEFF[{"uuid":"a"},{"uuid":"b"}]')).to.deep.equal(['{"uuid":"a"}', '{"uuid":"b"}'])
  })

  it('says of a malformed page of an org where it came from, and whether it is a web page', () => {
    const url = 'https://halyard.test/api/v1/logs?after=secret'
    const page = (body: string, requestId?: string): OpsError =>
      opsErrorOf(() => readPageOf({body: Buffer.from(body), url, requestId}))
    expect(page('[{', 'Yx1')).to.include({failure: 'unavailable', next: 'curl -sSI https://halyard.test'})
    expect(page('[{', 'Yx1').message).to.match(/cut short \(from halyard\.test, request Yx1\)$/)
    expect(page('\uFEFF\n<!DOCTYPE html><html>').message)
      .to.contain('it is a web page')
      .and.to.contain('without a')
    expect(page('{"a":1}').message).to.contain('it is not a list of events (from')
  })

  it('cuts any events out of any spelling of them', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), fc.nat(3), (events, indent) => {
        const lines = linesOf(JSON.stringify(events, undefined, indent))
        const read = lines.map((line) => JSON.parse(Buffer.from(line, 'latin1').toString()) as object)
        expect(read).to.deep.equal(JSON.parse(JSON.stringify(events)))
      }),
      {seed: 20_261_125, numRuns: 300},
    )
  })
})

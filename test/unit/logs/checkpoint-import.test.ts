import {expect} from 'chai'
import {readExport} from '../../../src/lib/logs/collect/checkpoint-import.js'
import {opsErrorOf} from '../../support/thrown.js'

const next = 'https://halyard.test/api/v1/logs?after=1&limit=100'
const file = 'file /var/log/audit.ndjson'
const position = {name: 'audit.ndjson', offset: 120, day: '2026-11-25'}
const good = {
  name: 'audit',
  orgUrl: 'https://halyard.test',
  source: 'ab'.repeat(32),
  next,
  since: '2026-11-25T08:00:00.000Z',
  published: '2026-11-25T08:09:00Z',
  sinks: {[file]: position, 's3://bucket/okta': null},
  counts: {pages: 1, events: 2, repeats: 0, filtered: 0},
  updatedAt: '2026-11-25T08:10:00.000Z',
  seen: [{arrivedAt: '2026-11-25T08:10:00.000Z', uuids: Buffer.alloc(32, 7).toString('base64')}],
}
const exported = (...checkpoints: object[]): string => JSON.stringify({version: 1, checkpoints})
const withPosition = (changed: object): object => ({sinks: {[file]: {...position, ...changed}}})

describe('an export of checkpoints', () => {
  it('is read as it was made', () => {
    const [read] = readExport(exported(good))
    expect(read?.checkpoint).to.deep.include({name: 'audit', next, sinks: good.sinks, counts: good.counts})
    expect(read?.seen[0]?.uuids).to.have.length(32)
    const fresh = readExport(exported({...good, next: null, published: null, sinks: {}, seen: []}))
    expect(fresh[0]?.checkpoint).to.include({next: undefined, published: undefined})
    const closing = 'audit-2026-11-25.0001.ndjson'
    expect(readExport(exported({...good, ...withPosition({closing})}))).to.have.length(1)
  })

  const cases: readonly (readonly [name: string, changed: object, says: string])[] = [
    [
      'a next link of another host',
      {next: 'http://evil.example.com/api/v1/logs'},
      '].next is not an address',
    ],
    ['a next link with a user', {next: next.replace('//', '//a:b@')}, '].next is not an address'],
    ['an org in clear text', {orgUrl: 'http://halyard.test'}, '].orgUrl should be'],
    ['an org with a path', {orgUrl: 'https://halyard.test/x'}, '].orgUrl should be'],
    ['an unknown key', {extra: 1}, 'checkpoints[0] has an unknown key "extra"'],
    ['a key that is missing', {since: undefined}, '].since should be a text'],
    ['a name that is a path', {name: '../audit'}, '].name "../audit" cannot be'],
    ['a source that is no hash', {source: 'x'}, '].source should be a SHA-256'],
    ['a time that is none', {published: 'soon'}, '].published should be a time'],
    ['a count below 0', {counts: {...good.counts, events: -1}}, '.events should be a whole number'],
    ['a count too many', {counts: {...good.counts, more: 1}}, '.counts has an unknown key "more"'],
    ['an offset below 0', withPosition({offset: -1}), 'should have an offset of at least 0'],
    ['half an offset', withPosition({offset: 1.5}), 'should have an offset of at least 0'],
    ['a file of another name', withPosition({name: '../x'}), 'should have the name audit.ndjson'],
    [
      'a closed file elsewhere',
      withPosition({closing: 'audit-../../x.ndjson'}),
      'under a name of audit.ndjson',
    ],
    ['a day that is none', withPosition({day: '../..'}), 'should have a day'],
    ['more of a file', withPosition({more: 1}), 'has an unknown key "more"'],
    ['a position of what has none', {sinks: {'s3://bucket': {offset: 1}}}, 'should be null'],
    ['half a uuid', {seen: [{...good.seen[0], uuids: 'AAAA'}]}, '].uuids should be 16 bytes'],
    ['other than base64', {seen: [{...good.seen[0], uuids: '!'.repeat(32)}]}, '].uuids should be 16 bytes'],
  ]
  for (const [name, changed, says] of cases)
    it(`with ${name} is refused`, () => {
      const {code, failure, message} = opsErrorOf(() => readExport(exported({...good, ...changed})))
      expect([code, failure]).to.deep.equal(['OPS_CHECKPOINT', 'usage'])
      expect(message).to.contain(says).and.to.contain('nothing was changed')
    })

  it('with one name twice, or of another version, is refused', () => {
    expect(opsErrorOf(() => readExport(exported(good, good))).message).to.contain('it has audit twice')
    expect(opsErrorOf(() => readExport('{"version":2,"checkpoints":[]}')).message).to.contain('version')
    expect(opsErrorOf(() => readExport('[]')).message).to.contain('it should hold keys and values')
  })
})

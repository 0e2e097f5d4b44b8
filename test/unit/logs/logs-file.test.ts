import {expect} from 'chai'
import LogsValidate from '../../../src/commands/logs/validate.js'
import {readLogsFile} from '../../../src/lib/logs/collect/logs-file.js'
import {readSpec} from '../../../src/lib/logs/collect/source-spec.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {runCommand} from '../../support/run-command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {opsErrorOf} from '../../support/thrown.js'

const machine = fakeMachine({})
const plain = {name: 'audit', sinks: [{to: 'audit.ndjson'}]}

describe('logs.yaml', () => {
  let home: TempHome
  beforeEach(() => (home = createTempHome()))
  afterEach(() => {
    home.remove()
  })

  /** Everything a source comes to, with these keys beside a name and a sink. */
  const meaning = (source: object): object => {
    const file = home.write('logs.yaml', JSON.stringify({version: 1, sources: [{...plain, ...source}]}))
    const [spec] = readLogsFile(machine, file)
    const {matches, ...rest} = readSpec(spec!, {now: machine.now(), once: false, warn: () => undefined})
    return {
      ...rest,
      local: matches !== undefined,
      sinks: spec!.sinks,
      patience: spec!.patience,
      org: spec!.org,
    }
  }

  const sink = (keys: object): object => ({sinks: [{to: 'audit.ndjson', ...keys}]})
  const cases: readonly (readonly [key: string, source: object, path: string, value: unknown])[] = [
    ['name', {name: 'other'}, 'name', 'other'],
    ['org', {org: 'prod'}, 'org', 'prod'],
    ['filter', {filter: 'severity eq "WARN"'}, 'serverFilter', 'severity eq "WARN"'],
    ['q', {q: 'password'}, 'q', 'password'],
    ['since', {since: '2026-11-20T00:00:00Z'}, 'since', new Date('2026-11-20T00:00:00Z')],
    ['sinks[].to', {sinks: [{to: 'else.ndjson'}]}, 'sinks[0].target', 'else.ndjson'],
    ['sinks[].rotateSize', sink({rotateSize: '2k'}), 'sinks[0].file.rotateBytes', 2000],
    ['sinks[].rotateDaily', sink({rotateDaily: true}), 'sinks[0].file.rotateDaily', true],
    ['sinks[].gzip', sink({gzip: true}), 'sinks[0].file.gzip', true],
    ['sinks[].keep', sink({keep: '30d'}), 'sinks[0].file.keep', {days: 30}],
    ['interval', {interval: '10s'}, 'pace.interval', 10_000],
    ['jitter', {jitter: '3s'}, 'pace.jitterMs', 3000],
    ['pageSize', {pageSize: 200}, 'pageSize', 200],
    ['maxPages', {maxPages: 20}, 'maxPages', 20],
    ['pageDelay', {pageDelay: '1s'}, 'pageDelayMs', 1000],
    ['overlap', {overlap: '1h'}, 'overlapMs', 3_600_000],
    ['dedupeWindow', {dedupeWindow: '2h'}, 'dedupeWindowMs', 7_200_000],
    ['timeout', {timeout: '50s'}, 'patience.timeoutMs', 50_000],
    ['retries.attempts', {retries: {attempts: 7}}, 'patience.retries.attempts', 7],
    ['retries.initial', {retries: {initial: '2s'}}, 'patience.retries.initialMs', 2000],
    ['retries.max', {retries: {max: '90s'}}, 'patience.retries.maxMs', 90_000],
    ['retries.multiplier', {retries: {multiplier: 1.5}}, 'patience.retries.multiplier', 1.5],
    ['breaker.failures', {breaker: {failures: 9}}, 'patience.breaker.failures', 9],
    ['breaker.successes', {breaker: {successes: 3}}, 'patience.breaker.successes', 3],
    ['breaker.halfOpenAfter', {breaker: {halfOpenAfter: '2m'}}, 'patience.breaker.halfOpenAfterMs', 120_000],
  ]
  for (const [key, source, path, value] of cases)
    it(`[logs.yaml sources[].${key}] is taken over`, () => {
      expect(meaning(source)).to.have.nested.property(path).that.deep.equals(value)
      expect(meaning({}), 'without it').to.not.have.nested.property(path, value)
    })

  const faultOf = (text: string): string =>
    opsErrorOf(() => readLogsFile(machine, home.write('logs.yaml', text))).message.replace(
      /^.*logs\.yaml:/,
      '',
    )

  it('[logs.yaml version] is 1', () => {
    expect(faultOf('version: 2\nsources: []\n')).to.match(/^1:10: version: /)
  })

  for (const {name, text, says} of [
    {
      name: 'an unknown key, with the nearest one',
      text: 'version: 1\nsources:\n  - name: a\n    sinks: [{to: x}]\n    dedupWindow: 1h\n',
      says: '5:5: sources[0]: unknown key "dedupWindow"; did you mean "dedupeWindow"?',
    },
    {
      name: 'a filter that cannot be read',
      text: `version: 1\nsources:\n  - name: a\n    filter: severity is "x"\n    sinks: [{to: x}]\n`,
      says: '4:13: sources[0].filter: is is no operator',
    },
    {
      name: 'too many keywords',
      text: `version: 1\nsources:\n  - {name: a, q: 1 2 3 4 5 6 7 8 9 10 11, sinks: [{to: x}]}\n`,
      says: '3:18: sources[0].q: Okta takes',
    },
    {name: 'no source', text: 'version: 1\nsources: []\n', says: '2:10: sources: is an empty list'},
    {
      name: 'no sink',
      text: 'version: 1\nsources: [{name: a, sinks: []}]\n',
      says: '2:28: sources[0].sinks: is an empty list',
    },
    {
      name: 'no time at all for a request',
      text: 'version: 1\nsources: [{name: a, timeout: 0s, sinks: [{to: x}]}]\n',
      says: '2:30: sources[0].timeout: should be longer than nothing',
    },
    {
      name: 'a beginning that Okta will never take',
      text: 'version: 1\nsources: [{name: a, since: 200d, sinks: [{to: x}]}]\n',
      says: '2:28: sources[0].since: it is ',
    },
    {
      name: 'one file for two sources, however it is written',
      text: 'version: 1\nsources:\n  - {name: a, sinks: [{to: x.log}]}\n  - {name: b, sinks: [{to: "-"}, {to: ./x.log}]}\n',
      says: '4:39: sources[1].sinks[1].to: is the file of a: two collectors',
    },
    {
      name: 'one sink twice in a source',
      text: 'version: 1\nsources: [{name: a, sinks: [{to: x}, {to: x}]}]\n',
      says: '2:43: sources[0].sinks[1].to: is given twice',
    },
    {
      name: 'a turn of what is no file',
      text: 'version: 1\nsources: [{name: a, sinks: [{to: "-", gzip: true}]}]\n',
      says: '2:39: sources[0].sinks[0]: gzip is for files',
    },
    {
      name: 'two sources of one name',
      text: 'version: 1\nsources:\n  - {name: a, sinks: [{to: x}]}\n  - {name: a, sinks: [{to: y}]}\n',
      says: '4:12: sources[1].name: a is the name of another source',
    },
  ])
    it(`refuses ${name}`, () => {
      expect(faultOf(text)).to.contain(says)
    })

  for (const [to, says] of [
    ['loki://x', 'there is no sink for loki: addresses; known are - (stdout), PATH, http:'],
    ['natss://x/y', 'there is no sink for natss: addresses; did you mean nats:?'],
    ['s3://', 'not the address of a bucket'],
    ['s3://bucket#regoin=x', 'has no option "regoin"; did you mean region?'],
    ['cloudwatch:', 'name the log group'],
    ['nats://127.0.0.1', 'name the subject'],
    ['nats://a:b@127.0.0.1/x', 'holds a user or password'],
    ['http://example.com/in', 'in clear text'],
    ['https://ada:hidden@example.com/in', 'the address of example.com holds a user or password'],
    ['https://example.com/in#lines=0', 'lines should be a whole number above 0'],
    ['https://example.com/in#authorization=hidden', 'authorization takes where the secret is'],
  ] as const)
    it(`[logs.yaml sources[].sinks[].to] refuses ${to} with its place`, () => {
      const fault = faultOf(`version: 1\nsources: [{name: a, sinks: [{to: "${to}"}]}]\n`)
      expect(fault).to.contain('2:34: sources[0].sinks[0].to: ').and.to.contain(says)
      expect(fault).not.to.contain('hidden')
    })

  it('takes every kind of sink, and one receiver for two sources', () => {
    const sinks = [
      ...['-', 'C:\\log.ndjson', 'file:///var/log/x', 'http://127.0.0.1:9/x', 'https://example.com/#lines=5'],
      ...[
        's3://bucket/okta#region=eu-west-1',
        'cloudwatch:/okta#stream=x',
        'tls://example.com/okta.log#token=env:T',
      ],
    ].map((to) => ({to}))
    const sources = [
      {name: 'a', sinks},
      {name: 'b', sinks: [{to: '-'}, {to: 's3://bucket/okta'}]},
    ]
    expect(
      readLogsFile(machine, home.write('logs.yaml', JSON.stringify({version: 1, sources}))),
    ).to.have.length(2)
  })

  it('[logs validate --config] warns of an org that is not known, and of a beginning that is long past', async () => {
    const sources = [
      {...plain, org: 'nowhere', since: '2020-01-01'},
      {name: 'b', since: '100d', sinks: [{to: 'b.ndjson'}]},
    ]
    const {exitCode, stderr} = await runCommand(
      LogsValidate,
      ['--config', home.write('logs.yaml', JSON.stringify({version: 1, sources}))],
      {machine: fakeMachine({OKTA_OPS_CONFIG_DIR: home.path})},
    )
    expect(exitCode).to.equal(0)
    expect(stderr)
      .to.match(/audit: .*nowhere/)
      .and.to.contain('it can only go on from a checkpoint')
      .and.to.contain('b: since is 100 days ago')
  })

  it('[logs validate --config] says what is good and where it is not', async () => {
    const good = home.write('logs.yaml', JSON.stringify({version: 1, sources: [plain]}))
    expect(await runCommand(LogsValidate, ['--config', good])).to.include({exitCode: 0})
    const bad = home.write('bad.yaml', 'version: 1\nsources:\n  - name: a/b\n    sinks: [{to: x}]\n')
    const {exitCode, stderr} = await runCommand(LogsValidate, ['--config', bad])
    expect(exitCode).to.equal(2)
    expect(stderr).to.contain('bad.yaml:3:11: sources[0].name')
  })
})

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
      says: '4:13: sources[0].filter: ',
    },
    {
      name: 'two sources of one name',
      text: 'version: 1\nsources:\n  - {name: a, sinks: [{to: x}]}\n  - {name: a, sinks: [{to: y}]}\n',
      says: ' two sources are named a',
    },
  ])
    it(`refuses ${name}`, () => {
      expect(faultOf(text)).to.contain(says)
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

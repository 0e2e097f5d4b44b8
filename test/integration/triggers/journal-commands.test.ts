import {expect} from 'chai'
import DeadLettersDrop from '../../../src/commands/triggers/dead-letters/drop.js'
import DeadLettersList from '../../../src/commands/triggers/dead-letters/list.js'
import DeadLettersRedrive from '../../../src/commands/triggers/dead-letters/redrive.js'
import DeadLettersShow from '../../../src/commands/triggers/dead-letters/show.js'
import TriggersHistory from '../../../src/commands/triggers/history.js'
import TriggersPause from '../../../src/commands/triggers/pause.js'
import TriggersPending from '../../../src/commands/triggers/pending.js'
import TriggersResume from '../../../src/commands/triggers/resume.js'
import TriggersRun from '../../../src/commands/triggers/run.js'
import {withTriggerStore} from '../../../src/lib/triggers/journal/trigger-store.js'
import {withRuns} from '../../../src/lib/flows/journal/with-runs.js'
import type {ShownWork} from '../../../src/lib/triggers/view/story.js'
import type {FlowAnswer, SeenInvocation} from '../../support/flow-server.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {logEvent, offboardRule, openTriggerHouse, type TriggerHouse} from '../../support/trigger-house.js'

const rules = `${offboardRule}
  - id: greet
    on: user.session.start
    flow: tell
    input: {}
`

describe('what is in the journal of triggers', () => {
  let house: TriggerHouse
  let answer: (invocation: SeenInvocation) => FlowAnswer

  beforeEach(async () => {
    answer = () => ({body: {ticket: 7}})
    house = await openTriggerHouse((invocation) => answer(invocation))
  })
  afterEach(() => house.close())

  const run = (Class: unknown, ...argv: string[]): Promise<CommandOutcome> =>
    runCommand(Class, argv, {machine: house.machine})
  const act = (...events: ReturnType<typeof logEvent>[]): Promise<CommandOutcome> =>
    run(TriggersRun, '--rules', house.rules(rules), '--events', house.eventsFile(events))
  const historyOf = async (...argv: string[]): Promise<string[]> => {
    const {history} = (await run(TriggersHistory, ...argv, '--json')).json().result as {history: ShownWork[]}
    return history.map(({event}) => event.uuid)
  }
  const idOf = (uuid: string): Promise<number> =>
    withTriggerStore(house.machine, (store) => Number(store.find({event: uuid})[0]?.work.id))
  const fails = (): FlowAnswer => ({status: 500, headers: {'x-execution-id': 'x-1'}, body: 'no'})

  it('warns of a rule to pause that no event has ever come for, with the nearest', async () => {
    await act(logEvent('e1'))
    const typo = await run(TriggersPause, 'ofboard', '--json')
    expect(typo.json().warnings).to.deep.equal([
      'no event has come for a rule ofboard so far: is its id right; did you mean offboard?',
    ])
    expect((await run(TriggersPause, 'offboard', '--json')).json().warnings).to.deep.equal([])
  })

  for (const Class of [DeadLettersShow, DeadLettersDrop, DeadLettersRedrive])
    it(`${Class.name} says what a dead letter's number looks like`, async () => {
      const {exitCode, stderr} = await run(Class, 'e1')
      expect(exitCode).to.equal(2)
      expect(stderr).to.equal(
        'error: "e1" is no number of a dead letter, such as 17\n  next: okta-ops triggers dead-letters list\n',
      )
    })

  it('names the flow that was run, when the rule has another one since the work was planned', async () => {
    answer = fails
    await act(logEvent('e1'))
    await run(DeadLettersRedrive, String(await idOf('e1')))
    answer = () => ({body: {ticket: 7}})
    const edited = house.rules(rules.replace('flow: offboarding', 'flow: tell'))
    const live = await run(TriggersRun, '--rules', edited, '--events', house.eventsFile([]))
    expect(live.stdout).to.match(/ offboard {2}tell succeeded /)
    expect((await run(TriggersHistory, '--event', 'e1')).stdout).to.contain('offboard -> tell: succeeded')
  })

  describe('triggers history', () => {
    beforeEach(async () => {
      const other = {eventType: 'user.session.start', actor: {alternateId: 'kay@example.com'}, target: []}
      await act(logEvent('e1'), logEvent('e2', other))
    })

    it('leads from the event to the rule, the run and the answer', async () => {
      const {stdout} = await run(TriggersHistory, '--event', 'e1')
      expect(stdout).to.match(
        /user\.lifecycle\.deactivate {2}mara\.lindt@example\.com -> Jon\.Vale@example\.com {2}e1 {2}by file\n {2}offboard -> offboarding: succeeded\n {4}run_\w+ {2}succeeded .*\n {4}answer \{"ticket":7\}/,
      )
    })

    it('[triggers history --event]', async () => {
      expect(await historyOf('--event', 'e1')).to.deep.equal(['e1'])
    })

    it('[triggers history --run] leads back from the run to the event', async () => {
      const {history} = (await run(TriggersHistory, '--event', 'e2', '--json')).json().result as {
        history: ShownWork[]
      }
      expect(await historyOf('--run', String(history[0]?.tries[0]?.run))).to.deep.equal(['e2'])
    })

    it('[triggers history --rule]', async () => {
      expect(await historyOf('--rule', 'greet')).to.deep.equal(['e2'])
    })

    it('[triggers history --type]', async () => {
      expect(await historyOf('--type', 'user.session.start')).to.deep.equal(['e2'])
    })

    it('[triggers history --user]', async () => {
      expect(await historyOf('--user', 'KAY@example.com')).to.deep.equal(['e2'])
    })

    it('[triggers history --since]', async () => {
      expect(await historyOf('--since', '1h')).to.have.length(2)
      expect(await historyOf('--since', 'now')).to.deep.equal([])
    })

    it('[triggers history --limit] shows the newest, and says so', async () => {
      const outcome = await run(TriggersHistory, '--limit', '1')
      expect(outcome.stdout).to.match(/ e2 /).and.not.match(/ e1 /)
      expect(outcome.stderr).to.match(/newest 1/)
    })

    it('cuts what strangers have made long', async () => {
      const long = 'x'.repeat(100_000)
      await act(logEvent('e4', {actor: {displayName: long}, target: [{alternateId: long}, {id: long}]}))
      for (const Class of [TriggersHistory, DeadLettersList])
        for (const line of (await run(Class)).stdout.split('\n')) expect(line).to.have.length.below(700)
    })

    it('shows what an event brings with it, and does not obey it', async () => {
      await act(logEvent('e3', {actor: {alternateId: '\u001b[31mred\u202e'}}))
      const {stdout} = await run(TriggersHistory, '--event', 'e3')
      expect(stdout).to.include('\\u{1b}[31mred\\u{202e}').and.not.include('\u001b')
    })
  })

  describe('triggers pause and resume', () => {
    it('keeps the events of a paused rule until it is resumed', async () => {
      expect((await run(TriggersPause, 'offboard', '--json')).json().result).to.deep.equal({
        rule: 'offboard',
        changed: true,
      })
      expect((await run(TriggersPause, 'offboard', '--json')).json().result).to.have.property(
        'changed',
        false,
      )
      await act(logEvent('e1'))
      expect(house.flows.seen).to.have.length(0)
      const pending = await run(TriggersPending)
      expect(pending.stderr).to.match(/offboard is paused since/)
      expect(pending.stdout).to.match(/planned +offboard +e1/)
      await run(TriggersResume, 'offboard')
      await act()
      expect(house.arrived()).to.deep.equal({'offboard:e1': 1})
      expect((await run(TriggersPending)).stderr).to.match(/Nothing is pending/)
    })
  })

  describe('dead letters', () => {
    it('[triggers dead-letters list --rule] [triggers dead-letters list --limit] narrow the list', async () => {
      answer = fails
      await act(logEvent('e1'), logEvent('e2'), logEvent('e3', {eventType: 'user.session.start'}))
      const events = async (...argv: string[]): Promise<string[]> => {
        const {deadLetters} = (await run(DeadLettersList, ...argv, '--json')).json().result as {
          deadLetters: ShownWork[]
        }
        return deadLetters.map(({event}) => event.uuid)
      }
      expect(await events()).to.deep.equal(['e3', 'e2', 'e1'])
      expect(await events('--rule', 'greet')).to.deep.equal(['e3'])
      expect(await events('--limit', '1')).to.deep.equal(['e3'])
      expect((await run(DeadLettersList)).stdout).to.match(/failed +offboard +e2/)
    })

    it('shows one with its event, and tells why once', async () => {
      answer = fails
      await act(logEvent('e1'))
      const shown = await run(DeadLettersShow, String(await idOf('e1')))
      expect(shown.stdout.match(/the flow answered 500/g)).to.have.length(1)
      expect(shown.stdout)
        .to.match(/offboard -> offboarding: failed/)
        .and.include('"displayName": "Jon Vale"')
      const [, runId = ''] = /okta-ops flows status (run_\w+)\n/.exec(shown.stderr) ?? []
      const told = await withRuns(house.machine, ({history}) => history.find({limit: 1}))
      expect(told.map((one) => [one.runId, one.output])).to.deep.equal([[runId, 'no']])
      expect((await run(DeadLettersShow, '99', '--json')).json().error?.code).to.equal('OPS_DEAD_LETTER')
    })

    it('a failed one is done again under the same key', async () => {
      answer = fails
      await act(logEvent('e1'))
      answer = () => ({body: {}})
      await run(DeadLettersRedrive, String(await idOf('e1')))
      await act()
      expect(house.arrived()).to.deep.equal({'offboard:e1': 2})
      expect((await run(DeadLettersList)).stderr).to.match(/no dead letters/)
    })

    it('[triggers dead-letters redrive --may-run-twice] does again what is in doubt, and only then', async () => {
      answer = () => 'reset'
      await act(logEvent('e1'))
      answer = () => ({body: {}})
      const id = String(await idOf('e1'))
      const refused = await run(DeadLettersRedrive, id, '--json')
      expect([refused.exitCode, refused.json().error?.next]).to.deep.equal([
        9,
        `okta-ops triggers dead-letters redrive ${id} --may-run-twice`,
      ])
      await run(DeadLettersRedrive, id, '--may-run-twice')
      await act()
      expect(house.arrived()).to.deep.equal({'offboard:e1': 2})
    })

    it('[triggers dead-letters redrive --all-failed] [triggers dead-letters redrive --rule] does again what failed', async () => {
      answer = (invocation) => (house.flows.seen.indexOf(invocation) === 0 ? 'reset' : fails())
      await act(logEvent('e0'))
      await act(logEvent('e1'), logEvent('e2'), logEvent('e3', {eventType: 'user.session.start'}))
      const planned = async (...argv: string[]): Promise<unknown> =>
        (
          (await run(DeadLettersRedrive, '--all-failed', ...argv, '--json')).json().result as {
            planned: unknown
          }
        ).planned
      expect(await planned('--rule', 'greet')).to.deep.equal([await idOf('e3')])
      expect(await planned()).to.have.members([await idOf('e1'), await idOf('e2')])
      expect((await run(DeadLettersRedrive)).exitCode).to.equal(2)
    })

    it('a dropped one is gone from the list, and stays in the history', async () => {
      answer = fails
      await act(logEvent('e1'))
      await run(DeadLettersDrop, String(await idOf('e1')))
      expect((await run(DeadLettersList)).stderr).to.match(/no dead letters/)
      expect((await run(TriggersHistory)).stdout).to.match(/offboarding: dropped/)
    })
  })
})

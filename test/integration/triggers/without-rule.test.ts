import {expect} from 'chai'
import DeadLettersDrop from '../../../src/commands/triggers/dead-letters/drop.js'
import TriggersPause from '../../../src/commands/triggers/pause.js'
import TriggersPending from '../../../src/commands/triggers/pending.js'
import TriggersResume from '../../../src/commands/triggers/resume.js'
import TriggersRun from '../../../src/commands/triggers/run.js'
import {withTriggerStore} from '../../../src/lib/triggers/journal/trigger-store.js'
import type {ShownWork} from '../../../src/lib/triggers/view/story.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {logEvent, offboardRule, openTriggerHouse, type TriggerHouse} from '../../support/trigger-house.js'
import {planFor, seen} from '../../support/trigger-work.js'

const renamed = offboardRule.replace('id: offboard', 'id: leaver')
const told =
  /2 pieces of work wait for the rule offboard, which is not in .*triggers\.yaml: give the rule back/
const command = 'okta-ops triggers dead-letters drop --all-pending --rule offboard'

describe('work whose rule was renamed', () => {
  let house: TriggerHouse

  beforeEach(async () => {
    house = await openTriggerHouse()
    await run(TriggersPause, 'offboard')
    await act(offboardRule, logEvent('e1'), logEvent('e2'))
  })
  afterEach(() => house.close())

  const run = (Class: unknown, ...argv: string[]): Promise<CommandOutcome> =>
    runCommand(Class, argv, {machine: house.machine})
  const act = (rules: string, ...events: ReturnType<typeof logEvent>[]): Promise<CommandOutcome> =>
    run(TriggersRun, '--rules', house.rules(rules), '--events', house.eventsFile(events))
  const pending = async (): Promise<string[]> => {
    const {result} = (await run(TriggersPending, '--json')).json()
    return (result as {pending: ShownWork[]}).pending.map(({event}) => event.uuid)
  }

  it('is told when triggers run begins, and done once the rule is back', async () => {
    await run(TriggersResume, 'offboard')
    const {stderr, exitCode} = await act(renamed)
    expect([exitCode, house.flows.seen.length]).to.deep.equal([0, 0])
    expect(stderr).to.match(told).and.include(command)
    expect((await act(offboardRule)).stderr).to.not.match(/not in/)
    expect(house.arrived()).to.deep.equal({'offboard:e1': 1, 'offboard:e2': 1})
  })

  it('[triggers pending --rules] tells it of the rules that are named', async () => {
    expect((await run(TriggersPending, '--rules', house.rules(offboardRule))).stderr).to.not.match(/not in/)
    const file = house.rules(renamed)
    expect((await run(TriggersPending, '--rules', file)).stderr)
      .to.match(told)
      .and.include(command)
    const {result} = (await run(TriggersPending, '--rules', file, '--json')).json()
    expect(result).to.have.deep.property('withoutRule', [{rule: 'offboard', count: 2}])
    expect((await run(TriggersPending, '--json')).json().result).to.not.have.property('withoutRule')
    const missing = await run(TriggersPending, '--rules', '/nowhere.yaml', '--json')
    expect(missing.json().error?.code).to.equal('OPS_FILE_UNREADABLE')
  })

  it('[triggers dead-letters drop --all-pending] [triggers dead-letters drop --rule] is got rid of', async () => {
    await run(TriggersPause, 'leaver')
    await act(renamed, logEvent('e3'))
    for (const argv of [
      [],
      ['1', '--all-pending', '--rule', 'offboard'],
      ['--rule', 'offboard'],
      ['--all-pending'],
    ])
      expect((await run(DeadLettersDrop, ...argv)).exitCode, argv.join(' ')).to.equal(2)
    expect(await pending()).to.deep.equal(['e1', 'e2', 'e3'])
    const dropped = await run(DeadLettersDrop, '--all-pending', '--rule', 'offboard', '--json')
    expect(dropped.json().result).to.deep.equal({dropped: [1, 2]})
    expect(await pending()).to.deep.equal(['e3'])
    const again = await run(DeadLettersDrop, '--all-pending', '--rule', 'offboard')
    expect(again.stderr).to.equal('There is nothing to drop.\n')
    expect((await run(DeadLettersDrop, '--all-pending', '--rule', 'leaver')).stderr).to.match(/^3 is dropped/)
  })

  it('is another thing than what a living process has in hand, or what is of another org', async () => {
    await withTriggerStore(house.machine, async (store) => {
      const [now, owner] = [new Date(), store.processes.self()]
      store.resume('offboard')
      const rules = new Map([['offboard', {}]])
      store.claim({now, owner, rules, org: '', slots: 1, newRunId: () => 'run_in_hand'})
      store.plan([planFor(seen('e3'))], {now, org: 'https://acme.example.com'})
      const count = (org?: string): number | undefined => store.waitingRules(org)[0]?.count
      expect([count('https://other.example.com'), count('https://acme.example.com'), count()]).to.deep.equal([
        1, 2, 2,
      ])
      const {stderr} = await run(DeadLettersDrop, '--all-pending', '--rule', 'offboard')
      expect(stderr).to.match(/^warning: work 1 is running: there is nothing to drop\n2 is dropped/)
    })
  })
})

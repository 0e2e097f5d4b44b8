import {expect} from 'chai'
import {statSync} from 'node:fs'
import path from 'node:path'
import TriggersInit from '../../../src/commands/triggers/init.js'
import TriggersTest from '../../../src/commands/triggers/test.js'
import TriggersValidate from '../../../src/commands/triggers/validate.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

describe('commands for rules', () => {
  let home: TempHome
  let file: string
  beforeEach(() => {
    home = createTempHome()
    file = path.join(home.path, 'triggers.yaml')
  })
  afterEach(() => {
    home.remove()
  })
  const run = (Class: unknown, ...argv: string[]): Promise<CommandOutcome> =>
    runCommand(Class, argv, {machine: fakeMachine({HOME: home.path, OKTA_OPS_CONFIG_DIR: home.path})})
  const rules = (...items: readonly string[]): string =>
    home.write('triggers.yaml', `version: 1\nrules:\n${items.map((item) => `  - {${item}}\n`).join('')}`)
  const flows = (name = 'flows.yaml'): string =>
    home.write(
      name,
      'version: 1\nflows: {f: {invokeUrl: "http://127.0.0.1:1/api/flo/00112233445566778899aabbccddeeff/invoke"}}\n',
    )
  const joiner = 'id: joiner, on: user.lifecycle.create, flow: f'

  describe('triggers init', () => {
    it('writes the five rules, which triggers validate and triggers test then take', async () => {
      const {exitCode, stderr} = await run(TriggersInit, file)
      expect(exitCode, stderr).to.equal(0)
      expect(stderr).to.contain('has 5 rules: new-hire-onboarding, ')
      expect(statSync(file).mode & 0o777).to.equal(0o600)
      expect(home.read('triggers.yaml')).to.contain('Okta does not announce that a password will expire')
      expect((await run(TriggersValidate, file)).exitCode).to.equal(0)
      const tested = await run(TriggersTest, file)
      expect(tested.exitCode, tested.stdout).to.equal(0)
      expect(tested.stderr).to.match(/^\d+ tests, all green\n$/)
    })

    it('[triggers init --template] writes the rules that are named', async () => {
      await run(TriggersInit, '--template', 'leaver', '--template', 'aws-access', file)
      const {result} = (await run(TriggersValidate, file, '--json')).json()
      expect(result).to.deep.include({rules: ['leaver', 'aws-access']})
    })

    it('refuses a template that is not there, with the nearest', async () => {
      const {exitCode, stderr} = await run(TriggersInit, file, '--template', 'leavers')
      expect(exitCode).to.equal(2)
      expect(stderr).to.contain('did you mean leaver?').and.to.contain('--list-templates')
    })

    it('[triggers init --force] writes over a file only then', async () => {
      home.write('triggers.yaml', 'mine')
      const refused = await run(TriggersInit, file)
      expect(refused.exitCode).to.equal(9)
      expect(refused.stderr).to.contain('is there already; nothing was changed').and.to.contain('--force')
      expect(home.read('triggers.yaml')).to.equal('mine')
      expect((await run(TriggersInit, file, '--force')).exitCode).to.equal(0)
      expect(home.read('triggers.yaml')).to.match(/^# Rules: /)
    })

    it('[triggers init --list-templates] tells which there are and writes nothing', async () => {
      const {stdout, exitCode} = await run(TriggersInit, file, '--list-templates')
      expect(exitCode).to.equal(0)
      expect(stdout)
        .to.match(/^TEMPLATE +WHAT FOR\n/)
        .and.to.match(/^risky-sign-in +Okta sees a risk/m)
      expect(() => statSync(file)).to.throw('ENOENT')
    })
  })

  describe('triggers validate', () => {
    for (const Class of [TriggersValidate, TriggersTest])
      for (const text of ['rules: 7\n', 'version: 1\nrules: [{id: x}]\n'])
        it(`${Class.name} names the command that tells all faults: ${JSON.stringify(text)}`, async () => {
          const wrong = home.write('wrong.yaml', text)
          const {error} = (await run(Class, wrong, '--json')).json()
          expect([error?.code, error?.next]).to.deep.equal([
            'OPS_YAML',
            'okta-ops triggers validate ~/wrong.yaml',
          ])
        })

    it('says how to begin where there is no file yet', async () => {
      const outcome = await run(TriggersValidate, 'none.yaml')
      expect(outcome.exitCode).to.equal(1)
      expect(outcome.stderr).to.contain('next: okta-ops triggers init none.yaml')
    })

    it('tells every error by line and column, exit 2', async () => {
      rules('id: a, on: x.y', `${joiner}, flwo: g`, joiner)
      const {exitCode, stderr} = await run(TriggersValidate, file)
      expect(exitCode).to.equal(2)
      expect(stderr).to.match(
        /triggers\.yaml:3:5: .*"flow" is missing\n.*triggers\.yaml:4:\d+: .*did you mean "flow"/,
      )
    })

    it('warns of what is odd, exit 0, and has all of it under --json', async () => {
      rules(`id: a, on: user.lifecycle.creat, flow: f`)
      const {exitCode, stderr} = await run(TriggersValidate, file)
      expect(exitCode).to.equal(0)
      expect(stderr).to.match(/warning: .*triggers\.yaml:3:17: a: user\.lifecycle\.creat is not among/)
      const {result, warnings} = (await run(TriggersValidate, file, '--json')).json()
      expect(result)
        .to.have.nested.property('findings[0]')
        .that.deep.includes({level: 'warning', rule: 'a', line: 3, column: 17})
      expect(warnings.join('\n')).to.contain('user.lifecycle.creat is not among')
    })

    it('checks the names of flows where some are registered', async () => {
      rules(joiner, 'id: other, on: user.lifecycle.create, flow: onboard')
      const without = await run(TriggersValidate, file)
      expect(without.exitCode).to.equal(0)
      expect(without.stderr).to.contain('no flow is registered')
      flows()
      const withFlows = await run(TriggersValidate, file)
      expect(withFlows.exitCode).to.equal(2)
      expect(withFlows.stderr).to.match(/triggers\.yaml:4:\d+: other: no flow is called onboard/)
    })

    it('[triggers validate --flows] takes the names of a project', async () => {
      rules('id: other, on: user.lifecycle.create, flow: onboard')
      const {stderr, exitCode} = await run(TriggersValidate, file, '--flows', flows('project.yaml'))
      expect(exitCode).to.equal(2)
      expect(stderr).to.contain('no flow is called onboard')
    })

    it('warns of a flow of a project that would be refused', async () => {
      rules(joiner)
      const {stderr, exitCode} = await run(TriggersValidate, file, '--flows', flows('project.yaml'))
      expect(exitCode).to.equal(0)
      expect(stderr).to.contain('warning: the flow f of the project would be refused: no org of your own')
    })

    it('[triggers validate --org] is the org that vouches for flows of a project', async () => {
      rules(joiner)
      const {stderr, exitCode} = await run(
        TriggersValidate,
        file,
        '--flows',
        flows('project.yaml'),
        '--org',
        'nobody',
      )
      expect(exitCode).to.equal(2)
      expect(stderr).to.contain('nobody')
    })

    it('takes the file from OKTA_OPS_RULES', async () => {
      rules(joiner)
      const machine = fakeMachine({OKTA_OPS_CONFIG_DIR: home.path, OKTA_OPS_RULES: file})
      expect((await runCommand(TriggersValidate, [], {machine})).stderr).to.contain(
        'triggers.yaml is good: 1 rule with 0 tests',
      )
    })
  })

  describe('triggers test', () => {
    const red = `tests: [{name: "wrong \\e[31m", event: {}, expect: {match: true, input: {x: 2}}}]`

    it('shows a difference and ends with exit 3 when a test is red', async () => {
      rules(`${joiner}, input: {x: 1}, ${red}`)
      const {stdout, stderr, exitCode} = await run(TriggersTest, file)
      expect(exitCode).to.equal(3)
      expect(stdout)
        .to.contain('RED joiner: wrong \\u{1b}[31m\n')
        .and.to.match(/^ {6}- +"x": 2$/m)
        .and.to.match(/^ {6}\+ +"x": 1$/m)
      expect(stderr).to.equal('1 test, 1 red\n')
      const {ok, result} = (await run(TriggersTest, file, '--json')).json()
      expect(ok).to.equal(true)
      expect(result).to.deep.include({passed: 0, failed: 1})
    })

    it('[triggers test --rule] runs the tests of one rule', async () => {
      rules(
        `${joiner}, ${red}`,
        'id: fine, on: x.y, flow: f, tests: [{name: t, event: {}, expect: {match: true}}]',
      )
      expect((await run(TriggersTest, file, '--rule', 'fine')).exitCode).to.equal(0)
      expect((await run(TriggersTest, file)).exitCode).to.equal(3)
      const unknown = await run(TriggersTest, file, '--rule', 'fin')
      expect(unknown.exitCode).to.equal(2)
      expect(unknown.stderr).to.contain('did you mean fine?')
    })
  })
})

import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {existsSync, rmSync, statSync, symlinkSync} from 'node:fs'
import path from 'node:path'
import FlowsAdd from '../../../src/commands/flows/add.js'
import FlowsList, {type FlowsListResult} from '../../../src/commands/flows/list.js'
import FlowsRemove from '../../../src/commands/flows/remove.js'
import FlowsShow from '../../../src/commands/flows/show.js'
import {liveMachine} from '../../support/live-machine.js'
import {startLoopbackServer, type LoopbackServer} from '../../support/loopback-server.js'
import {runCommand, type CommandOutcome, type FakeContext} from '../../support/run-command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

const alias = '00112233445566778899aabbccddeeff'
const host = 'https://halyard.workflows.okta.com'
const url = `${host}/api/flo/${alias}/invoke`

describe('flows add, list, show and remove', () => {
  let home: TempHome
  beforeEach(() => (home = createTempHome()))
  afterEach(() => {
    home.remove()
  })
  const run = (
    Class: unknown,
    argv: readonly string[],
    {env = {}, ...fake}: Omit<FakeContext, 'machine'> & {readonly env?: Record<string, string>} = {},
  ): Promise<CommandOutcome> =>
    runCommand(Class, argv, {
      machine: liveMachine({
        ...home.env,
        ...env,
      }),
      ...fake,
    })
  const add = (...argv: readonly string[]): Promise<CommandOutcome> =>
    run(FlowsAdd, ['offboard', '--invoke-url', url, ...argv])
  const flowsFile = (): string => home.read('config/flows.yaml')
  const errorOf = ({json}: CommandOutcome): string => json().error?.message ?? ''
  const own = (text: string): string => home.write('config/flows.yaml', `version: 1\nflows:\n${text}`)
  const project = (text: string): string => home.write('team/flows.yaml', `version: 1\nflows:\n${text}`)
  const orgEnv = {OKTA_CLIENT_ORGURL: 'https://halyard.okta.com', OKTA_CLIENT_TOKEN: 'synthetic'}

  describe('flows add', () => {
    it('[flows add --invoke-url] remembers the address, 0600, and shows it shortened', async () => {
      const outcome = await add('--json')
      expect(outcome.exitCode, outcome.stdout).to.equal(0)
      expect(outcome.json().result).to.include({name: 'offboard', access: 'public', source: 'user', invokeUrl: `${host}/api/flo/0011.../invoke`}) // prettier-ignore
      expect(flowsFile()).to.match(/^# .*\nversion: 1\nflows:\n {2}offboard:\n {4}invokeUrl: /)
      expect(flowsFile()).to.include(url)
      expect(statSync(path.join(home.path, 'config/flows.yaml')).mode & 0o777).to.equal(0o600)
      expect(outcome.json().warnings.join()).to.match(/whoever knows the address/)
    })

    it('refuses a token in the address, and does not show it', async () => {
      const outcome = await run(FlowsAdd, [
        'offboard',
        '--invoke-url',
        `${url}?clientToken=hunter2`,
        '--json',
      ])
      expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([2, 'OPS_FLOW_CONFIG'])
      expect(outcome.stdout + outcome.stderr).not.to.match(/hunter2|2233445566/)
      expect(existsSync(path.join(home.path, 'config'))).to.equal(false)
    })

    it('[flows add --client-token] keeps where the token is, made absolute', async () => {
      await add('--client-token', 'file:token.txt')
      expect(flowsFile()).to.include(`clientToken: file:${path.resolve('token.txt')}`)
      const literal = await run(FlowsAdd, [
        'other',
        '--invoke-url',
        url,
        '--client-token',
        'hunter2',
        '--json',
      ])
      expect(literal.json().error?.code).to.equal('OPS_SECRET')
      expect(literal.stdout).not.to.include('hunter2')
    })

    it('[flows add --oauth] is another way in, and only one of them', async () => {
      expect((await add('--oauth', '--json')).json().result).to.include({access: 'oauth'})
      expect(flowsFile()).to.include('oauth: true')
      const both = await add('--oauth', '--client-token', 'env:T', '--force')
      expect(both.exitCode).to.equal(2)
    })

    it('[flows add --input-schema] is kept as an absolute path, once it is a schema', async () => {
      const schema = home.write('leaver.json', '{"type": "object"}')
      const relative = path.relative(process.cwd(), schema)
      const broken = await add('--input-schema', home.write('broken.json', '{"type": 5}'), '--json')
      expect([broken.exitCode, broken.json().error?.code]).to.deep.equal([2, 'OPS_FLOW_CONFIG'])
      expect(existsSync(path.join(home.path, 'config/flows.yaml'))).to.equal(false)
      await add('--input-schema', relative)
      expect(flowsFile()).to.include(`inputSchema: ${schema}`)
    })

    it('warns of a status flow that is not there yet', async () => {
      expect((await add('--status-flow', 'look', '--json')).json().warnings.join()).to.match(/flows add look/)
    })

    for (const {tag, argv, line} of [
      {tag: '[flows add --status-flow]', argv: ['--status-flow', 'look'], line: 'statusFlow: look'},
      {tag: '[flows add --timeout]', argv: ['--timeout', '90s'], line: 'timeout: 90s'},
      {tag: '[flows add --max-rate]', argv: ['--max-rate', '30/m'], line: 'maxRate: 30/m'},
    ])
      it(`${tag} is kept`, async () => {
        await add()
        expect(flowsFile()).not.to.include(line)
        await add('--force', ...argv)
        expect(flowsFile()).to.include(line)
      })

    it('[flows add --force] is needed for a name that is taken; comments stay', async () => {
      own(`  # ours\n  offboard:\n    invokeUrl: ${url} # the old one\n  other:\n    invokeUrl: ${url}\n`)
      const refused = await add('--json')
      expect([refused.exitCode, refused.json().error?.code]).to.deep.equal([9, 'OPS_FLOW_CONFIG'])
      expect((await add('--force', '--oauth')).exitCode).to.equal(0)
      expect(flowsFile()).to.match(/# ours/)
      expect(flowsFile()).to.match(/other:\n {4}invokeUrl/)
    })

    it('[flows add --keychain] is for a token that is given by -', async () => {
      const outcome = await add('--keychain', '--client-token', 'env:T', '--json')
      expect([outcome.exitCode, errorOf(outcome)]).to.deep.equal([
        2,
        '--keychain keeps a token that is given by --client-token -',
      ])
      expect((await add('--client-token', 'env:T')).exitCode).to.equal(0)
    })

    it('[flows add --from] takes a flow of a project over', async () => {
      const file = project(
        `  offboard:\n    invokeUrl: ${url}\n    clientToken: env:T\n    inputSchema: in.json\n`,
      )
      home.write('team/in.json', '{}')
      const outcome = await run(FlowsAdd, ['offboard', '--from', file])
      expect(outcome.exitCode, outcome.stderr).to.equal(0)
      expect(flowsFile()).to.include(`inputSchema: ${path.join(home.path, 'team/in.json')}`)
      expect((await run(FlowsAdd, ['ofboard', '--from', file, '--json'])).json().error?.code).to.equal(
        'OPS_FLOW_NOT_FOUND',
      )
      expect((await run(FlowsAdd, ['offboard', '--from', file, '--oauth'])).exitCode).to.equal(2)
      expect((await run(FlowsAdd, ['offboard', '--json'])).json().error?.message).to.match(/--invoke-url/)
    })

    it("warns of a host that is not Okta's", async () => {
      const strange = await run(FlowsAdd, [
        'x',
        '--invoke-url',
        url.replace('okta.com', 'example.com'),
        '--json',
      ])
      expect(strange.json().warnings.join()).to.match(/example\.com is no host of Okta's/)
    })

    it('refuses a name that cannot be one', async () => {
      const outcome = await run(FlowsAdd, ['a b', '--invoke-url', url, '--json'])
      expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([2, 'OPS_USAGE'])
    })
  })

  describe('flows.yaml', () => {
    const show = async (...argv: readonly string[]): Promise<Record<string, unknown>> => {
      const outcome = await run(FlowsShow, ['offboard', '--json', ...argv])
      return (outcome.json().result ?? outcome.json().error) as Record<string, unknown>
    }
    const flow = (more = ''): string =>
      `  offboard:\n    invokeUrl: ${url}\n${more === '' ? '' : `    ${more}\n`}`

    for (const {key, line, want} of [
      {key: 'clientToken', line: 'clientToken: env:T', want: {access: 'client-token', clientToken: 'env:T'}},
      {key: 'oauth', line: 'oauth: true', want: {access: 'oauth'}},
      {key: 'inputSchema', line: 'inputSchema: a.json', want: {inputSchema: 'a.json'}},
      {key: 'statusFlow', line: 'statusFlow: look', want: {statusFlow: 'look'}},
      {key: 'timeout', line: 'timeout: 5s', want: {timeoutMs: 5000}},
      {key: 'maxRate', line: 'maxRate: 3/s', want: {maxRate: '3/s'}},
    ])
      it(`[flows.yaml flows.${key}] is read`, async () => {
        own(flow())
        expect(await show())
          .to.include({access: 'public'})
          .and.not.include(want)
        own(flow(line))
        expect(await show()).to.include(want)
      })

    it('[flows.yaml flows.invokeUrl] is read, with variables', async () => {
      own('  offboard:\n    invokeUrl: https://${ORG}.workflows.okta.com/api/flo/aabbccdd11223344/invoke\n')
      const outcome = await run(FlowsShow, ['offboard', '--json'], {env: {ORG: 'halyard'}})
      expect(outcome.json().result).to.include({invokeUrl: `${host}/api/flo/aabb.../invoke`})
      expect(await show()).to.include({code: 'OPS_YAML'})
    })

    it('[flows.yaml version] is 1', async () => {
      home.write('config/flows.yaml', `version: 2\nflows:\n${flow()}`)
      expect((await show())['message']).to.match(/flows\.yaml:1:10: version: should be one of 1/)
    })

    for (const {name, text, says} of [
      {name: 'an unknown key', text: flow('clienttoken: env:T'), says: /:5:5: .*did you mean "clientToken"/},
      {
        name: 'two ways in',
        text: flow('clientToken: env:T\n    oauth: true'),
        says: /both clientToken and oauth/,
      },
      {name: 'a literal secret', text: flow('clientToken: hunter2'), says: /:5:18: .*never the secret/},
      {name: 'a secret on stdin', text: flow('clientToken: "-"'), says: /stdin/},
      {
        name: 'a token in the address',
        text: `  offboard:\n    invokeUrl: ${url}?clientToken=hunter2\n`,
        says: /:4:16: .*client token/,
      },
      {name: 'a bad rate', text: flow('maxRate: fast'), says: /:5:14: .*not a rate/},
      {name: 'a bad name', text: flow().replace('offboard', '"a b"'), says: /cannot be called "a b"/},
    ])
      it(`${name} is an error with its place, and shows no secret`, async () => {
        own(text)
        const error = await show()
        expect(error['code']).to.equal('OPS_YAML')
        expect(error['message']).to.match(says).and.not.include('hunter2')
      })
  })

  describe("a project's flows", () => {
    const strangers =
      '  strange:\n    invokeUrl: https://other.workflows.okta.com/api/flo/aabbccdd11223344/invoke\n'
    const list = async (
      argv: readonly string[],
      env: Record<string, string> = orgEnv,
    ): Promise<FlowsListResult> =>
      (await run(FlowsList, [...argv, '--json'], {env})).json().result as FlowsListResult

    it('[flows list --flows] are those of the connected org; others are listed and not run', async () => {
      const file = project(`  team:\n    invokeUrl: ${url}\n${strangers}`)
      expect((await list([])).flows).to.deep.equal([])
      const {flows} = await list(['--flows', file])
      expect(flows.map(({name, notRun}) => [name, notRun])).to.deep.equal([
        ['strange', 'other.workflows.okta.com does not belong to the connected org, halyard.okta.com'],
        ['team', undefined],
      ])
      expect((await list([], {...orgEnv, OKTA_OPS_FLOWS: file})).flows).to.have.length(2)
    })

    it('[flows show --flows] one that is not trusted is refused with the command that makes it yours', async () => {
      const file = project(strangers)
      const refused = await run(FlowsShow, ['strange', '--flows', file, '--json'], {env: orgEnv})
      expect(refused.exitCode).to.equal(9)
      expect(refused.json().error).to.deep.include({code: 'OPS_FLOW_CONFIG', next: `okta-ops flows add strange --from ${file.replace(home.path, '~')}`}) // prettier-ignore
    })

    it('without an org none is trusted', async () => {
      const file = project(`  team:\n    invokeUrl: ${url}\n`)
      expect((await list(['--flows', file], {})).flows[0]?.notRun).to.match(/no org of your own/)
    })

    it('[flows list --org] [flows show --org] the org that is named vouches', async () => {
      const file = project(strangers)
      home.write(
        'config/orgs.yaml',
        'version: 1\norgs:\n  other:\n    url: https://other.okta.com\n    apiToken: env:T\n',
      )
      expect((await list(['--flows', file])).flows[0]?.notRun).to.be.a('string')
      expect((await list(['--flows', file, '--org', 'other'])).flows[0]?.notRun).to.equal(undefined)
      const shown = await run(FlowsShow, ['strange', '--flows', file, '--org', 'other'], {env: orgEnv})
      expect(shown.exitCode).to.equal(0)
    })

    it('an org of an okta.yaml in the same folder does not vouch', async () => {
      const file = project(strangers)
      home.write(
        'team/okta.yaml',
        'okta:\n  client:\n    orgUrl: https://other.okta.com\n    token: synthetic\n',
      )
      const before = process.cwd()
      process.chdir(path.dirname(file))
      try {
        expect((await list([], {})).flows[0]?.notRun).to.match(/no org of your own/)
      } finally {
        process.chdir(before)
      }
    })

    it("your own flow goes before the project's of that name, and that is said", async () => {
      own(`  team:\n    invokeUrl: ${url}\n    oauth: true\n`)
      const file = project(`  team:\n    invokeUrl: ${url}\n`)
      const outcome = await run(FlowsList, ['--flows', file, '--json'], {env: orgEnv})
      const {flows} = outcome.json().result as FlowsListResult
      expect(flows.map(({name, access, source}) => [name, access, source])).to.deep.equal([
        ['team', 'oauth', 'user'],
      ])
      expect(outcome.json().warnings.join()).to.match(/the flow team of the project is not used/)
    })

    it('many clashes are said in one line', async () => {
      const entries = Array.from({length: 12}, (_, n) => `  team${n}:\n    invokeUrl: ${url}\n`).join('')
      own(entries)
      const outcome = await run(FlowsList, ['--flows', project(entries), '--json'], {env: orgEnv})
      const {warnings} = outcome.json()
      expect(warnings).to.have.length(1)
      expect(warnings[0]).to.match(/the flows team0, team1, team2 and 9 more of the project are not used/)
    })

    it('a file that is a link to a device is refused at once', async () => {
      project('')
      for (const device of ['/dev/zero', '/dev/full']) {
        const link = path.join(home.path, `team/${path.basename(device)}.yaml`)
        symlinkSync(device, link)
        const outcome = await run(FlowsList, ['--flows', link, '--json'], {env: orgEnv})
        expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([2, 'OPS_FILE_UNREADABLE'])
        expect(errorOf(outcome)).to.match(/it is a device, not a file/)
      }
    })

    it('a flows.yaml of the folder that is a pipe is not waited for', async () => {
      const folder = path.dirname(project(''))
      rmSync(path.join(folder, 'flows.yaml'))
      execFileSync('mkfifo', [path.join(folder, 'flows.yaml')])
      const before = process.cwd()
      process.chdir(folder)
      try {
        const outcome = await run(FlowsList, ['--json'], {env: orgEnv})
        expect(errorOf(outcome)).to.match(/it is a pipe, not a file/)
      } finally {
        process.chdir(before)
      }
    })

    it('[flows list --source] and [flows list --active] choose', async () => {
      own(`  mine:\n    invokeUrl: ${url}\n`)
      const file = project(`  team:\n    invokeUrl: ${url}\n${strangers}`)
      const names = async (...argv: readonly string[]): Promise<readonly string[]> =>
        (await list(['--flows', file, ...argv])).flows.map(({name}) => name)
      expect(await names()).to.deep.equal(['mine', 'strange', 'team'])
      expect(await names('--source', 'user')).to.deep.equal(['mine'])
      expect(await names('--source', 'project')).to.deep.equal(['strange', 'team'])
      expect(await names('--active')).to.deep.equal(['mine', 'team'])
    })

    it('a file that was named and is not there is an error', async () => {
      const outcome = await run(FlowsList, ['--flows', path.join(home.path, 'none.yaml'), '--json'])
      expect([outcome.exitCode, outcome.json().error?.code]).to.deep.equal([2, 'OPS_FILE_UNREADABLE'])
    })
  })

  describe('flows list --discover', () => {
    let org: LoopbackServer
    const event = (action: string, [id, name]: readonly [string, string], at: string): object => ({
      uuid: `${id}-${at}`,
      eventType: `workflows.user.flow.${action}`,
      published: `2026-11-20T${at}:00.000Z`,
      actor: {alternateId: 'mira.castellan@halyard.test'},
      target: [
        {type: 'AppInstance', displayName: 'Okta Workflows'},
        {type: 'Flow', id, displayName: name},
      ],
    })
    const first = [
      event('create', ['01A', 'Offboard'], '10:00'),
      event('activate', ['01A', 'Offboard'], '10:01'),
      event('activate', ['01B', 'Report'], '10:02'),
      {eventType: 'workflows.user.flow.save', target: null},
    ]
    const second = [
      event('save', ['01A', 'Offboard\u001b[31m people'], '11:00'),
      event('deactivate', ['01B', 'Report'], '11:01'),
    ]

    beforeEach(async () => {
      org = await startLoopbackServer(({url: asked}) => {
        const more = asked.includes('after=')
        const link = `<http://127.0.0.1:${org.port}/api/v1/logs?after=1>; rel="next"`
        return {
          status: 200,
          headers: {'content-type': 'application/json', ...(more ? {} : {link})},
          body: JSON.stringify(more ? second : first),
        }
      })
    })
    afterEach(() => org.close())
    const env = (): Record<string, string> => ({OKTA_CLIENT_ORGURL: org.url, OKTA_CLIENT_TOKEN: 'synthetic'})

    it('[flows list --discover] tells what the System Log knows, page by page', async () => {
      const outcome = await run(FlowsList, ['--discover', '--json'], {env: env()})
      const {seen} = outcome.json().result as FlowsListResult
      expect(seen).to.deep.equal([
        {id: '01A', name: 'Offboard\u001b[31m people', state: 'active', lastAction: 'save', lastAt: '2026-11-20T11:00:00.000Z', by: 'mira.castellan@halyard.test'},
        {id: '01B', name: 'Report', state: 'inactive', lastAction: 'deactivate', lastAt: '2026-11-20T11:01:00.000Z', by: 'mira.castellan@halyard.test'},
      ]) // prettier-ignore
      const asked = new URL(org.seen[0]?.url ?? '', org.url).searchParams
      expect(asked.get('filter')).to.equal('eventType sw "workflows.user.flow."')
      expect(asked.has('until')).to.equal(true)
      expect((await run(FlowsList, ['--json'], {env: env()})).json().result).not.to.have.property('seen')
    })

    it('shows it to people without escapes, and says that it cannot be run', async () => {
      const {stdout, stderr} = await run(FlowsList, ['--source', 'log'], {env: env()})
      expect(stdout).to.match(/Offboard\\u\{1b\}\[31m people +01A +active +save/)
      expect(stderr).to.match(/cannot be run until they are registered/)
    })

    it('leaves out what is deactivated with --active', async () => {
      const outcome = await run(FlowsList, ['--discover', '--active', '--json'], {env: env()})
      expect((outcome.json().result as FlowsListResult).seen?.map(({id}) => id)).to.deep.equal(['01A'])
    })
  })

  describe('flows remove', () => {
    it('[flows remove --yes] forgets the flow, and the token that was kept for it alone', async () => {
      const token = home.write('config/secrets/flow-offboard-token', 'synthetic\n')
      own(
        `  offboard:\n    invokeUrl: ${url}\n    clientToken: file:${token}\n  twin:\n    invokeUrl: ${url}\n    clientToken: file:${token}\n`,
      )
      const asked = await run(FlowsRemove, ['twin', '--json'])
      expect([asked.exitCode, asked.json().error?.code]).to.deep.equal([2, 'OPS_NO_TERMINAL'])
      const twin = await run(FlowsRemove, ['twin', '--yes', '--json'])
      expect(twin.json().result).to.deep.equal({name: 'twin', removed: true, secretRemoved: false})
      const last = await run(FlowsRemove, ['offboard', '--yes', '--json'])
      expect(last.json().result).to.deep.equal({name: 'offboard', removed: true, secretRemoved: true})
      expect(existsSync(token)).to.equal(false)
      expect((await run(FlowsRemove, ['offboard', '--yes', '--json'])).json().error?.code).to.equal(
        'OPS_FLOW_NOT_FOUND',
      )
    })

    it('a person may say no', async () => {
      own(`  offboard:\n    invokeUrl: ${url}\n`)
      const asks: string[] = []
      const outcome = await run(FlowsRemove, ['offboard', '--json'], {
        terminal: {interactive: true},
        prompts: {confirm: (message) => (asks.push(message), Promise.resolve(false))},
      })
      expect(outcome.json().result).to.deep.include({removed: false})
      expect(asks).to.deep.equal([`Remove offboard (${host}/api/flo/0011.../invoke)?`])
      expect(flowsFile()).to.include('offboard')
    })
  })
})

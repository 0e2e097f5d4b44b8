import {expect} from 'chai'
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs'
import path from 'node:path'
import OrgAdd, {type OrgAddResult} from '../../../src/commands/org/add.js'
import OrgCheck, {type OrgCheckResult} from '../../../src/commands/org/check.js'
import OrgList, {type OrgListResult} from '../../../src/commands/org/list.js'
import OrgRemove, {type OrgRemoveResult} from '../../../src/commands/org/remove.js'
import OrgUse from '../../../src/commands/org/use.js'
import {halyard} from '../../../src/lib/sandbox/seed/halyard.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {liveMachine} from '../../support/live-machine.js'
import {runBin} from '../../support/run-bin.js'
import {runCommand, type CommandOutcome, type FakeContext} from '../../support/run-command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

describe('org add, list, use, remove and check against a sandbox', function () {
  this.slow(1500)
  let sandbox: Sandbox
  let home: TempHome
  // One for each test: they would use up one org's rate limit together.
  beforeEach(async () => {
    sandbox = await startSandbox()
    home = createTempHome()
  })
  afterEach(async () => {
    home.remove()
    await sandbox.close()
  })

  const environment = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    HOME: home.path,
    OKTA_OPS_CONFIG_DIR: path.join(home.path, 'config'),
    OKTA_OPS_STATE_DIR: path.join(home.path, 'state'),
    TOKEN: sandbox.okta.apiToken,
    ...more,
  })
  const run = (
    Class: unknown,
    argv: readonly string[],
    {env = {}, ...fake}: Omit<FakeContext, 'machine'> & {readonly env?: Record<string, string>} = {},
  ): Promise<CommandOutcome> => runCommand(Class, argv, {machine: liveMachine(environment(env)), ...fake})
  const add = (...argv: readonly string[]): Promise<CommandOutcome> => run(OrgAdd, argv)
  const token = (): readonly string[] => ['--org-url', sandbox.url, '--api-token', 'env:TOKEN']
  const app = (): {readonly clientId: string; readonly key: string} => {
    const {clientId = '', privateKeyFile = ''} = sandbox.okta.access.serviceApp ?? {}
    return {clientId, key: `file:${privateKeyFile}`}
  }
  const service = (): readonly string[] => [
    '--org-url',
    sandbox.url,
    '--client-id',
    app().clientId,
    '--private-key',
    app().key,
  ]
  const orgsFile = (): string => home.read('config/orgs.yaml')
  const nothingWritten = (): void => {
    expect(existsSync(path.join(home.path, 'config'))).to.equal(false)
  }
  const resultOf = ({json, stderr}: CommandOutcome): unknown => {
    expect(json().error, stderr).to.equal(undefined)
    return json().result
  }

  describe('org add', () => {
    it('[org add --api-token] checks the token, says whose it is, and remembers only where it lies', async () => {
      const {exitCode, stderr} = await add('prod', ...token())
      expect(exitCode, stderr).to.equal(0)
      expect(stderr).to.include('It has the rights of mira.castellan@halyard.test.')
      expect(orgsFile()).to.include(`url: ${sandbox.url}\n    apiToken: env:TOKEN\n`)
      expect(orgsFile()).to.not.include(sandbox.okta.apiToken)
    })

    it('takes a token from standard input into a file of its own, 0600, and never as the name', async () => {
      const {exitCode, stdout, stderr} = await runBin(['org', 'add', '--org-url', sandbox.url, '--api-token', '-', '--json'], {env: environment(), input: `${sandbox.okta.apiToken}\n`}) // prettier-ignore
      expect(exitCode, stderr).to.equal(0)
      const {result} = JSON.parse(stdout) as {readonly result: OrgAddResult}
      const file = path.join(home.path, 'config/secrets/local-api-token')
      expect(result).to.deep.equal({name: 'local', orgUrl: sandbox.url, way: 'api-token', secret: `file:${file}`, current: true, checked: true, as: 'mira.castellan@halyard.test'}) // prettier-ignore
      expect(statSync(file).mode & 0o777).to.equal(0o600)
      expect(readFileSync(file, 'utf8').trim()).to.equal(sandbox.okta.apiToken)
      expect(`${stdout}${stderr}${orgsFile()}`).to.not.include(sandbox.okta.apiToken)
    })

    it('names for clear text the whole command again, over https', async () => {
      const {exitCode, stderr} = await add('prod', '--org-url=http://example.com', '--api-token', 'env:TOKEN')
      expect(exitCode).to.equal(9)
      expect(stderr).to.contain(
        '  next: okta-ops org add prod --org-url=https://example.com --api-token env:TOKEN\n',
      )
      nothingWritten()
    })

    it('[org add --org-url] mends an address and says so', async () => {
      const outcome = await add(
        'prod',
        '--org-url',
        `${sandbox.url}/oauth2/default`,
        '--api-token',
        'env:TOKEN',
      )
      expect(outcome.exitCode, outcome.stderr).to.equal(0)
      expect(outcome.stderr).to.match(/warning: \/oauth2\/default is a custom authorization server/)
      expect(orgsFile()).to.include(`url: ${sandbox.url}\n`)
    })

    it('[org add --client-id] and [org add --private-key] make a service app', async () => {
      const {way, secret} = resultOf(await add('app', ...service(), '--json')) as OrgAddResult
      expect({way, secret}).to.deep.equal({way: 'service-app', secret: app().key})
      expect(orgsFile()).to.include(`clientId: ${app().clientId}\n`)
    })

    it('[org add --scopes] is what the app asks for', async () => {
      expect(
        (await add('app', ...service(), '--scopes', 'okta.logs.read, okta.users.read')).exitCode,
      ).to.equal(0)
      expect(orgsFile()).to.match(/scopes:\n +- okta.logs.read\n +- okta.users.read\n/)
      const refused = await add('other', ...service(), '--scopes', 'okta.apps.manage')
      expect(refused).to.deep.include({exitCode: 5})
      expect(refused.stderr)
        .to.match(/scope/)
        .and.match(/nothing was written, and --no-check/)
    })

    it('[org add --key-id] goes into the assertion: a wrong one is refused', async () => {
      const refused = await add('app', ...service(), '--key-id', 'nobody')
      expect(refused.exitCode, refused.stderr).to.equal(5)
      expect((await add('app', ...service(), '--key-id', 'nobody', '--no-check')).exitCode).to.equal(0)
      expect(orgsFile()).to.include('keyId: nobody\n')
    })

    it('[org add --dpop] never: the app that demands a proof refuses, and nothing is written', async () => {
      const {exitCode, stderr} = await add('app', ...service(), '--dpop', 'never')
      expect(exitCode, stderr).to.equal(5)
      expect(stderr).to.match(/DPoP/i)
      nothingWritten()
      expect((await add('app', ...service(), '--dpop', 'always')).exitCode).to.equal(0)
      expect(orgsFile()).to.include('dpop: always\n')
    })

    it('[org add --rate-share] is kept', async () => {
      expect((await add('prod', ...token(), '--rate-share', '20%')).exitCode).to.equal(0)
      expect(orgsFile()).to.include('rateShare: 20%\n')
    })

    it('[org add --check] makes a call first: a bad token changes nothing and says what to do', async () => {
      const bad = await run(OrgAdd, ['prod', ...token()], {env: {TOKEN: '00nobody'}})
      expect(bad.exitCode, bad.stderr).to.equal(4)
      expect(bad.stderr)
        .to.match(/nothing was written, and --no-check/)
        .and.not.match(/next:/)
        .and.not.include('00nobody')
      nothingWritten()
      const unchecked = await run(OrgAdd, ['prod', ...token(), '--no-check'], {env: {TOKEN: '00nobody'}})
      expect(unchecked.exitCode).to.equal(0)
    })

    it('[org add --force] replaces an org of that name', async () => {
      expect((await add('prod', ...token())).exitCode).to.equal(0)
      const before = orgsFile()
      const refused = await add('prod', ...service())
      expect(refused.exitCode).to.equal(9)
      expect(refused.stderr).to.match(/there is an org called prod already; --force/)
      expect(orgsFile()).to.equal(before)
      expect((await add('prod', ...service(), '--force')).exitCode).to.equal(0)
      expect(orgsFile()).to.include('clientId:').and.not.include('apiToken:')
    })

    it('[org add --keychain] goes with a secret that is to be kept, not with one that lies elsewhere', async () => {
      const {exitCode, stderr} = await add('prod', ...token(), '--keychain')
      expect(exitCode).to.equal(2)
      expect(stderr).to.include('--keychain keeps a secret that is given by - or typed')
      const {exitCode: other, stderr: said} = await runBin(['org', 'add', 'prod', '--org-url', sandbox.url, '--api-token', '-', '--keychain'], {env: environment(), input: sandbox.okta.apiToken}) // prettier-ignore
      expect(other, said).to.equal(1)
      expect(said).to.match(/keychain of this machine cannot be used/)
      expect(existsSync(path.join(home.path, 'config/orgs.yaml'))).to.equal(false)
    })

    it('[org add --yes] asks nothing, also with a terminal', async () => {
      const {exitCode, stderr} = await run(OrgAdd, ['--yes'], {terminal: {interactive: true}})
      expect(exitCode).to.equal(2)
      expect(stderr).to.include('the address of the org is missing: --org-url')
    })

    it('refuses a literal secret without repeating it, and ways that do not go together', async () => {
      const literal = await add('prod', '--org-url', sandbox.url, '--api-token', '00LiteralSecret')
      expect(literal.exitCode).to.equal(2)
      expect(literal.stderr)
        .to.match(/--api-token takes where the secret is/)
        .and.not.include('LiteralSecret')
      const both = await add('prod', ...token(), '--client-id', 'x')
      expect(both.exitCode).to.equal(2)
      nothingWritten()
    })

    it('asks for the way in without a terminal by naming the flags', async () => {
      const {exitCode, stderr} = await add('--org-url', sandbox.url)
      expect(exitCode).to.equal(2)
      expect(stderr).to.include('--api-token, --private-key or --login')
    })

    it('tells an address that is no org from one that cannot be reached', async () => {
      const page = await add('p', '--org-url', `http://127.0.0.1:9`, '--api-token', 'env:TOKEN')
      expect(page.exitCode).to.equal(6)
      expect(page.stderr).to.match(/127\.0\.0\.1:9/)
    })
  })

  describe('the others', () => {
    beforeEach(async () => {
      expect((await add('prod', ...token())).exitCode).to.equal(0)
      expect((await add('app', ...service())).exitCode).to.equal(0)
    })

    it('org list shows each with its secret’s place, the current one with a star', async () => {
      const {stdout} = await run(OrgList, [])
      expect(stdout.split('\n')[0]).to.match(/^\s+NAME\s+ORG\s+WAY IN\s+SECRET IN$/)
      expect(stdout).to.match(/^ {3}app .*API service app .*\.pem$/m)
      expect(stdout).to.match(/^\* {2}prod .*API token +environment variable TOKEN$/m)
    })

    it('shows a secret of the home folder with ~, to people only', async () => {
      home.write('k.pem', readFileSync(app().key.slice('file:'.length), 'utf8'))
      const key = `file:${path.join(home.path, 'k.pem')}`
      const added = await add('mine', ...service().slice(0, -1), key)
      expect(added.stderr).to.match(/The secret is in file:~\/k\.pem\./)
      expect((await run(OrgList, [])).stdout).to.match(/^ {3}mine .* ~\/k\.pem$/m)
      const check = await run(OrgCheck, ['mine'])
      expect(check.stdout)
        .to.match(/^note +secret: read from ~\/k\.pem; |^ok +secret: read from ~\/k\.pem; /m)
        .and.match(/^privateKey +file:~\/k\.pem +~\/config\/orgs\.yaml \(orgs\.mine\.privateKey\)$/m)
        .and.not.include(home.path)
      const {values} = resultOf(await run(OrgCheck, ['mine', '--json'])) as OrgCheckResult
      expect(values.find(({key: name}) => name === 'privateKey')?.value).to.equal(key)
    })

    it('org list says what goes before the current one', async () => {
      const env = {OKTA_CLIENT_ORGURL: 'https://halyard.okta.com', OKTA_CLIENT_TOKEN: 't'}
      const outcome = await run(OrgList, ['--json'], {env})
      expect((resultOf(outcome) as OrgListResult).instead).to.deep.equal({orgUrl: 'https://halyard.okta.com', source: 'the environment'}) // prettier-ignore
      expect((await run(OrgUse, ['app'], {env})).stderr).to.match(/warning: the environment goes before it/)
    })

    describe('with orgs that cannot be used', () => {
      beforeEach(() => {
        const bad = `  draft:\n    url: ${sandbox.url}\n  typo:\n    url: ${sandbox.url}\n    apitoken: env:TOKEN\n`
        home.write('config/orgs.yaml', orgsFile().replace('orgs:\n', `orgs:\n${bad}`))
      })

      it('org list shows the others, and says what is wrong with each and what mends it', async () => {
        const {exitCode, stdout, stderr} = await run(OrgList, [])
        expect(exitCode, stderr).to.equal(0)
        expect(stdout).to.match(/^\* {2}prod .*API token/m)
        expect(stdout).to.match(/^ {3}draft +http:\/\/127\.0\.0\.1:\d+ +cannot be used +-$/m)
        expect(stdout).to.match(/^ {3}typo +- +cannot be used +-$/m)
        expect(stderr)
          .to.match(/draft cannot be used: .* says no way in.*; next: okta-ops org add draft --force/)
          .and.match(/typo cannot be used: ~\/config\/orgs\.yaml:\d+:5: .*unknown key "apitoken"/)
        const {orgs} = resultOf(await run(OrgList, ['--json'])) as OrgListResult
        const codes = orgs.map(({name, trouble}) => [name, trouble?.code])
        expect(codes).to.deep.equal([['app', undefined], ['draft', 'OPS_ORG_CONFIG'], ['prod', undefined], ['typo', 'OPS_YAML']]) // prettier-ignore
      })

      for (const name of ['draft', 'typo'])
        it(`org check and org use of ${name} say what is wrong; org remove works`, async () => {
          const check = await run(OrgCheck, [name])
          expect(check.exitCode).to.equal(2)
          expect(check.stdout).to.match(
            new RegExp(`FAILED configuration: .*\\n +next: okta-ops org add ${name} --force`),
          )
          const use = await run(OrgUse, [name])
          expect(use.exitCode).to.equal(2)
          expect(use.stderr).to.match(new RegExp(`next: okta-ops org add ${name} --force`))
          expect((await run(OrgUse, ['app'])).exitCode).to.equal(0)
          expect((await run(OrgRemove, [name, '--yes'])).stderr).to.equal(`Removed ${name}.\n`)
          expect(orgsFile()).to.not.include(`${name}:`)
          expect((await run(OrgCheck, ['prod'])).exitCode).to.equal(0)
        })

      it('a kept secret that one of them refers to is not taken for unused', async () => {
        const kept = path.join(home.path, 'config/secrets/one-api-token')
        await runBin(['org', 'add', 'one', '--org-url', sandbox.url, '--api-token', '-'], {env: environment(), input: sandbox.okta.apiToken}) // prettier-ignore
        const half = `  half:\n    url: ${sandbox.url}\n    apiToken: file:${kept}\n    nonsense: 1\n`
        home.write('config/orgs.yaml', orgsFile().replace('orgs:\n', `orgs:\n${half}`))
        await run(OrgRemove, ['one', '--yes'])
        expect(existsSync(kept)).to.equal(true)
        await run(OrgRemove, ['half', '--yes'])
        expect(existsSync(kept)).to.equal(false)
      })
    })

    it('org use changes what commands take', async () => {
      expect((await run(OrgUse, ['app'])).stderr).to.match(/Commands now take app/)
      expect((await run(OrgList, [])).stdout).to.match(/^\* {2}app /m)
      const unknown = await run(OrgUse, ['ap'])
      expect(unknown).to.deep.include({exitCode: 2})
      expect(unknown.stderr).to.match(/did you mean app\?/)
    })

    it('[org remove --yes] forgets the org and its token, and leaves the person’s own key', async () => {
      resultOf(await run(OrgCheck, ['app', '--json']))
      const tokens = path.join(home.path, 'state/okta-tokens')
      expect(readdirSync(tokens).filter((name) => name.endsWith('.json'))).to.have.length(1)
      const asked = await run(OrgRemove, ['app'])
      expect(asked.exitCode).to.equal(2)
      expect(asked.stderr)
        .to.match(/needs a yes/)
        .and.match(/next: okta-ops org remove app --yes/)
      const outcome = resultOf(await run(OrgRemove, ['app', '--yes', '--json'])) as OrgRemoveResult
      expect(outcome).to.deep.equal({name: 'app', removed: true, secretRemoved: false, tokenRemoved: true})
      expect(readdirSync(tokens).filter((name) => name.endsWith('.json'))).to.have.length(0)
      expect(existsSync(app().key.slice('file:'.length))).to.equal(true)
      expect(orgsFile()).to.include('prod:').and.not.include('app:')
    })

    it('org remove asks at a terminal, and takes no for an answer', async () => {
      const prompts = {confirm: (_: string, fallback: boolean) => Promise.resolve(fallback)}
      const outcome = await run(OrgRemove, ['app', '--json'], {terminal: {interactive: true}, prompts})
      expect((resultOf(outcome) as OrgRemoveResult).removed).to.equal(false)
      expect(orgsFile()).to.include('app:')
    })

    it('org remove takes a kept secret along unless another org uses it', async () => {
      const kept = (): string[] => readdirSync(path.join(home.path, 'config/secrets'))
      const argv = ['org', 'add', 'one', '--org-url', sandbox.url, '--api-token', '-']
      await runBin(argv, {env: environment(), input: sandbox.okta.apiToken})
      const file = `file:${path.join(home.path, 'config/secrets/one-api-token')}`
      await add('two', '--org-url', sandbox.url, '--api-token', file)
      await run(OrgRemove, ['one', '--yes'])
      expect(kept()).to.deep.equal(['one-api-token'])
      await run(OrgRemove, ['two', '--yes'])
      expect(kept()).to.deep.equal([])
      await runBin(argv, {env: environment(), input: sandbox.okta.apiToken})
      await add('one', ...service(), '--force')
      expect(kept(), 'replaced').to.deep.equal([])
    })
  })

  describe('org check', () => {
    const states = ({checks}: OrgCheckResult): Record<string, string> =>
      Object.fromEntries(checks.map(({what, state}) => [what, state]))

    it('says of a good API token where it lies, whose it is, and what is left of the rate limit', async () => {
      await add('prod', ...token())
      const {stdout, exitCode} = await run(OrgCheck, [])
      expect(exitCode, stdout).to.equal(0)
      expect(stdout).to.match(/^ok +configuration: prod, API token, by prod in /m)
      expect(stdout).to.match(/^ok +address: http:\/\/127\.0\.0\.1:\d+ on this machine/m)
      expect(stdout).to.match(/^ok +secret: read from environment variable TOKEN; a service can: /m)
      expect(stdout).to.match(/^ok +network: the org answered in \d+ ms/m)
      expect(stdout).to.match(/^ok +clock: agrees/m)
      expect(stdout).to.match(/^ok +rights: those of mira\.castellan@halyard\.test: .*\(request /m)
      expect(stdout).to.match(/^ok +system log: can be read.*\(request /m)
      expect(stdout).to.match(
        /^ok +rate limit: \d+ calls of the System Log a minute, \d+ left; okta-ops uses \d+ at most \(50%\)/m,
      )
      expect(stdout).to.match(/^apiToken +env:TOKEN +\S+orgs\.yaml \(orgs\.prod\.apiToken\)$/m)
      expect(stdout).to.not.include(sandbox.okta.apiToken)
    })

    it('says of a service app how its token is bound, and which scopes it has', async () => {
      await add('app', ...service(), '--scopes', 'okta.logs.read')
      const {stdout, exitCode} = await run(OrgCheck, ['app'])
      expect(exitCode, stdout).to.equal(0)
      expect(stdout).to.match(
        /^ok +token: a token, bound to a key \(DPoP\), for .*, scopes okta\.logs\.read$/m,
      )
    })

    it('[org check --org] is the org that is checked', async () => {
      await add('prod', ...token())
      await add('app', ...service())
      const {org} = resultOf(await run(OrgCheck, ['--org', 'app', '--json'])) as OrgCheckResult
      expect(org?.name).to.equal('app')
      const byVariable = await runBin(['org', 'check'], {env: environment({OKTA_OPS_ORG: 'app'})})
      expect(byVariable.stdout).to.match(/^ok +configuration: app, /m)
    })

    it('[org check --rate-share] is what is reckoned with', async () => {
      await add('prod', ...token())
      expect((await run(OrgCheck, ['--rate-share', '10%'])).stdout).to.match(
        /okta-ops uses \d+ at most \(10%\)/,
      )
      expect((await run(OrgCheck, ['--rate-share', '0'])).exitCode).to.equal(2)
    })

    it('says where each value of the environment comes from', async () => {
      const env = {OKTA_CLIENT_ORGURL: sandbox.url, OKTA_CLIENT_TOKEN: sandbox.okta.apiToken}
      const {org, values, good} = resultOf(await run(OrgCheck, ['--json'], {env})) as OrgCheckResult
      expect(good).to.equal(true)
      expect(org).to.deep.equal({orgUrl: sandbox.url, source: 'the environment'})
      expect(values).to.deep.equal([
        {key: 'orgUrl', value: sandbox.url, from: 'OKTA_CLIENT_ORGURL'},
        {key: 'apiToken', value: 'env:OKTA_CLIENT_TOKEN', from: 'OKTA_CLIENT_TOKEN'},
      ])
    })

    it('reads the okta.yaml beside it, before the one in HOME', async () => {
      home.write('.okta/okta.yaml', 'okta:\n  client:\n    orgUrl: https://halyard.okta.com\n    token: t\n')
      home.write(
        'work/okta.yaml',
        `okta:\n  client:\n    orgUrl: ${sandbox.url}\n    token: ${sandbox.okta.apiToken}\n`,
      )
      const {stdout} = await runBin(['org', 'check'], {env: environment(), cwd: path.join(home.path, 'work')})
      expect(stdout).to.match(
        /^ok +secret: read from ~?\S*work\/okta\.yaml \(okta\.client\.token\); a service can/m,
      )
      expect(stdout)
        .to.match(/^ok +system log/m)
        .and.not.include(sandbox.okta.apiToken)
    })

    const broken = [
      {
        name: 'nothing is configured',
        argv: [],
        env: {},
        exitCode: 2,
        states: {configuration: 'failed'},
        says: /next: okta-ops org add/,
      },
      {
        name: 'the secret is not there',
        add: () => [...token(), '--no-check'],
        env: {TOKEN: ''},
        exitCode: 1,
        states: {secret: 'failed', network: 'ok', rights: 'skipped', 'system log': 'skipped'},
        says: /FAILED secret: /,
      },
      {
        name: 'the token is refused',
        add: () => [...token(), '--no-check'],
        env: {TOKEN: '00nobody'},
        exitCode: 4,
        states: {secret: 'ok', rights: 'failed', 'system log': 'skipped', 'rate limit': 'skipped'},
        says: /FAILED rights: .*request .*\n +next: okta-ops org add prod --force --org-url \S+ --api-token -/,
      },
      {
        name: 'nobody answers',
        add: () => ['--org-url', 'http://127.0.0.1:9', '--api-token', 'env:TOKEN', '--no-check'],
        env: {},
        exitCode: 6,
        states: {network: 'failed', clock: 'skipped', 'system log': 'skipped'},
        says: /FAILED network: /,
      },
      {
        name: 'the org calls itself by another name',
        add: () => ['--org-url', sandbox.url.replace('127.0.0.1', 'localhost'), '--api-token', 'env:TOKEN', '--no-check'], // prettier-ignore
        env: {},
        exitCode: 6,
        states: {network: 'warned', rights: 'ok', 'system log': 'failed'},
        says: /calls itself http:\/\/127/,
      },
      {
        name: 'the scope was not granted',
        add: () => [...service(), '--scopes', 'okta.apps.manage', '--no-check'],
        env: {},
        exitCode: 5,
        states: {token: 'failed', rights: 'skipped', 'system log': 'skipped'},
        says: /FAILED token: .*scope/,
      },
    ]
    for (const {name, add: flags, env, exitCode, states: wanted, says} of broken)
      it(`ends with ${exitCode} when ${name}`, async () => {
        if (flags !== undefined) expect((await add('prod', ...flags())).exitCode).to.equal(0)
        const text = await run(OrgCheck, [], {env})
        expect(text.stdout).to.match(says)
        expect(text.exitCode, text.stdout).to.equal(exitCode)
        const {json} = await run(OrgCheck, ['--json'], {env})
        expect(states(json().result as OrgCheckResult)).to.deep.include(wanted)
        expect((json().result as OrgCheckResult).good).to.equal(exitCode === 0)
      })

    it('tells a role that is too small from a scope that is missing, and a clock that is wrong', async () => {
      const apps = halyard.apps.map((known) => ({...known, adminRole: false}))
      const strict = await startSandbox({seed: {...halyard, apps}, faults: ['clock=-7m']})
      try {
        const {clientId = '', privateKeyFile = ''} = strict.okta.access.serviceApp ?? {}
        const way = ['--client-id', clientId, '--private-key', `file:${privateKeyFile}`, '--no-check']
        await add('app', '--org-url', strict.url, ...way)
        const {stdout, exitCode} = await run(OrgCheck, ['app'])
        expect(exitCode, stdout).to.equal(5)
        expect(stdout).to.match(/^note +clock: this machine's clock is 4\d\d s ahead of the org's/m)
        expect(stdout).to.match(/^ok +token: /m)
        expect(stdout).to.match(/^FAILED rights: .*admin role is too small/m)
        expect(stdout).to.match(/^FAILED system log: .*admin role is too small/m)
      } finally {
        await strict.close()
      }
    })
  })
})

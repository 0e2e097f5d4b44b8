import {expect} from 'chai'
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {insideSandbox} from '../../src/lib/sandbox/environment.js'
import {startSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.js'
import {writeHalyardConfig} from '../support/halyard.js'
import {runBin} from '../support/run-bin.js'

/** What everyday commands may not load: each of these alone breaks their start-up budget. */
const heavy = [
  '@aws-sdk',
  '@smithy',
  'inquirer',
  'hono',
  'open',
  'yaml',
  'https-proxy-agent',
  'tinyglobby',
  'minimatch',
  'ejs',
]

describe('modules loaded by everyday commands', () => {
  let sandbox: Sandbox

  before(async () => {
    sandbox = await startSandbox({autoApprove: 'tobias.wren@halyard.test'})
    writeHalyardConfig(sandbox)
    const env = insideSandbox({}, sandbox.env)
    for (const args of [
      ['login', '--profile', 'dev', '--device-code'],
      ['export', '--profile', 'dev'],
    ])
      expect((await runBin(args, {env})).exitCode, args.join(' ')).to.equal(0)
  })
  after(() => sandbox.close())

  /** The packages that one run evaluated a file of, of node_modules or one of their own in dist, as V8's coverage lists them. */
  async function packagesOf(args: readonly string[]): Promise<string[]> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'okta-ops-loaded-'))
    try {
      const {stderr, exitCode} = await runBin(args, {
        env: {...insideSandbox({}, sandbox.env), NODE_V8_COVERAGE: folder},
      })
      expect(exitCode, stderr).to.equal(0)
      expect(stderr).to.not.match(/^(?:warning|error): /m)
      const urls = readdirSync(folder).flatMap((name) => scriptsIn(path.join(folder, name)))
      expect(urls.some((url) => url.endsWith('/dist/cli.js'))).to.equal(true)
      const named = /\/(?:node_modules\/(?<name>(?:@[^/]+\/)?[^/]+)|dist\/(?<file>\w+)\.cjs$)/
      return [
        ...new Set(
          urls.flatMap((url) => {
            const {name, file} = named.exec(url)?.groups ?? {}
            return name ?? file ?? []
          }),
        ),
      ]
    } finally {
      rmSync(folder, {recursive: true})
    }
  }

  for (const args of [
    ['session', 'check', '--profile', 'dev'],
    ['session', 'list'],
    ['logs', 'types', 'user.session.*'],
    // The environment says everything about the org: no file is parsed.
    ['logs', 'query', '--json'],
    ['export', '--profile', 'dev', '--format', 'process'],
  ]) {
    it(`${args.join(' ')}: no AWS SDK, no prompts`, async () => {
      const packages = await packagesOf(args)
      expect(packages.filter((name) => heavy.includes(name.split('/')[0] ?? ''))).to.deep.equal([])
    })
  }

  it('export without cached role credentials: neither', async () => {
    rmSync(path.join(sandbox.home, '.aws/cli/cache'), {recursive: true})
    const packages = await packagesOf(['export', '--profile', 'dev', '--format', 'process'])
    expect(packages.filter((name) => heavy.includes(name.split('/')[0] ?? ''))).to.deep.equal([])
  })

  it('triggers validate does read YAML, and so loads that package: one file', async () => {
    const file = path.join(sandbox.home, 'triggers.yaml')
    expect(
      (await runBin(['triggers', 'init', file], {env: insideSandbox({}, sandbox.env)})).exitCode,
    ).to.equal(0)
    expect(await packagesOf(['triggers', 'test', file]))
      .to.include('yaml')
      .and.not.include('tinyglobby')
  })

  it('a sandbox loads its authorization server only when somebody asks for it', async () => {
    const packages = await packagesOf(['sandbox', 'exec', '--', 'true'])
    expect(packages).to.include('hono').and.not.include('oidc-provider')
  })

  it('whoami does load the AWS SDK: the test sees it when it is there', async () => {
    const packages = await packagesOf(['whoami', '--profile', 'dev'])
    expect(packages).to.include('@aws-sdk/client-sts')
  })
})

function scriptsIn(file: string): string[] {
  const {result} = JSON.parse(readFileSync(file, 'utf8')) as {result: {url: string}[]}
  return result.map(({url}) => url)
}

import {expect} from 'chai'
import {readFileSync, watch} from 'node:fs'
import path from 'node:path'
import {tokenCacheName} from '../../../src/lib/aws/cache/cache-names.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {
  answered,
  halyardConfig,
  runInside,
  runOurs,
  stdoutOf,
  writeHalyardConfig,
} from '../../support/halyard.js'
import {describePeer} from '../../support/peers.js'
import {testNode} from '../../support/run-bin.js'
import {signIn} from '../../support/signed-in.js'

/** What other tools make of the credentials that we wrote down. */
describe('credentials shared with other tools', () => {
  let sandbox: Sandbox
  beforeEach(async () => {
    sandbox = await startSandbox({autoApprove: 'mira.castellan@halyard.test'})
    writeHalyardConfig(sandbox)
  })
  afterEach(() => sandbox.close())

  it('only our writer touches the token while a chained role is looked up with 4 minutes left', async () => {
    sandbox.act('lifetimes.set token=4m')
    await signIn(sandbox)
    sandbox.act('lifetimes.set token=1h')
    const folder = path.join(sandbox.home, '.aws/sso/cache')
    const name = tokenCacheName({name: 'halyard', startUrl: sandbox.startUrl})
    const events: string[] = []
    const watcher = watch(folder, (event, file) => void events.push(`${event} ${file ?? ''}`))
    try {
      stdoutOf(await runOurs(sandbox, 'whoami', '--profile', 'partner'))
    } finally {
      watcher.close()
    }
    expect(answered(sandbox, 'token.refresh')).to.equal(1)
    expect(events.filter((event) => event === `change ${name}`)).to.deep.equal([]) // never written in place
    expect(events).to.include(`rename ${name}`)
    expect(readFileSync(path.join(folder, name), 'utf8')).to.match(/^\{"startUrl": "[^\n]+\}$/)
  })

  describePeer('AWS CLI v2', ({path: aws}) => {
    it('takes a chained role from the cache we filled', async () => {
      await signIn(sandbox)
      stdoutOf(await runOurs(sandbox, 'export', '--profile', 'partner'))
      const argv = [
        aws,
        'sts',
        'get-caller-identity',
        '--profile',
        'partner',
        '--query',
        'Arn',
        '--output',
        'text',
      ]
      expect(stdoutOf(await runInside(sandbox, argv))).to.contain(':assumed-role/PartnerIntake/okta-ops-')
      expect(answered(sandbox, 'assume_role')).to.equal(1)
    })

    it('fills the cache we take a chained role from', async () => {
      // 2.9 takes no sso-session profile as a source, though later ones do: here it is one of the old form.
      writeHalyardConfig(
        sandbox,
        halyardConfig(sandbox).replace('source_profile = dev', 'source_profile = legacy'),
      )
      await signIn(sandbox, {session: undefined})
      stdoutOf(await runInside(sandbox, [aws, 'sts', 'get-caller-identity', '--profile', 'partner']))
      expect(stdoutOf(await runOurs(sandbox, 'whoami', '--profile', 'partner', '--json'))).to.contain(
        ':assumed-role/PartnerIntake/botocore-session-',
      )
      expect(answered(sandbox, 'assume_role')).to.equal(1)
    })

    it('runs under exec and reads the section that export wrote', async () => {
      await signIn(sandbox)
      const call = [aws, 'sts', 'get-caller-identity', '--query', 'Account', '--output', 'text']
      expect(stdoutOf(await runOurs(sandbox, 'exec', '--profile', 'staging', '--', ...call))).to.equal(
        '222222222222\n',
      )
      stdoutOf(await runOurs(sandbox, 'export', '--profile', 'dev', '--format', 'credentials'))
      expect(stdoutOf(await runInside(sandbox, [...call, '--profile', 'dev-keys']))).to.equal(
        '111111111111\n',
      )
    })
  })

  describePeer('AWS SDK for JavaScript', () => {
    it('fromIni reads the section that export wrote', async () => {
      await signIn(sandbox)
      stdoutOf(
        await runOurs(sandbox, 'export', '--profile', 'dev', '--format', 'credentials', '--section', 'js'),
      )
      const script = `import {fromIni} from '@aws-sdk/credential-providers'
        console.log((await fromIni({profile: 'js'})()).accessKeyId)`
      const root = path.resolve(import.meta.dirname, '../../..')
      const argv = [testNode(), '--input-type=module', '-e', script]
      expect(stdoutOf(await runInside(sandbox, argv, {cwd: root}))).to.match(/^ASIA/)
    })
  })
})

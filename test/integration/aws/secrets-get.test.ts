import {expect} from 'chai'
import {Readable} from 'node:stream'
import SecretsGet from '../../../src/commands/secrets/get.js'
import {createContext, type Context} from '../../../src/lib/cli/context.js'
import {secretReaders} from '../../../src/lib/cli/secret-readers.js'
import {readSecret} from '../../../src/lib/secrets/read-secret.js'
import {parseSecretReference} from '../../../src/lib/secrets/secret-reference.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {halyard} from '../../../src/lib/sandbox/seed/halyard.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {writeHalyardConfig} from '../../support/halyard.js'
import {runCommand, type CommandOutcome} from '../../support/run-command.js'
import {signIn} from '../../support/signed-in.js'
import {opsErrorFrom} from '../../support/thrown.js'

const secrets = [
  ...halyard.secrets,
  {name: 'blob', binary: 'AAEC'},
  {name: 'text', value: 'two\nlines\n'},
  {name: 'release', value: 'of a role', roles: ['ReleaseManager']},
]

let sandbox: Sandbox
let machine: FakeMachine

beforeEach(async () => {
  sandbox = await startSandbox({autoApprove: 'tobias.wren@halyard.test', seed: {...halyard, secrets}})
  machine = fakeMachine(sandbox.env, new Date())
  writeHalyardConfig(sandbox)
})
afterEach(() => sandbox.close())

const get = (...argv: readonly string[]): Promise<CommandOutcome> => runCommand(SecretsGet, argv, {machine})
const failure = async (...argv: readonly string[]) => (await get(...argv, '--json')).json().error

describe('secrets get against the sandbox', () => {
  describe('signed in', () => {
    beforeEach(() => signIn(sandbox))

    it('prints exactly the value', async () => {
      expect((await get('text', '--profile', 'dev')).stdout).to.equal('two\nlines\n')
    })

    it('puts it into the envelope under --json', async () => {
      const {ok, result} = (await get('text', '--profile', 'dev', '--json')).json()
      expect({ok, result}).to.deep.equal({ok: true, result: {name: 'text', value: 'two\nlines\n'}})
    })

    it('[secrets get --json-key] prints the value of one key', async () => {
      const whole = (await get('/halyard/shared', '--profile', 'dev')).stdout
      const one = (await get('/halyard/shared', '--profile', 'dev', '--json-key', 'slack_channel')).stdout
      expect(JSON.parse(whole)).to.include({slack_channel: 'halyard-operations'})
      expect(one).to.equal('halyard-operations')
    })

    it('[secrets get --profile] reads with the credentials of that profile', async () => {
      expect((await get('/halyard/shared', '--profile', 'dev')).exitCode).to.equal(0)
      const error = await failure('/halyard/shared', '--profile', 'staging')
      expect(error).to.deep.equal({
        code: 'OPS_SECRET',
        message: 'there is no secret /halyard/shared in eu-west-1, or it is about to be deleted',
        next: 'aws secretsmanager list-secrets --region eu-west-1 --profile staging',
      })
    })

    it('asks the region that an ARN names', async () => {
      const arn = 'arn:aws:secretsmanager:eu-north-1:111111111111:secret:text'
      await get(arn, '--profile', 'dev')
      const asked = sandbox.requests.find(({operation}) => operation === 'get_secret')
      expect(asked?.headers['authorization']).to.include('/eu-north-1/secretsmanager/')
    })

    const refusals: readonly (readonly [string, readonly string[], string, RegExp, string])[] = [
      ['no such key', ['/halyard/shared', '--json-key', 'nope'], 'OPS_SECRET', /has no key nope; it has okta_api_token, slack_channel$/, ''],
      ['bytes', ['blob'], 'OPS_SECRET', /^the secret blob is binary, not text$/, 'aws secretsmanager get-secret-value --secret-id blob --region eu-west-1 --profile dev --query SecretBinary --output text | base64 --decode > secret.bin'],
      ['what the role may not read', ['release'], 'OPS_ACCESS_DENIED', /^cannot read the secret release: 400 AccessDeniedException \(User: /, 'okta-ops whoami --profile dev'],
    ] // prettier-ignore
    for (const [what, argv, code, message, next] of refusals) {
      it(`says what to do about ${what}`, async () => {
        const error = await failure(...argv, '--profile', 'dev')
        expect(error?.code).to.equal(code)
        expect(error?.message).to.match(message)
        expect(error?.next ?? '').to.equal(next)
      })
    }

    it('names the new sign-in when AWS takes the credentials no more', async () => {
      await get('text', '--profile', 'dev')
      sandbox.act('credentials.expire')
      const outcome = await get('text', '--profile', 'dev', '--json')
      expect(outcome.exitCode).to.equal(4)
      expect(outcome.json().error).to.include({
        code: 'OPS_SIGNED_OUT',
        next: 'okta-ops login --profile dev --force',
      })
    })

    it('tries again when the service fails, and is throttled in words', async () => {
      sandbox.act('fault 503:get_secret')
      expect((await get('text', '--profile', 'dev')).stdout).to.equal('two\nlines\n')
      sandbox.act('fault 429:get_secret*always')
      expect(await failure('text', '--profile', 'dev')).to.include({code: 'OPS_THROTTLED'})
    })

    it('sends nothing to a clear-text endpoint elsewhere', async () => {
      const env = {...sandbox.env, AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://secrets.halyard.test'}
      const outcome = await runCommand(SecretsGet, ['text', '--profile', 'dev', '--json'], {
        machine: {...machine, env},
      })
      expect(outcome.json().error).to.include({code: 'OPS_CLEAR_TEXT'})
    })

    it('is also how every command follows a reference', async () => {
      const read = (text: string): Promise<string> =>
        readSecret(
          parseSecretReference(text, 'it'),
          secretReaders(context(), () => undefined),
        )
      expect(await read('aws-secretsmanager:/halyard/shared#slack_channel@dev')).to.equal(
        'halyard-operations',
      )
      expect(await read('aws-secretsmanager:text@dev')).to.equal('two\nlines')
    })
  })

  it('signed out: exit code 4 and the login command', async () => {
    const outcome = await get('text', '--profile', 'dev', '--json')
    expect(outcome.exitCode).to.equal(4)
    expect(outcome.json().error).to.include({code: 'OPS_SIGNED_OUT', next: 'okta-ops login --profile dev'})
  })
})

describe('standard input as a place of secrets', () => {
  it('holds one', async () => {
    const input = Readable.from([Buffer.from('from a '), Buffer.from('pipe\n')])
    const {readStdin} = secretReaders(context(), () => undefined, input)
    expect(await readStdin()).to.equal('from a pipe\n')
    expect(await opsErrorFrom(async () => readStdin())).to.include({code: 'OPS_SECRET', failure: 'usage'})
  })
})

const context = (): Context => ({...createContext({verbose: false}), machine, say: () => undefined})

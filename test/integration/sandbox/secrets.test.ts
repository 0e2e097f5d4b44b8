import {GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {halyard} from '../../../src/lib/sandbox/seed/halyard.js'
import {Caller, type RoleKeysGiven} from '../../support/sandbox-caller.js'

/** AWS's own client asks and signs, the sandbox checks. */
describe('sandbox Secrets Manager', () => {
  let [sandbox, keys]: [Sandbox, RoleKeysGiven] = [undefined!, undefined!]

  before(() => {
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  })
  beforeEach(async () => {
    const secrets = [...halyard.secrets, {name: 'blob', binary: 'AAEC'}, {name: 'text', value: 'plain'}]
    sandbox = await startSandbox({seed: {...halyard, secrets}})
    keys = await roleKeys('111111111111', 'Developer')
  })
  afterEach(() => sandbox.close())

  const roleKeys = (account: string, role: string): Promise<RoleKeysGiven> =>
    new Caller(sandbox).roleKeys('tobias.wren@halyard.test', account, role)
  const get = (SecretId: string, credentials: RoleKeysGiven = keys) =>
    new SecretsManagerClient({
      region: 'eu-west-1',
      endpoint: sandbox.awsUrl,
      credentials,
      maxAttempts: 1,
    }).send(new GetSecretValueCommand({SecretId}))
  const refusal = (call: Promise<unknown>) =>
    call.then(
      () => 'accepted',
      (error: unknown) => (error as Error).name,
    )

  it('gives a secret by name, by ARN and by the ARN without its end', async () => {
    const {ARN = '', Name, SecretString = '', VersionStages, CreatedDate} = await get('/halyard/shared')
    expect(ARN).to.match(
      /^arn:aws:secretsmanager:eu-west-1:111111111111:secret:\/halyard\/shared-[0-9a-f]{6}$/,
    )
    expect({Name, VersionStages}).to.deep.equal({Name: '/halyard/shared', VersionStages: ['AWSCURRENT']})
    expect(CreatedDate).to.be.instanceOf(Date)
    expect((await get(ARN)).SecretString).to.equal(SecretString)
    expect((await get(ARN.slice(0, -7))).SecretString).to.equal(SecretString)
  })

  it("holds the org's own API token", async () => {
    const {SecretString = ''} = await get('/halyard/shared')
    const {okta_api_token: token} = JSON.parse(SecretString) as {okta_api_token: string}
    expect(token).to.match(/^00[\w-]{20,}$/)
  })

  it('gives bytes and plain text', async () => {
    expect(Buffer.from((await get('blob')).SecretBinary ?? [])).to.deep.equal(Buffer.from([0, 1, 2]))
    expect((await get('text')).SecretString).to.equal('plain')
  })

  it('refuses a role that may not read it, and says nothing of it in another account', async () => {
    expect(await refusal(get('/halyard/shared', await roleKeys('111111111111', 'ReadOnly')))).to.equal('AccessDeniedException') // prettier-ignore
    expect(await refusal(get('/halyard/shared', await roleKeys('222222222222', 'Developer')))).to.equal('ResourceNotFoundException') // prettier-ignore
  })

  for (const {name, change, code} of [
    {
      name: 'an unknown key',
      change: {accessKeyId: 'ASIAAAAAAAAAAAAAAAAA'},
      code: 'UnrecognizedClientException',
    },
    {
      name: 'another secret key',
      change: {secretAccessKey: 'x'.repeat(40)},
      code: 'InvalidSignatureException',
    },
  ]) {
    it(`refuses ${name}`, async () => {
      expect(await refusal(get('/halyard/shared', {...keys, ...change}))).to.equal(code)
    })
  }

  it('refuses credentials that have expired', async () => {
    sandbox.act('credentials.expire')
    expect(await refusal(get('/halyard/shared'))).to.equal('ExpiredTokenException')
  })

  it('fails as planned', async () => {
    sandbox.act('fault 500:get_secret')
    expect(await refusal(get('/halyard/shared'))).to.equal('InternalServerException')
    expect(await refusal(get('/halyard/shared'))).to.equal('accepted')
  })

  it('asks for a signature, and knows no other action', async () => {
    const post = (action: string) =>
      fetch(sandbox.awsUrl, {
        method: 'POST',
        headers: {'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${action}`},
        body: '{"SecretId": "text"}',
      })
    const unsigned = await post('GetSecretValue')
    expect(unsigned.status).to.equal(400)
    expect(await unsigned.json()).to.include({__type: 'MissingAuthenticationTokenException'})
    expect((await post('PutSecretValue')).status).to.equal(404)
  })
})

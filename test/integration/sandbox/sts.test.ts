import {AssumeRoleCommand, GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'
import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {Caller} from '../../support/sandbox-caller.js'

interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

/** AWS's own client signs, the sandbox checks: each keeps the other honest. */
describe('sandbox STS', () => {
  let [sandbox, keys]: [Sandbox, Keys] = [undefined!, undefined!]

  before(() => {
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  })
  beforeEach(async () => {
    sandbox = await startSandbox()
    const caller = new Caller(sandbox)
    const {accessToken} = await caller.signIn('tobias.wren@halyard.test')
    const path = '/federation/credentials?account_id=111111111111&role_name=Developer'
    const given = (await caller.get(path, accessToken)).body['roleCredentials'] as Keys
    const {accessKeyId, secretAccessKey, sessionToken} = given
    keys = {accessKeyId, secretAccessKey, sessionToken}
  })
  afterEach(() => sandbox.close())

  const sts = (credentials: Keys = keys) =>
    new STSClient({region: 'eu-west-1', endpoint: sandbox.awsUrl, credentials, maxAttempts: 1})
  const identity = (credentials?: Keys) => sts(credentials).send(new GetCallerIdentityCommand({}))
  const assume = (changes: object = {}) =>
    sts().send(
      new AssumeRoleCommand({
        RoleArn: 'arn:aws:iam::111111111111:role/PartnerIntake',
        RoleSessionName: 'intake',
        ExternalId: 'halyard-partner-7',
        ...changes,
      }),
    )
  const refusal = (call: Promise<unknown>) =>
    call.then(
      () => 'accepted',
      (error: unknown) => (error as Error).name,
    )

  it('tells who signed', async () => {
    const {Account, Arn, UserId} = await identity()
    expect(Account).to.equal('111111111111')
    expect(Arn).to.match(
      /^arn:aws:sts::111111111111:assumed-role\/AWSReservedSSO_Developer_[0-9a-f]{16}\/tobias\.wren@halyard\.test$/,
    )
    expect(UserId).to.match(/^AROA[0-9A-F]{17}:tobias\.wren@halyard\.test$/)
  })

  for (const {name, change, code} of [
    {name: 'an unknown key', change: {accessKeyId: 'ASIAAAAAAAAAAAAAAAAA'}, code: 'InvalidClientTokenId'},
    {name: 'another session token', change: {sessionToken: 'x'}, code: 'InvalidClientTokenId'},
    {name: 'another secret', change: {secretAccessKey: 'x'.repeat(40)}, code: 'SignatureDoesNotMatch'},
  ]) {
    it(`refuses ${name}`, async () => {
      expect(await refusal(identity({...keys, ...change}))).to.equal(code)
    })
  }

  it('refuses credentials that have expired', async () => {
    sandbox.act('credentials.expire')
    expect(await refusal(identity())).to.equal('ExpiredToken')
  })

  it('gives a chained role, which is another identity', async () => {
    const {Credentials} = await assume()
    const chained = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }
    expect((await identity(chained)).Arn).to.equal(
      'arn:aws:sts::111111111111:assumed-role/PartnerIntake/intake',
    )
  })

  for (const {name, changes, code} of [
    {name: 'another external id', changes: {ExternalId: 'x'}, code: 'AccessDenied'},
    {
      name: 'a role that does not trust us',
      changes: {RoleArn: 'arn:aws:iam::333333333333:role/Deployer'},
      code: 'AccessDenied',
    },
    {
      name: 'a role nobody has',
      changes: {RoleArn: 'arn:aws:iam::111111111111:role/Nope'},
      code: 'AccessDenied',
    },
    {name: 'more than an hour', changes: {DurationSeconds: 7200}, code: 'ValidationError'},
    {name: 'what is no ARN', changes: {RoleArn: 'no-arn-at-all-but-long-enough'}, code: 'ValidationError'},
  ]) {
    it(`does not give ${name}`, async () => {
      expect(await refusal(assume(changes))).to.equal(code)
    })
  }

  it('says when an action is none of its own', async () => {
    const form = {'content-type': 'application/x-www-form-urlencoded'}
    const answer = await fetch(sandbox.awsUrl, {
      method: 'POST',
      headers: form,
      body: 'Action=GetSessionToken',
    })
    expect(answer.status).to.equal(404)
  })

  it('asks for a signature', async () => {
    const form = {'content-type': 'application/x-www-form-urlencoded'}
    const answer = await fetch(sandbox.awsUrl, {
      method: 'POST',
      headers: form,
      body: 'Action=GetCallerIdentity',
    })
    expect(answer.status).to.equal(403)
    expect(await answer.text()).to.contain('<Code>MissingAuthenticationToken</Code>')
  })
})

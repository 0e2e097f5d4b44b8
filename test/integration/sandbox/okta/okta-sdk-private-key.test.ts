import okta from '@okta/okta-sdk-nodejs'
import {expect} from 'chai'
import {generateKeyPairSync} from 'node:crypto'
import {startSandbox, type Sandbox, type SandboxOptions} from '../../../../src/lib/sandbox/sandbox.js'
import {halyard} from '../../../../src/lib/sandbox/seed/halyard.js'
import {runInside, stdoutOf} from '../../../support/halyard.js'
import {serviceId} from '../../../support/org-oauth.js'
import {describePeer} from '../../../support/peers.js'
import {testNode} from '../../../support/run-bin.js'

/*
 * The SDK says nothing of what the token endpoint answered: after a refusal it calls the API all the same. What happened is
 * therefore read from the sandbox's own log of requests. It signs its proofs with the app's key and always by RS256, so the
 * app has an RSA key here.
 */

function rsaKeys(): {readonly publicKey: string; readonly privateKey: string} {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: {type: 'spki', format: 'pem'},
    privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
  })
}

describePeer('Okta SDK for Node.js', () => {
  let sandbox: Sandbox
  let keys: {readonly publicKey: string; readonly privateKey: string}
  before(() => {
    keys = rsaKeys()
  })
  afterEach(() => sandbox.close())

  const start = async (changes: object = {}, options: SandboxOptions = {}): Promise<void> => {
    const apps = halyard.apps.map((app) =>
      app.type === 'service' ? {...app, publicKey: keys.publicKey, ...changes} : app,
    )
    sandbox = await startSandbox({seed: {...halyard, apps}, ...options})
  }
  const connect = (changes: object = {}): okta.Client =>
    new okta.Client({
      orgUrl: sandbox.url,
      authorizationMode: 'PrivateKey',
      clientId: serviceId,
      scopes: ['okta.groups.manage'],
      privateKey: keys.privateKey,
      ...changes,
    })
  const groups = async (client: okta.Client): Promise<readonly (string | undefined)[]> => {
    const names: (string | undefined)[] = []
    await (
      await client.groupApi.listGroups({limit: 50})
    ).each((group) => void names.push(group.profile?.name))
    return names
  }
  const asked = (): readonly string[] =>
    sandbox.requests.map(({method, path, status, headers}) => {
      const [scheme = 'nothing'] = (headers['authorization'] ?? '').split(' ')
      return `${method} ${path} ${scheme || 'nothing'} ${status}`
    })
  const refusal = async (client: okta.Client): Promise<unknown> =>
    groups(client).then(
      () => 'nothing',
      (error: unknown) => (error as {status?: unknown}).status,
    )

  it('gets a token bound to its key and calls with a proof of it each time', async () => {
    await start()
    const client = connect()
    expect(await groups(client)).to.include('halyard-engineers')
    const profile = Object.assign(new okta.OktaUserGroupProfile(), {name: 'halyard-night'})
    await client.groupApi.createGroup({group: Object.assign(new okta.CreateGroupRequest(), {profile})})
    expect(await groups(client)).to.include('halyard-night')
    expect(asked()).to.deep.equal([
      'POST /oauth2/v1/token nothing 400',
      'POST /oauth2/v1/token nothing 200',
      'GET /api/v1/groups DPoP 200',
      'POST /api/v1/groups DPoP 200',
      'GET /api/v1/groups DPoP 200',
    ])
  })

  it('finds everything in the environment of a child', async () => {
    await start()
    const script = `
      const {Client} = require('@okta/okta-sdk-nodejs')
      new Client().userApi.getUser({userId: 'me'}).then(({profile}) => console.log(profile.login))`
    const outcome = await runInside(sandbox, [testNode(), '-e', script])
    expect(stdoutOf(outcome).trim()).to.equal('mira.castellan@halyard.test')
    expect(asked()).to.deep.equal(['GET /api/v1/users/me SSWS 200'])
  })

  it('is refused for a scope that the token lacks', async () => {
    await start()
    const client = connect({scopes: ['okta.logs.read']})
    expect(await refusal(client)).to.equal(403)
    expect(asked().slice(-2)).to.deep.equal([
      'POST /oauth2/v1/token nothing 200',
      'GET /api/v1/groups DPoP 403',
    ])
  })

  it('is refused while the app has no admin role', async () => {
    await start({adminRole: false})
    expect(await refusal(connect())).to.equal(403)
  })

  it('gets no token for a scope that was not granted, and so nothing else', async () => {
    await start({scopes: ['okta.logs.read']})
    expect(await refusal(connect())).to.equal(401)
    expect(asked()[0]).to.equal('POST /oauth2/v1/token nothing 400')
  })

  it('gets no token with another key, and what it then sends instead of one opens nothing', async () => {
    await start()
    const client = connect({privateKey: rsaKeys().privateKey})
    expect(await refusal(client)).to.equal(401)
    expect(asked().filter((line) => line.endsWith(' 200'))).to.deep.equal([])
    expect(asked()[0]).to.equal('POST /oauth2/v1/token nothing 401')
  })

  it('asks for a new token when the old one is dead', async () => {
    await start()
    const client = connect()
    await groups(client)
    sandbox.act('token.expire all')
    expect(await groups(client)).to.include('halyard-engineers')
    expect(asked().filter((line) => line.startsWith('POST /oauth2/v1/token'))).to.have.length.above(2)
  })
})

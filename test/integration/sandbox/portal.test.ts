import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {fakeMachine, type FakeMachine} from '../../support/fake-machine.js'
import {Caller} from '../../support/sandbox-caller.js'

const mira = 'mira.castellan@halyard.test'
const tobias = 'tobias.wren@halyard.test'
const developer = '/federation/credentials?account_id=111111111111&role_name=Developer'

describe('sandbox portal', () => {
  let [sandbox, caller, clock]: [Sandbox, Caller, FakeMachine] = [undefined!, undefined!, undefined!]

  beforeEach(async () => {
    clock = fakeMachine()
    sandbox = await startSandbox({now: clock.now})
    caller = new Caller(sandbox)
  })
  afterEach(() => sandbox.close())

  const accountIds = async (accessToken: string, query = ''): Promise<{ids: string[]; next: unknown}> => {
    const {body} = await caller.get(`/assignment/accounts?${query}`, accessToken)
    const list = body['accountList'] as {accountId: string}[]
    return {ids: list.map(({accountId}) => accountId), next: body['nextToken']}
  }

  it('lists the accounts that the groups give, and nothing else', async () => {
    const {accessToken} = await caller.signIn(tobias)
    const {ids, next} = await accountIds(accessToken)
    expect(ids).to.deep.equal(['111111111111', '222222222222', '333333333333'])
    expect(next).to.equal(undefined)
  })

  it('pages through 123 accounts without losing one', async () => {
    const {accessToken} = await caller.signIn(mira)
    const seen: string[] = []
    let query = 'max_result=40'
    for (let page = 1; query !== ''; page++) {
      const {ids, next} = await accountIds(accessToken, query)
      seen.push(...ids)
      expect(ids).to.have.length(page < 4 ? 40 : 3)
      query = typeof next === 'string' ? `max_result=40&next_token=${encodeURIComponent(next)}` : ''
    }
    expect(new Set(seen)).to.have.property('size', 123)
  })

  it('leaves out the name and address of an account that has none', async () => {
    const {accessToken} = await caller.signIn(mira)
    const {body} = await caller.get(
      `/assignment/accounts?max_result=100&next_token=${Buffer.from('page:122').toString('base64')}`,
      accessToken,
    )
    expect(body['accountList']).to.deep.equal([{accountId: '410000000120'}])
  })

  for (const query of ['max_result=0', 'max_result=101', 'max_result=x', 'next_token=nonsense']) {
    it(`refuses ${query}`, async () => {
      const {accessToken} = await caller.signIn(tobias)
      const answer = await caller.get(`/assignment/accounts?${query}`, accessToken)
      expect(answer.status).to.equal(400)
      expect(answer.headers.get('x-amzn-errortype')).to.match(/^InvalidRequestException:/)
    })
  }

  it('lists roles by account, sorted', async () => {
    const {accessToken} = await caller.signIn(mira)
    const {body} = await caller.get('/assignment/roles?account_id=333333333333', accessToken)
    const roles = (body['roleList'] as {roleName: string}[]).map(({roleName}) => roleName)
    expect(roles).to.deep.equal(['AdministratorAccess', 'AutomationProdRole', 'ReadOnly', 'ReleaseManager'])
  })

  it('hands out credentials with an expiration in milliseconds', async () => {
    const {accessToken} = await caller.signIn(tobias)
    const {body} = await caller.get(developer, accessToken)
    const credentials = body['roleCredentials'] as Record<string, unknown>
    expect(credentials['accessKeyId']).to.match(/^ASIA[A-Z2-7]{16}$/)
    expect(credentials['secretAccessKey']).to.have.length(40)
    expect(credentials['expiration']).to.equal(clock.now().getTime() + 3_600_000)
  })

  for (const {name, path} of [
    {name: 'a role of nobody', path: '/federation/credentials?account_id=111111111111&role_name=Nope'},
    {
      name: 'a role of others',
      path: '/federation/credentials?account_id=333333333333&role_name=ReleaseManager',
    },
    {name: 'an unknown account', path: '/federation/credentials?account_id=999999999999&role_name=Developer'},
    {name: 'the roles of an unknown account', path: '/assignment/roles?account_id=999999999999'},
  ]) {
    it(`says "No access" to ${name}`, async () => {
      const {accessToken} = await caller.signIn(tobias)
      const answer = await caller.get(path, accessToken)
      expect(answer.status).to.equal(403)
      expect(answer.headers.get('x-amzn-errortype')).to.match(/^ForbiddenException:/)
      expect(answer.body).to.include({message: 'No access'})
    })
  }

  it('follows the groups at once', async () => {
    const {accessToken} = await caller.signIn(tobias)
    const release = '/federation/credentials?account_id=333333333333&role_name=ReleaseManager'
    expect((await caller.get(release, accessToken)).status).to.equal(403)
    sandbox.act(`group.add halyard-release ${tobias}`)
    expect((await caller.get(release, accessToken)).status).to.equal(200)
    sandbox.act(`group.remove halyard-release ${tobias}`)
    expect((await caller.get(release, accessToken)).status).to.equal(403)
    sandbox.act('assignment.add halyard-engineers 333333333333 ReleaseManager')
    expect((await caller.get(release, accessToken)).status).to.equal(200)
    sandbox.act('assignment.remove halyard-engineers 333333333333 ReleaseManager')
    expect((await caller.get(release, accessToken)).status).to.equal(403)
    expect((await accountIds(accessToken)).ids).to.have.length(3)
  })

  const endings: readonly {name: string; end: (accessToken: string) => unknown}[] = [
    {
      name: 'after an hour',
      end: () => {
        clock.advance(3_600_000)
      },
    },
    {name: 'after logout', end: (token) => caller.post('/logout', {}, {'x-amz-sso_bearer_token': token})},
    {name: 'when the session is revoked', end: () => sandbox.act(`session.revoke ${tobias}`)},
    {name: 'when every session is revoked', end: () => sandbox.act('session.revoke all')},
    {name: 'when the person is deactivated', end: () => sandbox.act(`user.deactivate ${tobias}`)},
    {name: 'when the token is expired by hand', end: () => sandbox.act(`token.expire ${tobias}`)},
  ]
  for (const {name, end} of endings) {
    it(`does not know the token ${name}`, async () => {
      const {accessToken} = await caller.signIn(tobias)
      expect((await caller.get(developer, accessToken)).status).to.equal(200)
      await end(accessToken)
      const answer = await caller.get(developer, accessToken)
      expect(answer.status).to.equal(401)
      expect(answer.headers.get('x-amzn-errortype')).to.match(/^UnauthorizedException:/)
    })
  }

  it('expires tokens by hand without ending the session', async () => {
    const session = await caller.signIn(tobias)
    sandbox.act('token.expire all')
    expect((await caller.refresh(session)).status).to.equal(200)
  })

  it('lets lifetimes be changed while it runs', async () => {
    sandbox.act('lifetimes.set token=5s role=1m')
    const session = await caller.signIn(tobias)
    expect(session.expiresIn).to.equal(5)
    const {body} = await caller.get(developer, session.accessToken)
    const {expiration} = body['roleCredentials'] as {expiration: number}
    expect(expiration).to.equal(clock.now().getTime() + 60_000)
  })
})

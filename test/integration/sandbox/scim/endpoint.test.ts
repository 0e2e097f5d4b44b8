import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {ScimCaller, memberChange} from '../../../support/scim-caller.js'

const jun = 'jun.hartley@halyard.test'

/** What AWS's endpoint does, as documented; each line a case. */
describe('sandbox SCIM endpoint', () => {
  let [sandbox, scim]: [Sandbox, ScimCaller] = [undefined!, undefined!]

  beforeEach(async () => {
    sandbox = await startSandbox()
    scim = new ScimCaller(sandbox)
  })
  afterEach(() => sandbox.close())

  it('differs from Okta a little: one missing, one extra, one unresolved', async () => {
    const group = await scim.groupId('AWS_dev-readers')
    expect(await scim.members(group)).to.deep.equal([
      'saga.lindqvist@halyard.test',
      'otto.brandt@halyard.test',
    ])
    expect(await scim.userId('nils.aaberg@halyard.test')).to.equal('none')
  })

  it('carries a role over with a member, and takes it back', async () => {
    const [group, user] = [await scim.groupId('AWS_dev-readers'), await scim.userId(jun)]
    const added = await scim.patch(group, memberChange('add', [user]))
    expect([added.status, added.text]).to.deep.equal([204, ''])
    expect(await scim.members(group)).to.include(jun)
    await scim.patch(group, memberChange('remove', [user]))
    expect(await scim.members(group)).not.to.include(jun)
  })

  it('never shows members of a group', async () => {
    const {body} = await scim.get(`/Groups/${await scim.groupId('AWS_billing-viewers')}`)
    expect(body['members']).to.deep.equal([])
  })

  it('says no in AWS’s form', async () => {
    const {status, body, headers} = await scim.get('/Groups?filter=displayName co "x"')
    expect(status).to.equal(400)
    expect(body).to.include({status: '400'})
    expect(body).to.have.keys('schema', 'schemas', 'detail', 'status', 'exceptionRequestId', 'timeStamp')
    expect(body['timeStamp']).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/)
    expect(headers.get('x-amzn-requestid')).to.match(/^[0-9a-f-]{36}$/)
  })
})

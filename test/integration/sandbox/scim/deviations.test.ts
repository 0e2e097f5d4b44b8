import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {halyard} from '../../../../src/lib/sandbox/seed/halyard.js'
import type {Seed} from '../../../../src/lib/sandbox/seed/seed.js'
import {memberChange, ScimCaller, type ScimAnswer} from '../../../support/scim-caller.js'

const saga = 'saga.lindqvist@halyard.test'
const jun = 'jun.hartley@halyard.test'
const ghost = '9a6700c1d5-00000000-0000-4000-8000-000000000000'

/** What stands in the way of a client that knows RFC 7644 and not AWS. */
interface Deviation {
  readonly name: string
  /** Status and detail, or whatever tells. */
  readonly ask: (scim: ScimCaller) => Promise<unknown>
  readonly wanted: unknown
}

const unparsable = [400, 'Request is unparsable, syntactically incorrect, or violates schema.']
const duplicate = [409, 'Refused to create a new, duplicate resource.']
const notThere = [404, 'Resource not found.']

const told = ({status, body}: ScimAnswer): unknown => [status, body.detail]
const groups = (filter: string) => async (scim: ScimCaller) =>
  told(await scim.get(`/Groups?filter=${encodeURIComponent(filter)}`))
const users = (filter: string) => async (scim: ScimCaller) =>
  told(await scim.get(`/Users?filter=${encodeURIComponent(filter)}`))
const patching =
  (...operations: readonly object[]) =>
  async (scim: ScimCaller) =>
    told(await scim.patch(await scim.groupId('AWS_prod-admins'), ...operations))
const posting = (body: object) => async (scim: ScimCaller) => told(await scim.call('POST', '/Groups', body))
const ids = (count: number): readonly string[] =>
  Array.from({length: count}, (_, index) => `${ghost.slice(0, -4)}${String(index).padStart(4, '0')}`)
const person = {
  userName: 'ada@example.com',
  name: {givenName: 'Ada', familyName: 'Holm'},
  displayName: 'Ada Holm',
  emails: [{value: 'ada@example.com', type: 'work', primary: true}],
}
const postingUser = (changes: object) => async (scim: ScimCaller) =>
  told(await scim.call('POST', '/Users', {...person, ...changes}))

const deviations: readonly Deviation[] = [
  // Lists
  {name: 'no filter by sw', ask: groups('displayName sw "AWS"'), wanted: unparsable},
  {name: 'no filter by or', ask: groups('displayName eq "a" or displayName eq "b"'), wanted: unparsable},
  {name: 'no filter by not', ask: groups('not (displayName eq "a")'), wanted: unparsable},
  {name: 'no filter by pr', ask: groups('externalId pr'), wanted: unparsable},
  {name: 'no filter by meta', ask: groups('meta.created eq "x"'), wanted: unparsable},
  {
    name: 'no filter by an unlisted pair',
    ask: groups('displayName eq "a" and externalId eq "b"'),
    wanted: unparsable,
  },
  {name: 'no filter of users by id alone', ask: users(`id eq "${ghost}"`), wanted: unparsable},
  {name: 'no filter of users by email', ask: users('emails.value eq "x"'), wanted: unparsable},
  {name: 'no filter that cannot be read', ask: groups('displayName eq "a'), wanted: unparsable},
  {name: 'a filter by a member nobody knows', ask: groups(`members.value eq "${ghost}"`), wanted: notThere},
  {name: 'a filter by a group nobody knows', ask: users(`groups.value eq "${ghost}"`), wanted: notThere},
  {
    name: 'no cursor of another list',
    ask: async (scim) => {
      const {body} = await scim.get('/Groups?cursor&count=1')
      return told(await scim.get(`/Users?cursor=${body.nextCursor ?? ''}`))
    },
    wanted: unparsable,
  },
  {
    name: 'no page of more than 100 by cursor',
    ask: async (scim) => told(await scim.get('/Groups?cursor&count=101')),
    wanted: unparsable,
  },
  {
    name: 'startIndex is not looked at',
    ask: async (scim) => {
      const {body} = await scim.get('/Users?startIndex=3&count=1')
      return [body['startIndex'], body.Resources?.[0]?.userName]
    },
    wanted: [1, 'mira.castellan@halyard.test'],
  },
  {
    name: 'attributes are not left out',
    ask: async (scim) => Object.keys((await scim.get('/Groups?attributes=id')).body.Resources?.[0] ?? {}),
    wanted: ['id', 'externalId', 'meta', 'schemas', 'displayName', 'members'],
  },
  {
    name: 'members are never shown',
    ask: async (scim) => {
      const id = await scim.groupId('AWS_billing-viewers')
      return [(await scim.members(id)).length, (await scim.get(`/Groups/${id}`)).body['members']]
    },
    wanted: [2, []],
  },
  {
    name: 'meta has no address',
    ask: async (scim) => Object.keys((await scim.get('/Groups')).body.Resources?.[0]?.meta ?? {}),
    wanted: ['resourceType', 'created', 'lastModified'],
  },
  // Changing a group
  {name: 'no PATCH of no operations', ask: patching(), wanted: unparsable},
  {
    name: 'no PATCH of more than 100 members',
    ask: patching(memberChange('add', ids(101))),
    wanted: unparsable,
  },
  {
    name: 'no PATCH of more than 100 members in several operations',
    ask: patching(memberChange('add', ids(60)), memberChange('remove', ids(60))),
    wanted: unparsable,
  },
  {
    name: 'no replacing of members',
    ask: patching({op: 'replace', path: 'members', value: []}),
    wanted: [400, 'Replacing group memberships is not supported.'],
  },
  {name: 'no removing of all members', ask: patching({op: 'remove', path: 'members'}), wanted: unparsable},
  {
    name: 'no members without a path',
    ask: patching({op: 'add', value: {members: [{value: ghost}]}}),
    wanted: unparsable,
  },
  {
    name: 'no path with a filter',
    ask: patching({op: 'remove', path: `members[value eq "${ghost}"]`}),
    wanted: unparsable,
  },
  {
    name: 'no other attribute',
    ask: patching({op: 'replace', path: 'description', value: 'x'}),
    wanted: unparsable,
  },
  {name: 'no removing of a name', ask: patching({op: 'remove', path: 'displayName'}), wanted: unparsable},
  {
    name: 'no forbidden character',
    ask: patching({op: 'replace', value: {displayName: '100%'}}),
    wanted: unparsable,
  },
  {
    name: 'no name that another has',
    ask: patching({op: 'replace', value: {displayName: 'aws_DEV-readers'}}),
    wanted: duplicate,
  },
  {name: 'no member whom nobody knows', ask: patching(memberChange('add', [ghost])), wanted: notThere},
  {
    name: 'a PATCH is answered by nothing, also with what is so already',
    ask: async (scim) => {
      const [group, user] = [await scim.groupId('AWS_prod-admins'), await scim.userId(saga)]
      const {status, text} = await scim.patch(group, memberChange('add', [user]))
      const gone = await scim.patch(group, memberChange('remove', [await scim.userId(jun)]))
      return [status, text, gone.status, await scim.members(group)]
    },
    wanted: [204, '', 204, [saga]],
  },
  {
    name: 'a PATCH is done whole or not at all',
    ask: async (scim) => {
      const [group, user] = [await scim.groupId('AWS_prod-admins'), await scim.userId(jun)]
      const {status} = await scim.patch(group, memberChange('add', [user, ghost]))
      return [status, await scim.members(group)]
    },
    wanted: [404, [saga]],
  },
  {
    name: 'no PUT of a group',
    ask: async (scim) =>
      told(await scim.call('PUT', `/Groups/${await scim.groupId('AWS_prod-admins')}`, {displayName: 'x'})),
    wanted: notThere,
  },
  // Making one
  {name: 'no group without a name', ask: posting({}), wanted: unparsable},
  {name: 'no group with an empty name', ask: posting({displayName: ''}), wanted: unparsable},
  {
    name: 'no group with a name of 1025 characters',
    ask: posting({displayName: 'x'.repeat(1025)}),
    wanted: unparsable,
  },
  {
    name: 'no group by a name in another case',
    ask: posting({displayName: 'aws_prod-ADMINS'}),
    wanted: duplicate,
  },
  {
    name: 'no group with an external id that another has',
    ask: posting({displayName: 'new', externalId: '00g0000007halyard0d7'}),
    wanted: duplicate,
  },
  {
    name: 'no group with more than 100 members',
    ask: posting({displayName: 'new', members: ids(101).map((value) => ({value}))}),
    wanted: unparsable,
  },
  {
    name: 'no group with a member whom nobody knows, and none without',
    ask: async (scim) => {
      const {status} = await scim.call('POST', '/Groups', {displayName: 'new', members: [{value: ghost}]})
      return [status, await scim.groupId('new')]
    },
    wanted: [404, 'none'],
  },
  // Users
  {name: 'no user without a family name', ask: postingUser({name: {givenName: 'Ada'}}), wanted: unparsable},
  {name: 'no user without a name to show', ask: postingUser({displayName: undefined}), wanted: unparsable},
  {
    name: 'no user with two addresses of mail',
    ask: postingUser({emails: [{value: 'a@example.com'}, {value: 'b@example.com'}]}),
    wanted: unparsable,
  },
  {
    name: 'no user with two telephones',
    ask: postingUser({phoneNumbers: [{value: '1'}, {value: '2'}]}),
    wanted: unparsable,
  },
  {
    name: 'no user with a forbidden character',
    ask: postingUser({displayName: 'Ada <Holm>'}),
    wanted: unparsable,
  },
  {
    name: 'no user by a name in another case',
    ask: postingUser({userName: saga.toUpperCase()}),
    wanted: duplicate,
  },
  {name: 'no user with the mail of another', ask: postingUser({emails: [{value: saga}]}), wanted: duplicate},
  {
    name: 'a PATCH of a user answers the user',
    ask: async (scim) => {
      const id = await scim.userId(jun)
      const {status, body} = await scim.call('PATCH', `/Users/${id}`, {
        Operations: [{op: 'replace', path: 'active', value: false}],
      })
      return [status, body['active'], body.id === id]
    },
    wanted: [200, false, true],
  },
  // What RFC 7644 has, and AWS has not
  ...['/Me', '/Bulk', '/.search', '/Groups/.search'].map((path) => ({
    name: `no ${path}`,
    ask: async (scim: ScimCaller) =>
      (await scim.call(path === '/Me' ? 'GET' : 'POST', path, path === '/Me' ? undefined : {})).status,
    wanted: 404,
  })),
]

describe('sandbox SCIM endpoint: where AWS is not what the RFCs say', () => {
  let [sandbox, scim]: [Sandbox, ScimCaller] = [undefined!, undefined!]

  beforeEach(async () => {
    sandbox = await startSandbox()
    scim = new ScimCaller(sandbox)
  })
  afterEach(() => sandbox.close())

  for (const {name, ask, wanted} of deviations)
    it(name, async () => {
      expect(await ask(scim)).to.deep.equal(wanted)
    })

  it('says no in a form of its own', async () => {
    const {status, body, headers} = await scim.get('/Groups?filter=displayName co "x"')
    expect(status).to.equal(400)
    expect(body).to.include({status: '400'})
    expect(body).to.have.keys('schema', 'schemas', 'detail', 'status', 'exceptionRequestId', 'timeStamp')
    expect(body['timeStamp']).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/)
    expect(headers.get('x-amzn-requestid')).to.match(/^[0-9a-f-]{36}$/)
  })
})

describe('sandbox SCIM endpoint: lists', () => {
  const crowd: Seed = {
    ...halyard,
    awsGroups: Array.from({length: 230}, (_, index) => ({
      name: `AWS_${index}`,
      description: '',
      members: [],
    })),
    assignments: [],
    groups: [],
    users: halyard.users.map((user) => ({...user, groups: []})),
  }
  let [sandbox, scim]: [Sandbox, ScimCaller] = [undefined!, undefined!]

  before(async () => {
    sandbox = await startSandbox({seed: crowd})
    scim = new ScimCaller(sandbox)
  })
  beforeEach(() => {
    sandbox.act('scim.set generation=new short_pages=no')
  })
  after(() => sandbox.close())

  it('end after a page without a cursor, and do not say so', async () => {
    const {body} = await scim.get('/Groups?count=1000')
    expect(body.Resources).to.have.length(100)
    expect(body).to.include({totalResults: 100, itemsPerPage: 100, startIndex: 1})
  })

  it('go on by cursor to the end', async () => {
    const {body} = await scim.get('/Groups?cursor')
    expect(body).to.have.keys('itemsPerPage', 'nextCursor', 'schemas', 'Resources')
    expect(await scim.all('/Groups')).to.have.length(230)
    expect((await scim.all('/Groups?count=7')).map(({displayName}) => displayName)).to.deep.equal(
      crowd.awsGroups.map(({name}) => name),
    )
  })

  it('lose nobody to a change between two pages', async () => {
    const first = await scim.get('/Groups?cursor&count=100')
    sandbox.act('aws.group.delete AWS_3')
    const rest = await scim.all(`/Groups?count=100`)
    const next = await scim.get(`/Groups?count=100&cursor=${first.body.nextCursor ?? ''}`)
    expect(next.body.Resources?.[0]?.displayName).to.equal('AWS_100')
    expect(rest).to.have.length(229)
    sandbox.act('aws.group.create AWS_3')
  })

  it('have short pages that do not end them', async () => {
    sandbox.act('scim.set short_pages=yes')
    const {body} = await scim.get('/Groups?cursor')
    expect(body.Resources?.length).to.be.below(100)
    expect(body).to.have.property('nextCursor')
    expect(await scim.all('/Groups')).to.have.length(230)
  })

  it('of the old generation end after 50, whatever is asked', async () => {
    sandbox.act('scim.set generation=old')
    const {body} = await scim.get('/Groups?cursor&count=100')
    expect(body.Resources).to.have.length(50)
    expect(body).to.include({totalResults: 50, startIndex: 1}).and.not.to.have.property('nextCursor')
  })

  for (const filter of ['members.value eq "x"', `member eq "x" and id eq "y"`, `id eq "${ghost}"`])
    it(`of the old generation know no filter ${filter}`, async () => {
      sandbox.act('scim.set generation=old')
      expect((await scim.get(`/Groups?filter=${encodeURIComponent(filter)}`)).status).to.equal(400)
    })

  it('of the old generation find by name beyond the 50', async () => {
    sandbox.act('scim.set generation=old')
    expect(await scim.groupId('AWS_200')).not.to.equal('none')
  })

  it('find a name with a quote, a backslash or an emoji in it', async () => {
    for (const name of ['the "old" ones', String.raw`back\slash`, '🚢 deck', 'שלום']) {
      const {body} = await scim.call('POST', '/Groups', {displayName: name})
      expect(await scim.groupId(name), name).to.equal(body.id)
      expect((await scim.call('DELETE', `/Groups/${body.id ?? ''}`)).status).to.equal(204)
    }
  })
})

import {expect} from 'chai'
import {openProbe} from '../../../src/lib/scim/probe/open-probe.js'
import {probeScim} from '../../../src/lib/scim/probe/probe-scim.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {startLoopbackServer, type SeenRequest} from '../../support/loopback-server.js'
import {createTempHome} from '../../support/temp-home.js'

const person = (id: string) => ({
  id,
  userName: `${id}@example.com`,
  externalId: undefined,
  active: true,
})
const [ana, bo] = [person('user-ana'), person('user-bo')]
const group = {id: 'group-hall', displayName: 'Empty hall', externalId: undefined}

/** In what an endpoint differs from what it should be. */
interface Oddity {
  /** Spellings of the filter for a pair that find the group for anybody. */
  readonly deaf?: readonly string[]
  /** A PATCH that does both does only one. */
  readonly mixed?: 'add' | 'remove'
}

/** One group and its members, and nothing that a probe does not ask for. */
function oddEndpoint({deaf = [], mixed}: Oddity, members: Set<string>) {
  const list = (found: readonly object[]) => ({status: 200, body: JSON.stringify({Resources: found})})
  return ({method, url, body}: SeenRequest) => {
    const {pathname, searchParams} = new URL(url, 'http://localhost')
    const filter = searchParams.get('filter') ?? ''
    if (method === 'PATCH') {
      const {Operations: all} = JSON.parse(body.toString()) as {
        Operations: readonly {op: string; value: readonly {value: string}[]}[]
      }
      for (const {op, value} of all)
        for (const {value: id} of value)
          if (all.length > 1 && op !== (mixed ?? op)) continue
          else if (op === 'add') members.add(id)
          else members.delete(id)
      return {status: 204}
    }
    const [, spelling = '', user = ''] = /^id eq "group-hall" and (\S+) eq "(.+)"$/.exec(filter) ?? []
    if (user !== '') return list(members.has(user) || deaf.includes(spelling) ? [group] : [])
    if (filter.startsWith('groups.value')) return list([ana, bo].filter(({id}) => members.has(id)))
    if (filter === 'displayName eq "Empty hall"') return list([group])
    return list(pathname.endsWith('/Users') || filter !== '' ? [] : [group])
  }
}

describe('scim probe, against endpoints that say yes and mean no', () => {
  const probed = async (oddity: Oddity) => {
    const [home, members] = [createTempHome(), new Set<string>()]
    const server = await startLoopbackServer(oddEndpoint(oddity, members))
    try {
      const machine = fakeMachine({HOME: home.path, OKTA_OPS_STATE_DIR: home.path})
      const {endpoint} = openProbe(machine, {url: `${server.url}/t/scim/v2`, tokens: ['synthetic']})
      const subject = {name: group.displayName, group, member: ana, other: bo}
      const {signal} = new AbortController()
      const {answers, settings} = await probeScim(endpoint, subject, {
        pairFilter: undefined,
        burst: 0,
        signal,
      })
      const seen = Object.fromEntries(answers.map((one) => [one.question, one.seen]))
      return {settings, seen, left: [...members]}
    } finally {
      await server.close()
      home.remove()
    }
  }

  it('has nothing to say against one that does as it says', async () => {
    const {settings, left} = await probed({})
    expect([settings, left]).to.deep.equal([{mixedPatch: true, pairFilter: 'member'}, []])
  })

  it('takes no spelling that finds who is not in', async () => {
    const {settings, seen, left} = await probed({deaf: ['member']})
    expect(seen['pairFilter']).to.contain('member: finds who is not in, members: works')
    expect([settings, left]).to.deep.equal([{mixedPatch: true, pairFilter: 'members'}, []])
  })

  for (const mixed of ['add', 'remove'] as const)
    it(`sees that of a PATCH only the part to ${mixed} is done, and leaves nobody in`, async () => {
      const {settings, seen, left} = await probed({mixed})
      expect(seen['mixedPatch']).to.equal('204, but not both happened')
      expect([settings, left]).to.deep.equal([{mixedPatch: false, pairFilter: 'member'}, []])
    })
})

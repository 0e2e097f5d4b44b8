import {expect} from 'chai'
import {get} from 'node:http'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import type {JsonObject} from '../../../../src/lib/shared/json.js'
import {OktaCaller, type OktaCallAnswer} from '../../../support/okta-caller.js'

const [minuteMs, dayMs] = [60_000, 86_400_000]

describe('sandbox System Log', () => {
  let nowMs = Date.parse('2026-11-21T12:00:00Z')
  let [sandbox, caller]: [Sandbox, OktaCaller] = [undefined!, undefined!]

  beforeEach(async () => {
    nowMs = Date.parse('2026-11-21T12:00:00Z')
    sandbox = await startSandbox({now: () => new Date(nowMs)})
    sandbox.act('limits.set logs=10000 share=100')
    caller = new OktaCaller(sandbox)
  })
  afterEach(() => sandbox.close())

  const ago = (ms: number): string => new Date(nowMs - ms).toISOString()
  const fill = (count: number, changes: (index: number) => JsonObject = () => ({})): void => {
    sandbox.okta.append(Array.from({length: count}, (_, index) => ({uuid: `e${index}`, ...changes(index)})))
  }
  const uuids = ({body}: OktaCallAnswer): string[] => (body as {uuid: string}[]).map(({uuid}) => uuid)
  const logs = (query: Record<string, string> = {}): Promise<OktaCallAnswer> =>
    caller.get(`/logs?${new URLSearchParams(query).toString()}`)

  describe('polling', () => {
    it('goes by commit, not by published, and never ends', async () => {
      fill(5, (index) => ({published: ago(index * minuteMs)}))
      const first = await logs({limit: '3'})
      expect(uuids(first)).to.deep.equal(['e0', 'e1', 'e2'])
      const second = await caller.get(first.links['next'] ?? '')
      expect(uuids(second)).to.deep.equal(['e3', 'e4'])
      const third = await caller.get(second.links['next'] ?? '')
      expect(uuids(third)).to.deep.equal([])
      expect(third.links['next']).to.equal(second.links['next'])
      fill(1, () => ({uuid: 'new', published: ago(dayMs)}))
      expect(uuids(await caller.get(third.links['next'] ?? ''))).to.deep.equal(['new'])
    })

    it('begins with what was filed since, whenever it was published', async () => {
      fill(1)
      nowMs += minuteMs
      const since = ago(0)
      fill(1, () => ({uuid: 'late', published: ago(30 * minuteMs)}))
      expect(uuids(await logs({since}))).to.deep.equal(['late'])
    })

    it('takes seven days back and 100 a page unless told', async () => {
      sandbox.okta.append(
        [
          {uuid: 'old', published: ago(8 * dayMs)},
          ...Array.from({length: 120}, () => ({published: ago(dayMs)})),
        ],
        {asOfPublished: true},
      )
      const answer = await logs()
      expect(uuids(answer)).to.have.length(100)
      expect(uuids(answer)).not.to.include('old')
    })
  })

  describe('bounded', () => {
    const bounds = (): Record<string, string> => ({since: ago(dayMs), until: ago(-1)})

    it('goes by published, in both orders, to the last page that has no next', async () => {
      fill(5, (index) => ({published: ago(index * minuteMs)}))
      for (const {sortOrder, wanted} of [
        {sortOrder: 'ASCENDING', wanted: ['e4', 'e3', 'e2', 'e1', 'e0']},
        {sortOrder: 'DESCENDING', wanted: ['e0', 'e1', 'e2', 'e3', 'e4']},
      ]) {
        const pages: string[] = []
        let answer = await logs({...bounds(), sortOrder, limit: '2'})
        pages.push(...uuids(answer))
        while (answer.links['next'] !== undefined) {
          answer = await caller.get(answer.links['next'])
          pages.push(...uuids(answer))
        }
        expect(pages).to.deep.equal(wanted)
      }
    })

    it('has no next when the last event ends a full page', async () => {
      fill(4)
      const first = await logs({...bounds(), limit: '2'})
      const second = await caller.get(first.links['next'] ?? '')
      expect(uuids(second)).to.have.length(2)
      expect(second.links).to.have.all.keys('self')
    })
  })

  describe('what it refuses', () => {
    for (const {name, query, code, says} of [
      {name: 'a since that is no time', query: {since: 'yesterday'}, code: 'E0000001', says: "'since'"},
      {
        name: 'an until that is no time',
        query: {until: '2026-13-01T00:00:00Z'},
        code: 'E0000001',
        says: "'until'",
      },
      {name: 'a limit above 1000', query: {limit: '1001'}, code: 'E0000001', says: 'limit'},
      {name: 'a limit that is no number', query: {limit: 'all'}, code: 'E0000001', says: 'limit'},
      {name: 'a sortOrder of its own', query: {sortOrder: 'NEWEST'}, code: 'E0000001', says: 'sortOrder'},
      {
        name: 'a since of 181 days ago',
        query: {since: '2026-05-24T00:00:00Z'},
        code: 'E0000053',
        says: '180 days',
      },
      {
        name: 'an unknown operator',
        query: {filter: 'eventType eqq "a"'},
        code: 'E0000053',
        says: 'Invalid filter',
      },
      {
        name: 'an unknown field',
        query: {filter: 'color eq "red"'},
        code: 'E0000053',
        says: 'field is not valid: color',
      },
      {
        name: 'published',
        query: {filter: 'published gt "2026-11-01T00:00:00Z"'},
        code: 'E0000053',
        says: 'published',
      },
      {name: 'brackets', query: {filter: 'target[type eq "User"]'}, code: 'E0000053', says: "'['"},
      {
        name: 'target.changeDetails',
        query: {filter: 'target.changeDetails pr'},
        code: 'E0000053',
        says: 'changeDetails',
      },
      {
        name: 'co on the url',
        query: {filter: 'debugContext.debugData.url co "x"'},
        code: 'E0000031',
        says: 'Operator: co',
      },
      {
        name: 'a keyword of 41 characters',
        query: {q: 'x'.repeat(41)},
        code: 'E0000001',
        says: '40 characters',
      },
      {name: 'eleven keywords', query: {q: 'a b c d e f g h i j k'}, code: 'E0000001', says: '10 items'},
      {name: 'a cursor it never gave', query: {after: '1700000000000_1'}, code: 'E0000001', says: 'after'},
      {
        name: 'a filter without end',
        query: {filter: '('.repeat(5000)},
        code: 'E0000053',
        says: 'too long',
      },
    ])
      it(name, async () => {
        const {status, body} = await logs(query)
        expect(status).to.equal(400)
        const {errorCode, errorSummary} = body as {errorCode: string; errorSummary: string}
        expect(errorCode).to.equal(code)
        expect(errorSummary).to.contain(says)
      })
  })

  describe('filter and q', () => {
    beforeEach(() => {
      sandbox.okta.append([
        {
          uuid: 'add',
          eventType: 'group.user_membership.add',
          outcome: {result: 'SUCCESS'},
          target: [
            {id: '00u1', type: 'User', displayName: 'Mira "M" Castellan'},
            {id: '00g1', type: 'UserGroup', displayName: 'halyard-release'},
          ],
        },
        {
          uuid: 'fail',
          eventType: 'user.session.start',
          outcome: {result: 'FAILURE', reason: null},
          target: null,
        },
        {uuid: 'warn', eventType: 'system.org.rate_limit.warning', severity: 'WARN', client: {zone: 'null'}},
      ])
    })
    for (const {query, wanted} of [
      {query: {filter: 'eventType eq "user.session.start"'}, wanted: ['fail']},
      {query: {filter: 'eventType sw "user." OR severity EQ "WARN"'}, wanted: ['fail', 'warn']},
      {query: {filter: 'target.id eq "00u1" and target.id eq "00g1"'}, wanted: ['add']},
      {query: {filter: 'target.displayName eq "Mira \\"M\\" Castellan"'}, wanted: ['add']},
      {query: {filter: 'not (outcome.result pr)'}, wanted: ['warn']},
      {query: {filter: 'outcome.reason pr'}, wanted: []},
      {query: {filter: 'eventType ew "add" and not (target.type eq "Device")'}, wanted: ['add']},
      {query: {filter: 'severity ne "WARN"'}, wanted: ['add', 'fail']},
      {query: {filter: 'outcome.Result eq "SUCCESS"'}, wanted: []},
      {query: {q: 'HALYARD-release'}, wanted: ['add']},
      {query: {q: 'release success'}, wanted: ['add']},
      {query: {q: 'halyard-rel'}, wanted: []},
      {query: {q: 'null', filter: 'severity eq "WARN"'}, wanted: ['warn']},
    ])
      it(`${JSON.stringify(query)} finds ${wanted.join(', ')}`, async () => {
        expect(uuids(await logs(query))).to.deep.equal(wanted)
      })

    it('carries the query over to the next page, commas and all', async () => {
      fill(3, () => ({displayMessage: 'one,two three'}))
      const first = await logs({q: 'one,two', limit: '2'})
      expect(first.links['next']).to.contain('q=one%2Ctwo')
      expect(uuids(await caller.get(first.links['next'] ?? ''))).to.deep.equal(['e2'])
      const raw = await caller.get('/logs?q=one,two&limit=1')
      expect(raw.links['next']).to.contain('q=one,two')
      expect(raw.links['self']).to.equal(`${sandbox.url}/api/v1/logs?q=one,two&limit=1`)
    })
  })

  describe('its faults', () => {
    const next = async (): Promise<string> => (await logs({limit: '2'})).links['next'] ?? ''

    it('cursor forgets one, a lifetime forgets those nobody used', async () => {
      fill(4)
      const url = await next()
      sandbox.act('fault cursor')
      expect((await caller.get(url)).status).to.equal(400)
      expect((await caller.get(url)).status).to.equal(200)
      sandbox.act('lifetimes.set cursor=60s')
      for (let use = 0; use < 2; use += 1) {
        nowMs += 50_000
        expect((await caller.get(url)).status).to.equal(200)
      }
      nowMs += 61_000
      expect((await caller.get(url)).status).to.equal(400)
    })

    it('late files an event after it happened', async () => {
      sandbox.act('fault late=30s')
      sandbox.act('log.append user.session.start uuid=happened')
      sandbox.act('log.append user.session.end uuid=after')
      const first = await logs()
      expect(uuids(first)).to.deep.equal(['after'])
      nowMs += 31_000
      const second = await caller.get(first.links['next'] ?? '')
      expect(uuids(second)).to.deep.equal(['happened'])
      expect((second.body as {published: string}[])[0]?.published).to.equal(ago(31_000))
    })

    it('repeat begins a page earlier than the last one ended', async () => {
      fill(5)
      const url = await next()
      sandbox.act('fault repeat=1')
      expect(uuids(await caller.get(url))).to.deep.equal(['e1', 'e2'])
    })

    it('joined_links makes one header of two', async () => {
      const lines = async (): Promise<number> => {
        const {rawHeaders} = await rawGet(`${sandbox.url}/api/v1/logs`, caller.headers)
        return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'link').length
      }
      expect(await lines()).to.equal(2)
      sandbox.act('fault joined_links')
      expect(await lines()).to.equal(1)
    })

    for (const {fault, status, code} of [
      {fault: 'timeout', status: 500, code: 'E0000009'},
      {fault: '401:okta.logs', status: 401, code: 'E0000011'},
      {fault: '403:okta.logs', status: 403, code: 'E0000006'},
      {fault: '429:okta.logs', status: 429, code: 'E0000047'},
      {fault: 'concurrency', status: 429, code: 'E0000047'},
      {fault: '503:okta.logs', status: 503, code: 'E0000009'},
    ])
      it(`${fault} answers once in Okta's words`, async () => {
        sandbox.act(`fault ${fault}`)
        const {status: got, body, headers} = await logs()
        expect([got, (body as {errorCode: string}).errorCode]).to.deep.equal([status, code])
        expect(headers.get('x-okta-request-id')).to.be.a('string')
        expect((await logs()).status).to.equal(200)
      })
  })

  describe('rate limits', () => {
    const limits = ({headers}: OktaCallAnswer): (string | null)[] =>
      ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-rate-limit-${name}`))
    const reset = (ms: number): string => String(Math.ceil((nowMs + ms) / 1000))

    it('count in a minute that begins with the first request', async () => {
      sandbox.act('limits.set logs=3 share=50')
      expect(limits(await logs())).to.deep.equal(['3', '2', reset(60_000)])
      nowMs += 10_000
      expect(limits(await logs())).to.deep.equal(['3', '1', reset(50_000)])
      await logs()
      const refused = await logs()
      expect(refused.status).to.equal(429)
      expect(limits(refused)).to.deep.equal(['3', '0', reset(50_000)])
      expect((await caller.get('/users/me')).status).to.equal(200)
      nowMs += 50_000
      expect((await logs()).status).to.equal(200)
    })

    it('warn and tell of a violation in the log, once a minute', async () => {
      sandbox.act('limits.set logs=3')
      for (let count = 0; count < 6; count += 1) await logs()
      nowMs += 60_000
      const types = (await logs()).body as {eventType: string}[]
      expect(types.map(({eventType}) => eventType)).to.deep.equal([
        'system.org.rate_limit.warning',
        'system.org.rate_limit.violation',
      ])
    })

    it('of concurrency have both numbers 0; a planned 429 says when', async () => {
      sandbox.act('fault concurrency')
      expect(limits(await logs()).slice(0, 2)).to.deep.equal(['0', '0'])
      sandbox.act('fault 429:okta.logs=7')
      expect(limits(await logs()).slice(1)).to.deep.equal(['0', reset(7000)])
    })
  })

  for (const {name, headers, status, code} of [
    {name: 'no Authorization', headers: {}, status: 401, code: 'E0000004'},
    {name: 'an unknown token', headers: {authorization: 'SSWS 00nobody'}, status: 401, code: 'E0000011'},
  ])
    it(`${name} is a ${status} ${code}`, async () => {
      caller.headers = headers
      const answer = await logs()
      expect([answer.status, (answer.body as {errorCode: string}).errorCode]).to.deep.equal([status, code])
    })

  it('serves pages of 1000 out of 200,000 events quickly', async function () {
    this.timeout(60_000)
    const text = JSON.stringify({
      eventType: 'user.session.start',
      published: ago(0),
      padding: 'x'.repeat(300),
    })
    sandbox.okta.append(Array.from({length: 200_000}, () => text))
    let answer = await logs({limit: '1000'})
    const startedAt = performance.now()
    for (let page = 0; page < 20; page += 1) answer = await caller.get(answer.links['next'] ?? '')
    expect((performance.now() - startedAt) / 20).to.be.lessThan(250)
    expect(answer.body).to.have.length(1000)
  })
})

/** Header lines as they came. */
function rawGet(url: string, headers: Readonly<Record<string, string>>): Promise<{rawHeaders: string[]}> {
  return new Promise((resolve, reject) => {
    get(url, {headers}, (incoming) => {
      incoming.resume()
      incoming.once('end', () => {
        resolve({rawHeaders: incoming.rawHeaders})
      })
    }).once('error', reject)
  })
}

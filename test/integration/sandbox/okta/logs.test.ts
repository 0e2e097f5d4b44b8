import {expect} from 'chai'
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

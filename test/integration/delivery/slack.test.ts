import {expect} from 'chai'
import {checkedSlackHook, tellSlack} from '../../../src/lib/delivery/slack.js'
import {liveMachine} from '../../support/live-machine.js'
import {startLoopbackServer, type LoopbackServer} from '../../support/loopback-server.js'
import {opsErrorOf} from '../../support/thrown.js'

describe('Slack', () => {
  let server: LoopbackServer
  let answer: {status: number; headers?: Record<string, string>; body?: string} | 'cut'
  const machine = liveMachine({})

  beforeEach(async () => {
    answer = {status: 200, body: 'ok'}
    server = await startLoopbackServer(() => answer)
  })
  afterEach(() => server.close())

  const tell = (text: string) => tellSlack(machine, `${server.url}/services/T0/B0/hush-hush`, text)
  const sent = (): unknown => JSON.parse(server.seen[0]?.body.toString() ?? '')

  it('gets text in which nothing is formatted, linked or mentions anybody', async () => {
    const hostile = '<!channel> <https://evil.test|click> *bold* & \u202Eevil\nsecond line'
    expect(await tell(hostile)).to.equal(undefined)
    expect(sent()).to.deep.equal({
      text: '&lt;!channel&gt; &lt;https://evil.test|click&gt; *bold* &amp; \\u{202e}evil\nsecond line',
      mrkdwn: false,
      unfurl_links: false,
      unfurl_media: false,
    })
  })

  for (const {name, said, want} of [
    {
      name: 'says how long to wait',
      said: {status: 429, headers: {'retry-after': '30'}, body: 'rate_limited'},
      want: {why: 'Slack answered 429: rate_limited', retryAfterMs: 30_000},
    },
    {
      name: 'does not know the hook',
      said: {status: 404, body: 'no_service'},
      want: {why: 'Slack answered 404: no_service'},
    },
    {name: 'answers a page', said: {status: 502, body: '<h1>oops</h1>'}, want: {why: 'Slack answered 502'}},
    {
      name: 'sends elsewhere',
      said: {status: 302, headers: {location: 'http://127.0.0.1:1/'}},
      want: {why: 'Slack answered 302'},
    },
  ])
    it(`${name}: told, without the address`, async () => {
      answer = said
      expect(await tell('x')).to.deep.equal(want)
      expect(server.seen).to.have.length(1)
    })

  it('a cut connection is told without the address, also by --verbose', async () => {
    answer = 'cut'
    const trouble = await tell('x')
    expect(trouble?.why).to.match(/^the connection to 127\.0\.0\.1:\d+ was cut$/)
    const said = [...machine.debugLines, trouble?.why].join('\n')
    expect(said).to.contain(`${server.url}/...`).and.not.contain('hush')
  })

  for (const {name, url, isGood} of [
    {name: 'the webhook of Slack', url: 'https://hooks.slack.com/services/T0/B0/x', isGood: true},
    {name: 'this machine', url: 'http://127.0.0.1:8080/hook', isGood: true},
    {name: 'Slack in clear text', url: 'http://hooks.slack.com/services/x', isGood: false},
    {name: 'another host', url: 'https://hooks.slack.com.evil.test/services/x', isGood: false},
    {name: 'another port', url: 'https://hooks.slack.com:444/services/x', isGood: false},
    {name: 'a user name', url: 'https://hooks.slack.com@evil.test/x', isGood: false},
    {name: 'no address', url: 'xoxb-not-an-address', isGood: false},
    {name: 'a script on this machine', url: 'javascript://127.0.0.1/x', isGood: false},
  ])
    it(`${isGood ? 'takes' : 'refuses'} ${name}`, () => {
      if (isGood) return void expect(checkedSlackHook(url, '--alert-slack')).to.equal(url)
      const error = opsErrorOf(() => checkedSlackHook(url, '--alert-slack'))
      expect([error.code, error.failure]).to.deep.equal(['OPS_SECRET', 'usage'])
      expect(error.message).to.contain('--alert-slack').and.not.contain(url)
    })
})

import {expect} from 'chai'
import {
  isFlowOfOrg,
  isKnownHost,
  readInvokeUrl,
  shownInvokeUrl,
} from '../../../src/lib/flows/registry/invoke-url.js'
import {opsErrorOf} from '../../support/thrown.js'

const alias = '00112233445566778899aabbccddeeff'
const good = `https://halyard.workflows.okta.com/api/flo/${alias}/invoke`

describe('invoke addresses', () => {
  it('are taken as they are', () => {
    expect(readInvokeUrl(` ${good}\n`)).to.equal(good)
  })

  for (const {name, text, says} of [
    {name: 'a client token in the query', text: `${good}?clientToken=abc123`, says: /client token/},
    {name: 'a client token in other letters', text: `${good}?client_token=abc123`, says: /client token/},
    {name: 'another query', text: `${good}?x=abc123`, says: /no query/},
    {name: 'a user name', text: good.replace('//', '//abc123@'), says: /no user name/},
    {
      name: 'another path',
      text: good.replace('/invoke', '/resume/abc123'),
      says: /\/api\/flo\/ALIAS\/invoke/,
    },
    {name: 'clear text', text: good.replace('https', 'http'), says: /https/},
    {name: 'no address', text: 'abc123', says: /ORG\.workflows/},
    {name: 'another scheme', text: `file:///api/flo/${alias}/invoke`, says: /ORG\.workflows/},
  ])
    it(`are refused with ${name}, which is not shown`, () => {
      const error = opsErrorOf(() => readInvokeUrl(text))
      expect(error).to.include({code: 'OPS_FLOW_CONFIG', failure: 'usage'})
      expect(error.message).to.match(says)
      expect(error.message).not.to.match(/abc123|00112233/)
    })

  it('are shown without most of the alias', () => {
    expect(shownInvokeUrl(good)).to.equal('https://halyard.workflows.okta.com/api/flo/0011.../invoke')
  })

  for (const {flow, org, want} of [
    {flow: 'https://halyard.workflows.okta.com', org: 'https://halyard.okta.com', want: true},
    {flow: 'https://halyard.workflows.oktapreview.com', org: 'https://halyard.oktapreview.com', want: true},
    {flow: 'https://halyard.workflows.okta-emea.com', org: 'https://halyard.okta-emea.com', want: true},
    {flow: 'https://halyard.workflows.okta.com', org: 'https://halyard.oktapreview.com', want: false},
    {flow: 'https://other.workflows.okta.com', org: 'https://halyard.okta.com', want: false},
    {flow: 'https://halyard.workflows.okta.com.example.com', org: 'https://halyard.okta.com', want: false},
    {flow: 'https://halyard.workflows.okta.com:8443', org: 'https://halyard.okta.com', want: false},
    {flow: 'https://halyard.workflows.okta.com', org: 'https://login.example.com', want: false},
    {flow: 'http://127.0.0.1:9000', org: 'http://127.0.0.1:9000', want: true},
    {flow: 'http://127.0.0.1:9001', org: 'http://127.0.0.1:9000', want: false},
    {flow: 'http://127.0.0.1:9000', org: 'https://halyard.okta.com', want: false},
  ])
    it(`${flow} ${want ? 'belongs' : 'does not belong'} to ${org}`, () => {
      expect(isFlowOfOrg(`${flow}/api/flo/${alias}/invoke`, org)).to.equal(want)
    })

  it("tell Okta's hosts from others", () => {
    expect(isKnownHost(good)).to.equal(true)
    expect(isKnownHost(good.replace('okta.com', 'example.com'))).to.equal(false)
  })
})

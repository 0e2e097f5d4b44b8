import {expect} from 'chai'
import {judgeStartUrl, type AskAddress} from '../../../../src/lib/aws/config/start-url.js'
import {opsErrorFrom} from '../../../support/thrown.js'

type Answer = Awaited<ReturnType<AskAddress>>

/** Answers requests from a list, and remembers them. */
function serverWith(answers: Record<string, Answer>): {ask: AskAddress; asked: string[]} {
  const asked: string[] = []
  const ask: AskAddress = ({method, url}) => {
    asked.push(`${method} ${url}`)
    const answer = answers[method]
    return answer ? Promise.resolve(answer) : Promise.reject(new Error(`not expected: ${method} ${url}`))
  }
  return {ask, asked}
}

const to = (location: string, status = 302): Answer => ({status, headers: {location}})

describe('a start URL of AWS itself', () => {
  const cases: {url: string; region?: string}[] = [
    {url: 'https://d-1234567890.awsapps.com/start'},
    {url: 'https://d-1234567890.awsapps.com/start#/'},
    {url: 'https://halyard.awsapps.com/start/'},
    {url: 'https://d-1234567890.awsapps.cn/start'},
    {url: 'https://ssoins-1234567890.portal.us-east-1.app.aws', region: 'us-east-1'},
    {url: 'https://ssoins-1234567890.portal.amazonaws.com'},
    {url: 'https://x.eusc-de-east-1.portal.amazonaws.eu/start', region: 'eusc-de-east-1'},
    {url: 'https://x.portal.amazonaws.com.cn'},
    {url: 'https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/d-1', region: 'us-gov-west-1'},
    {url: 'https://x.app.amazonwebservices.com.cn'},
    {url: 'https://x.api.amazonwebservices.eu'},
    {url: 'https://identitycenter.amazonaws.com/ssoins-1'},
    {url: 'https://identitycenter.us-gov.amazonaws.com/ssoins-1'},
  ]
  for (const {url, region} of cases) {
    it(`${url} passes without a request`, async () => {
      const {ask, asked} = serverWith({})
      expect(await judgeStartUrl(url, ask)).to.deep.equal({portal: url, region})
      expect(asked).to.deep.equal([])
    })
  }

  it('may be a sandbox on loopback, http included', async () => {
    const {ask} = serverWith({})
    expect((await judgeStartUrl('http://127.0.0.1:8080/start', ask)).portal).to.equal(
      'http://127.0.0.1:8080/start',
    )
  })
})

describe('a company start URL', () => {
  const company = 'https://aws.halyard.test/go'
  const portal = 'https://d-1234567890.awsapps.com/start'

  it('is followed by one HEAD', async () => {
    const {ask, asked} = serverWith({HEAD: to(portal)})
    expect((await judgeStartUrl(company, ask)).portal).to.equal(portal)
    expect(asked).to.deep.equal([`HEAD ${company}`])
  })

  for (const status of [405, 501]) {
    it(`is asked by GET when HEAD is answered with ${status}`, async () => {
      const {ask, asked} = serverWith({HEAD: {status, headers: {}}, GET: to(portal, 307)})
      expect((await judgeStartUrl(company, ask)).portal).to.equal(portal)
      expect(asked).to.deep.equal([`HEAD ${company}`, `GET ${company}`])
    })
  }

  it('takes the region from the portal it leads to', async () => {
    const {ask} = serverWith({HEAD: to('https://ssoins-1.portal.eu-west-1.app.aws')})
    expect((await judgeStartUrl(company, ask)).region).to.equal('eu-west-1')
  })

  const refused: {name: string; answer: Answer; says: RegExp}[] = [
    {
      name: 'no redirect',
      answer: {status: 200, headers: {}},
      says: /does not redirect to one \(it answered 200\)/,
    },
    {name: 'an error', answer: {status: 404, headers: {}}, says: /it answered 404/},
    {name: 'a redirect without a target', answer: {status: 302, headers: {}}, says: /does not redirect/},
    {
      name: 'a redirect to another company address',
      answer: to('https://sso.halyard.test'),
      says: /redirects to sso.halyard.test/,
    },
    {name: 'a redirect within itself', answer: to('/login'), says: /redirects to aws.halyard.test/},
    {
      name: 'a redirect to Okta',
      answer: to('https://halyard.okta.com/app'),
      says: /redirects to halyard.okta.com/,
    },
    {
      name: 'a redirect to a portal over http',
      answer: to('http://d-1.awsapps.com/start'),
      says: /not an AWS portal over https/,
    },
    {
      name: 'a redirect to a look-alike',
      answer: to('https://awsapps.com.evil.test'),
      says: /awsapps.com.evil.test/,
    },
    {
      name: 'a redirect with an escape sequence',
      answer: to('http://\u001b[2J'),
      says: /redirects to http:\/\/\\u\{1b\}\[2J/,
    },
  ]
  for (const {name, answer, says} of refused) {
    it(`is refused on ${name}`, async () => {
      const {ask} = serverWith({HEAD: answer})
      const error = await opsErrorFrom(() => judgeStartUrl(company, ask))
      expect(error).to.include({code: 'OPS_START_URL', failure: 'usage'})
      expect(error.message).to.match(says)
    })
  }
})

describe('what can never be a start URL', () => {
  const cases: {url: string; says: RegExp}[] = [
    {url: 'halyard.awsapps.com/start', says: /is not a web address/},
    {url: '', says: /is not a web address/},
    {url: 'ftp://halyard.awsapps.com', says: /is not a web address/},
    {url: 'http://halyard.awsapps.com/start', says: /use https:\/\/halyard.awsapps.com/},
    {url: 'https://halyard.okta.com/home/amazon_aws_sso/x', says: /Okta address/},
    {url: 'https://halyard.oktapreview.com', says: /Okta address/},
    {url: 'https://okta.com', says: /Okta address/},
    {url: 'https://HALYARD.OKTA.COM', says: /Okta address/},
    {url: 'https://halyard.okta-emea.com', says: /Okta address/},
    {url: 'https://me:pass@halyard.awsapps.com/start', says: /no user name or password/},
  ]
  for (const {url, says} of cases) {
    it(`${url || 'an empty text'} is refused without a request`, async () => {
      const {ask, asked} = serverWith({})
      const {message} = await opsErrorFrom(() => judgeStartUrl(url, ask))
      expect(message).to.match(says)
      expect(asked).to.deep.equal([])
    })
  }
})

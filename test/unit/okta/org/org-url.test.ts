import {expect} from 'chai'
import {readOrgUrl} from '../../../../src/lib/okta/org/org-url.js'

import {opsErrorOf} from '../../../support/thrown.js'

const halyard = 'https://halyard.okta.com'

describe('the address of an Okta org', () => {
  const taken = [
    {name: 'as it should be', text: halyard, notes: []},
    {name: 'in capitals', text: 'HTTPS://Halyard.OKTA.com', notes: []},
    {name: 'with spaces around', text: `  ${halyard}\n`, notes: []},
    {name: 'with the usual port', text: `${halyard}:443`, notes: []},
    {name: 'with the dot of a full DNS name', text: 'https://halyard.okta.com.', notes: []},
    {name: 'without a scheme', text: 'halyard.okta.com', notes: [/https:\/\/ was missing/]},
    {name: 'without a scheme, with a port', text: 'halyard.okta.com:443', notes: [/https:\/\/ was missing/]},
    {name: 'of the Admin Console', text: 'https://halyard-admin.okta.com', notes: [/Admin Console.*halyard\.okta\.com/]},
    {name: 'of a page of the Admin Console', text: 'https://halyard-admin.okta.com/admin/access/api/tokens', notes: [/Admin Console/, /\/admin\/access\/api\/tokens was left off/]},
    {name: 'with a query alone', text: `${halyard}?x=1#y`, notes: [/^what follows it was left off/]},
    {name: 'with /admin', text: `${halyard}/admin`, notes: [/\/admin was left off/]},
    {name: 'of an app', text: `${halyard}/app/UserHome?session=1`, notes: [/\/app\/UserHome was left off/]},
    {name: 'of its own authorization server', text: `${halyard}/oauth2/v1/token`, notes: [/\/oauth2\/v1\/token was left off/]},
    {name: 'of the default custom authorization server', text: `${halyard}/oauth2/default/v1/token`, notes: [/\/oauth2\/default is a custom authorization server.*cannot call/]},
    {name: 'of a custom authorization server', text: `${halyard}/oauth2/aus1abcdefGHIJKLMN0h7`, notes: [/\/oauth2\/aus1abcdefGHIJKLMN0h7 is a custom authorization server/]},
    {name: 'of the API', text: `${halyard}/api/v1/logs?limit=1`, notes: [/\/api\/v1\/logs was left off/]},
  ] // prettier-ignore
  for (const {name, text, notes} of taken) {
    it(`is taken ${name}`, () => {
      const address = readOrgUrl(text)
      expect(address).to.deep.include({url: halyard, host: 'halyard.okta.com', domain: 'okta'})
      expect(address.notes).to.have.length(notes.length)
      for (const [index, note] of notes.entries()) expect(address.notes[index]).to.match(note)
    })
  }

  const others = [
    {name: 'a trailing slash is nothing to speak of', text: `${halyard}/`, url: halyard, domain: 'okta'},
    {name: 'a preview org', text: 'halyard-admin.oktapreview.com', url: 'https://halyard.oktapreview.com', domain: 'okta'},
    {name: 'an org in Europe', text: 'https://halyard.okta-emea.com', url: 'https://halyard.okta-emea.com', domain: 'okta'},
    {name: 'a custom domain', text: 'https://login.halyard.test', url: 'https://login.halyard.test', domain: 'custom'},
    {name: 'a custom domain that ends in -admin is left as it is', text: 'https://it-admin.halyard.test', url: 'https://it-admin.halyard.test', domain: 'custom'},
    {name: 'a domain that only looks like Okta', text: 'https://halyard.okta.com.evil.test', url: 'https://halyard.okta.com.evil.test', domain: 'custom'},
    {name: 'a domain that only ends like Okta', text: 'https://notokta.com', url: 'https://notokta.com', domain: 'custom'},
    {name: 'http and a port on this machine', text: 'http://127.0.0.1:8123/', url: 'http://127.0.0.1:8123', domain: 'loopback'},
    {name: 'this machine without a scheme', text: 'localhost:8123', url: 'http://localhost:8123', domain: 'loopback'},
    {name: 'this machine by IPv6', text: 'http://[::1]:8123', url: 'http://[::1]:8123', domain: 'loopback'},
  ] // prettier-ignore
  for (const {name, text, url, domain} of others)
    it(`takes ${name}`, () => {
      expect(readOrgUrl(text)).to.deep.include({url, domain})
    })

  const refused = [
    {name: 'nothing', text: ' ', why: /empty/},
    {name: "the documentation's placeholder", text: 'https://{yourOktaDomain}', why: /placeholder/},
    {name: 'the placeholder as some pages write it', text: 'https://${yourOktaDomain}/oauth2', why: /placeholder/},
    {name: 'a placeholder in angle brackets', text: 'https://<org>.okta.com', why: /placeholder/},
    {name: 'the placeholder spelt out', text: 'https://your-okta-domain.okta.com', why: /placeholder/},
    {name: 'another protocol', text: 'ftp://halyard.okta.com', why: /by https, not by ftp/},
    {name: 'a file', text: 'file:///etc/passwd', why: /by https/},
    {name: 'a name and password', text: 'https://mira:secret@halyard.okta.com', why: /user name/},
    {name: 'another host behind an @', text: 'https://halyard.okta.com@evil.test', why: /user name/},
    {name: 'a number', text: 'https://192.0.2.7', why: /by its name/},
    {name: 'an IPv6 number', text: 'https://[2001:db8::1]', why: /by its name/},
    {name: 'a port off this machine', text: 'https://halyard.okta.com:8443', why: /port/},
    {name: 'a bare word', text: 'halyard', why: /https:\/\/halyard\.okta\.com/},
    {name: "Okta's own site", text: 'https://www.okta.com', why: /page of Okta's/},
    {name: "Okta's bare domain", text: 'https://okta.com', why: /page of Okta's/},
    {name: "Okta's documentation", text: 'https://developer.okta.com/docs', why: /page of Okta's/},
    {name: 'the Admin Console of no org', text: 'https://-admin.okta.com', why: /name of the org is missing/},
    {name: 'words', text: 'my okta org', why: /space/},
    {name: 'half an address', text: 'https://', why: /no web address/},
  ] // prettier-ignore
  for (const {name, text, why} of refused)
    it(`refuses ${name}`, () => {
      const error = opsErrorOf(() => readOrgUrl(text))
      expect(error).to.deep.include({code: 'OPS_ORG_URL', failure: 'usage'})
      expect(error.message).to.match(why).and.not.include('secret')
    })

  it('refuses clear text off this machine before anything is sent', () => {
    const error = opsErrorOf(() => readOrgUrl('http://halyard.okta.com'))
    expect(error).to.deep.include({code: 'OPS_CLEAR_TEXT', failure: 'refused', next: 'okta-ops org add --org-url https://halyard.okta.com'}) // prettier-ignore
  })
})

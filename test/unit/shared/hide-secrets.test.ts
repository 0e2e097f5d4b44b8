import {expect} from 'chai'
import {hideSecrets} from '../../../src/lib/shared/hide-secrets.js'

const apiToken = `00${'Ab-_9'.repeat(8)}`
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJoYWx5YXJkIn0.c2lnbmF0dXJl'

describe('hideSecrets', () => {
  for (const {text, shown} of [
    {text: 'Okta says: bad SSWS 00abc, try again', shown: 'Okta says: bad SSWS [hidden], try again'},
    {text: 'authorization: Bearer abc.def', shown: 'authorization: Bearer [hidden]'},
    {text: '{"Authorization":"DPoP abc"}', shown: '{"Authorization":"DPoP [hidden]"}'},
    {text: 'basic dXNlcjpwYXNz; next', shown: 'basic [hidden]; next'},
    {text: `the assertion ${jwt} is old`, shown: 'the assertion [hidden] is old'},
    {text: `token=${apiToken}`, shown: 'token=[hidden]'},
    {text: 'user 00u1halyard0000000000 is unknown', shown: 'user 00u1halyard0000000000 is unknown'},
    {text: 'nothing to hide', shown: 'nothing to hide'},
  ])
    it(`shows ${JSON.stringify(text.replace(jwt, 'JWT').replace(apiToken, 'TOKEN'))} without its secret`, () => {
      expect(hideSecrets(text)).to.equal(shown)
    })
})

import {expect} from 'chai'
import {authorizeUrl} from '../../../../src/lib/aws/login/pkce.js'
import {challengeOf, createProof} from '../../../../src/lib/sign-in/pkce.js'
import {fakeMachine} from '../../../support/fake-machine.js'

describe('aws/login/pkce', () => {
  it('makes a 64-character verifier of unreserved characters and its challenge', () => {
    const {verifier, challenge} = createProof(fakeMachine())
    expect(verifier).to.match(/^[A-Za-z0-9_-]{64}$/)
    expect(challenge).to.equal(challengeOf(verifier))
  })

  it('agrees with the example of RFC 7636, appendix B', () => {
    expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).to.equal(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    )
  })

  it('never repeats itself', () => {
    const [a, b] = [createProof(fakeMachine()), createProof(fakeMachine())]
    expect(new Set([a.verifier, b.verifier, a.state, b.state]).size).to.equal(4)
  })

  const proof = {verifier: 'v', challenge: 'c', state: 's'}
  const request = {
    endpoint: 'http://127.0.0.1:4100/aws/',
    clientId: 'client 1',
    redirectUri: 'http://127.0.0.1:5000/oauth/callback',
    scopes: ['sso:account:access', 'other'],
    proof,
  }

  it('asks below the path of the endpoint', () => {
    const url = new URL(authorizeUrl(request))
    expect(url.origin + url.pathname).to.equal('http://127.0.0.1:4100/aws/authorize')
  })

  it('sends the scopes under both names, and never the verifier', () => {
    const query = Object.fromEntries(new URL(authorizeUrl(request)).searchParams)
    expect(query).to.deep.equal({
      response_type: 'code',
      client_id: 'client 1',
      redirect_uri: 'http://127.0.0.1:5000/oauth/callback',
      state: 's',
      code_challenge_method: 'S256',
      code_challenge: 'c',
      scopes: 'sso:account:access other',
      scope: 'sso:account:access other',
    })
  })
})

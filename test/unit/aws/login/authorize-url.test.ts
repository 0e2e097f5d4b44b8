import {expect} from 'chai'
import {authorizeUrl} from '../../../../src/lib/aws/login/authorize-url.js'

describe('aws/login/authorize-url', () => {
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

import {expect} from 'chai'
import {challengeOf, createProof} from '../../../src/lib/sign-in/pkce.js'
import {fakeMachine} from '../../support/fake-machine.js'

describe('sign-in/pkce', () => {
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
})

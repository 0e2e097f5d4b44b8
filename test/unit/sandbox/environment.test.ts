import {expect} from 'chai'
import {insideSandbox, strayVariables} from '../../../src/lib/sandbox/environment.js'
import {shellLines} from '../../../src/lib/sandbox/shell-lines.js'

describe('the way into the sandbox', () => {
  const outside = {
    PATH: '/bin',
    HOME: '/home/ada',
    AWS_PROFILE: 'prod',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    OKTA_API_TOKEN: 'x',
    OKTA_OPS_STATE_DIR: '/home/ada/state',
    OKTA_OPS_LOG: 'debug',
    XDG_DATA_HOME: '/home/ada/.data',
    https_proxy: 'http://proxy.example.test',
    ALL_PROXY: 'http://proxy.example.test',
    NOTHING: undefined,
  }

  it('leaves behind whatever leads to the real account', () => {
    expect(insideSandbox(outside, {HOME: '/tmp/home', no_proxy: '127.0.0.1'})).to.deep.equal({
      PATH: '/bin',
      HOME: '/tmp/home',
      OKTA_OPS_LOG: 'debug',
      no_proxy: '127.0.0.1',
    })
  })

  it('unsets what it does not set, and quotes what it sets', () => {
    const lines = shellLines(strayVariables({AWS_PROFILE: 'x', HOME: '/'}), {HOME: "/tmp/it's"})
    expect(lines).to.equal("unset AWS_PROFILE\nexport HOME='/tmp/it'\\''s'")
  })

  it('unsets nothing when nothing is in the way', () => {
    expect(shellLines([], {HOME: '/tmp'})).to.equal("export HOME='/tmp'")
  })
})

import {expect} from 'chai'
import {chooseFlow} from '../../../../src/lib/aws/login/flow-choice.js'
import type {SsoSession} from '../../../../src/lib/aws/config/profile.js'

const session: SsoSession = {
  name: 'corp',
  startUrl: 'https://d-1234567890.awsapps.com/start',
  region: 'us-east-1',
  scopes: ['sso:account:access'],
  useDeviceCode: false,
}
const nothingAsked = {deviceCode: false, callbackPort: undefined}

describe('aws/login/flow-choice', () => {
  const cases = [
    {name: 'PKCE at a desktop', asked: nothingAsked, want: 'pkce'},
    {
      name: '[login --device-code] a device code when asked',
      asked: {...nothingAsked, deviceCode: true},
      want: 'device-code',
    },
    {name: 'a device code when configured', asked: nothingAsked, configured: true, want: 'device-code'},
    {name: 'a device code when headless', asked: nothingAsked, headless: 'this is WSL', want: 'device-code'},
    {name: 'a device code for a legacy profile', asked: nothingAsked, legacy: true, want: 'device-code'},
    {
      name: 'PKCE over SSH when the port is forwarded',
      asked: {deviceCode: false, callbackPort: 8765},
      headless: 'this is an SSH session',
      configured: true,
      want: 'pkce',
    },
    {
      name: 'a legacy profile has no callback',
      asked: {deviceCode: false, callbackPort: 8765},
      legacy: true,
      want: 'device-code',
    },
  ] as const
  for (const {name, asked, want, ...more} of cases) {
    it(name, () => {
      const configured = {
        ...session,
        useDeviceCode: 'configured' in more,
        name: 'legacy' in more ? undefined : 'corp',
      }
      const choice = chooseFlow(asked, configured, 'headless' in more ? more.headless : undefined)
      expect(choice.flow).to.equal(want)
    })
  }

  it('says why, unless it was asked to', () => {
    expect(chooseFlow(nothingAsked, session, 'this is WSL').because).to.equal('this is WSL')
    expect(chooseFlow({...nothingAsked, deviceCode: true}, session, 'this is WSL').because).to.equal(
      undefined,
    )
  })
})

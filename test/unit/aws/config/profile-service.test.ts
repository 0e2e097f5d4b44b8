import {expect} from 'chai'
import {serviceUse} from '../../../../src/lib/aws/config/profile-service.js'
import {loadConfig} from '../../../../src/lib/aws/config/profiles.js'
import {fakeMachine} from '../../../support/fake-machine.js'
import {createTempHome} from '../../../support/temp-home.js'

const config = `
[sso-session halyard]
sso_start_url = https://halyard.example.com/start
sso_region = eu-west-1
[profile dev]
sso_session = halyard
sso_account_id = 111111111111
sso_role_name = Developer
[profile over-dev]
role_arn = arn:aws:iam::222222222222:role/Reader
source_profile = dev
[profile keys]
aws_access_key_id = AKIAEXAMPLEHALYARD01
aws_secret_access_key = example
[profile over-keys]
role_arn = arn:aws:iam::222222222222:role/Reader
source_profile = keys
[profile itself]
role_arn = arn:aws:iam::222222222222:role/Reader
source_profile = itself
aws_access_key_id = AKIAEXAMPLEHALYARD02
aws_secret_access_key = example
[profile with-mfa]
role_arn = arn:aws:iam::222222222222:role/Reader
source_profile = keys
mfa_serial = arn:aws:iam::222222222222:mfa/mira
[profile in-container]
role_arn = arn:aws:iam::222222222222:role/Reader
credential_source = EcsContainer
[profile vault]
credential_process = /opt/vault-reader --role reader
[profile ours]
credential_process = /opt/node /opt/okta-ops-credentials.cjs --profile dev
[profile web]
web_identity_token_file = /var/run/token
role_arn = arn:aws:iam::222222222222:role/Reader
[profile bare]
region = eu-west-1
[profile round]
role_arn = arn:aws:iam::222222222222:role/Reader
source_profile = about
[profile about]
role_arn = arn:aws:iam::222222222222:role/Reader
source_profile = round
`

describe('whether a service could use a profile', () => {
  for (const [profile, possible, why] of [
    ['dev', false, /sign-in of profile dev lasts/],
    ['over-dev', false, /sign-in of profile over-dev lasts/],
    ['keys', true, /keys of profile keys/],
    ['over-keys', true, /keys of profile keys/],
    ['itself', true, /keys of profile itself/],
    ['with-mfa', false, /MFA/],
    ['in-container', true, /container/],
    ['vault', true, /program of profile vault asks nobody/],
    ['ours', false, /sign-in of profile dev lasts/],
    ['web', true, /token of profile web/],
    ['bare', false, /no credentials/],
    ['round', false, /circle/],
    ['nobody', false, /nobody/],
  ] as const)
    it(`${profile}: ${possible ? 'yes' : 'no'}`, () => {
      const home = createTempHome()
      try {
        home.write('.aws/config', config)
        const use = serviceUse(loadConfig(fakeMachine({HOME: home.path})), profile)
        expect(use.possible, use.why).to.equal(possible)
        expect(use.why).to.match(why)
      } finally {
        home.remove()
      }
    })
})

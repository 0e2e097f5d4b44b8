import {expect} from 'chai'
import {helperTarget, processProfileFor} from '../../../../src/lib/aws/config/process-profile.js'
import {loadConfig, type AwsConfig} from '../../../../src/lib/aws/config/profiles.js'
import {fakeMachine} from '../../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../../support/temp-home.js'
import {opsErrorOf} from '../../../support/thrown.js'

describe('helperTarget', () => {
  const cases = [
    {command: 'okta-ops-credentials --profile dev', want: 'dev'},
    {command: '/opt/node /opt/okta-ops/bin/okta-ops-credentials.cjs --profile dev', want: 'dev'},
    {command: '"/opt/my node" "/opt/x y/okta-ops-credentials.cjs" --profile "dev"', want: 'dev'},
    {command: `'/opt/node' '/opt/okta-ops-credentials.cjs' --profile 'a.b@c'`, want: 'a.b@c'},
    {command: 'okta-ops-credentials --profile=dev', want: 'dev'},
    {command: 'okta-ops-credentials', want: undefined},
    {command: '/opt/other-tool --profile dev', want: undefined},
    {command: '/opt/not-okta-ops-credentials-at-all --profile dev', want: undefined},
    {command: '', want: undefined},
  ]
  for (const {command, want} of cases) {
    it(`${command || '(empty)'} -> ${want ?? 'nothing'}`, () => {
      expect(helperTarget(command)).to.equal(want)
    })
  }
})

describe('processProfileFor', () => {
  let home: TempHome
  let config: AwsConfig
  beforeEach(() => {
    home = createTempHome()
    home.write(
      '.aws/config',
      [
        '[profile dev]',
        'region = eu-west-1',
        '[profile broken]',
        'role_arn = arn:aws:iam::111111111111:role/Nobody',
        '[profile dev-process]',
        'credential_process = /opt/okta-ops-credentials.cjs --profile dev',
        '[profile lonely]',
        'region = eu-west-1',
        '',
      ].join('\n'),
    )
    config = loadConfig(fakeMachine({HOME: home.path}))
  })
  afterEach(() => {
    home.remove()
  })

  it('finds the profile that runs the helper for it, past profiles that cannot be read', () => {
    expect(processProfileFor(config, config.profile('dev'))).to.equal('dev-process')
  })

  it('takes a process profile as it is', () => {
    expect(processProfileFor(config, config.profile('dev-process'))).to.equal('dev-process')
  })

  it('says how to get one', () => {
    const error = opsErrorOf(() => processProfileFor(config, config.profile('lonely')))
    expect(error).to.include({
      code: 'OPS_PROFILE_NOT_FOUND',
      next: 'okta-ops setup --profile lonely --credential-process',
    })
  })

  it('needs a profile', () => {
    expect(opsErrorOf(() => processProfileFor(config, undefined))).to.include({
      code: 'OPS_USAGE',
      failure: 'usage',
    })
  })
})

import {expect} from 'chai'
import type {Context} from '../../src/lib/cli/context.js'
import {pickProfile} from '../../src/lib/cli/profile-picker.js'
import type {Choice, Prompts} from '../../src/lib/cli/prompts.js'
import {fakeMachine} from '../support/fake-machine.js'
import {createTempHome, type TempHome} from '../support/temp-home.js'
import {opsErrorFrom} from '../support/thrown.js'

const profiles = `[sso-session corp]
sso_start_url = https://d-1.awsapps.com/start
sso_region = us-east-1
[profile dev]
sso_session = corp
sso_account_id = 111111111111
sso_role_name = Developer
[profile deploy]
role_arn = arn:aws:iam::222222222222:role/Deploy
source_profile = dev
[profile broken]
sso_session = nowhere
sso_role_name = R
`

describe('picking a profile', () => {
  let home: TempHome
  beforeEach(() => (home = createTempHome()))
  afterEach(() => {
    home.remove()
  })

  function contextWith(options: {
    interactive?: boolean
    env?: Record<string, string>
    prompts?: Partial<Prompts>
  }): Context {
    const refuse = (): never => {
      throw new Error('nobody should be asked')
    }
    return {
      machine: fakeMachine({HOME: home.path, ...options.env}),
      terminal: {interactive: options.interactive ?? false, colour: false, columns: 80, width: undefined},
      say: () => undefined,
      every: () => () => undefined,
      configs: new Set(),
      prompts: () =>
        Promise.resolve({search: refuse, text: refuse, secret: refuse, confirm: refuse, ...options.prompts}),
    }
  }

  it('asks nobody when the flag or a variable says it', async () => {
    const context = contextWith({interactive: true, env: {AWS_PROFILE: 'a'}})
    expect(await pickProfile(context, 'dev')).to.deep.equal({name: 'dev', from: '--profile'})
    expect(await pickProfile(context, undefined)).to.deep.equal({name: 'a', from: 'AWS_PROFILE'})
  })

  it('offers every profile with account, role and session, the broken ones too', async () => {
    home.write('.aws/config', profiles)
    let labels: string[] = []
    const search = <T>(_: string, choices: readonly Choice<T>[]): Promise<T> => {
      labels = choices.map(({label}) => label)
      return Promise.resolve(choices[1]!.value)
    }
    const picked = await pickProfile(contextWith({interactive: true, prompts: {search}}), undefined)
    expect(picked).to.deep.equal({name: 'deploy', from: 'list'})
    expect(labels).to.deep.equal([
      'dev     Developer in 111111111111 (corp)',
      'deploy  arn:aws:iam::222222222222:role/Deploy by dev',
      'broken  (there is no [sso-session nowhere] in ~/.aws/config)',
    ])
  })

  it('without a terminal says how to choose', async () => {
    home.write('.aws/config', profiles)
    const {code, message, next, failure} = await opsErrorFrom(() => pickProfile(contextWith({}), undefined))
    expect({code, failure, next}).to.deep.equal({
      code: 'OPS_USAGE',
      failure: 'usage',
      next: 'export AWS_PROFILE=dev',
    })
    expect(message).to.match(/--profile/)
  })

  it('without any profile points to setup, with a terminal too', async () => {
    const {next} = await opsErrorFrom(() => pickProfile(contextWith({interactive: true}), undefined))
    expect(next).to.equal('okta-ops setup')
  })
})

import {expect} from 'chai'
import {chooseSource} from '../../../../src/lib/aws/credentials/credential-choice.js'
import {loadConfig} from '../../../../src/lib/aws/config/profiles.js'
import {fakeMachine} from '../../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../../support/temp-home.js'
import {opsErrorOf} from '../../../support/thrown.js'

const keys = {AWS_ACCESS_KEY_ID: 'AKIAHALYARD', AWS_SECRET_ACCESS_KEY: 'secret'}
const container = {AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/'}
const webIdentity = {AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: 'arn:aws:iam::111111111111:role/Ci'}
const config = `
[profile dev]
credential_process = true
region = eu-west-1
[profile settings]
region = eu-north-1
`
const withDefault = `${config}[default]\ncredential_process = true\n`
const emptyDefault = `${config}[default]\nregion = us-west-2\n`

describe('chooseSource', () => {
  let home: TempHome
  beforeEach(() => (home = createTempHome()))
  afterEach(() => {
    home.remove()
  })

  interface Case {
    readonly name: string
    readonly config?: string
    readonly env?: Readonly<Record<string, string>>
    readonly flag?: string
    /** `profile/from`, or `origin` with the region that is known for it. */
    readonly want: string | undefined
  }
  const cases: Case[] = [
    {
      name: 'the flag comes before everything',
      env: {...keys, AWS_PROFILE: 'other'},
      flag: 'dev',
      want: 'dev/--profile',
    },
    {
      name: 'keys come before AWS_PROFILE',
      env: {...keys, AWS_PROFILE: 'dev'},
      want: 'environment in eu-west-1',
    },
    {name: 'keys need no profile that exists', env: {...keys, AWS_PROFILE: 'gone'}, want: 'environment'},
    {
      name: 'half a pair of keys is none',
      env: {AWS_ACCESS_KEY_ID: 'A', AWS_PROFILE: 'dev'},
      want: 'dev/AWS_PROFILE',
    },
    {
      name: 'AWS_PROFILE comes before a container',
      env: {...container, AWS_PROFILE: 'dev'},
      want: 'dev/AWS_PROFILE',
    },
    {name: 'AWS_DEFAULT_PROFILE', env: {AWS_DEFAULT_PROFILE: 'dev'}, want: 'dev/AWS_DEFAULT_PROFILE'},
    {name: 'the default profile', config: withDefault, env: container, want: 'default/default'},
    {
      name: 'a default profile of settings is passed over',
      config: emptyDefault,
      env: container,
      want: 'container in us-west-2',
    },
    {name: 'and then the instance is asked', config: emptyDefault, want: 'instance in us-west-2'},
    {name: 'as is one of AWS_PROFILE', env: {AWS_PROFILE: 'settings'}, want: 'instance in eu-north-1'},
    {name: 'but not one of the flag', flag: 'settings', want: 'settings/--profile'},
    {
      name: 'a web identity comes before a container',
      env: {...container, ...webIdentity},
      want: 'web-identity',
    },
    {name: 'a container', env: container, want: 'container'},
    {
      name: 'a container by its relative address',
      env: {AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/creds'},
      want: 'container',
    },
    {name: 'nothing chosen', want: undefined},
  ]
  for (const {name, config: text = config, env = {}, flag, want} of cases) {
    it(name, () => {
      home.write('.aws/config', text)
      const machine = fakeMachine({HOME: home.path, ...env})
      const source = chooseSource(machine, loadConfig(machine), flag)
      expect(described(source)).to.equal(want)
    })
  }

  for (const [flag, env] of [
    ['gone', {}],
    [undefined, {AWS_PROFILE: 'gone'}],
  ] as const) {
    it(`refuses a profile that is not there (${flag ?? 'AWS_PROFILE'})`, () => {
      home.write('.aws/config', config)
      const machine = fakeMachine({HOME: home.path, ...env})
      const error = opsErrorOf(() => chooseSource(machine, loadConfig(machine), flag))
      expect(error.code).to.equal('OPS_PROFILE_NOT_FOUND')
    })
  }
})

function described(source: ReturnType<typeof chooseSource>): string | undefined {
  if (source === undefined) return undefined
  if (source.kind === 'profile') return `${source.profile.name}/${source.from}`
  const region = source.settings?.region
  return region === undefined ? source.origin : `${source.origin} in ${region}`
}

import {expect} from 'chai'
import {awsPaths, shownPath} from '../../../../src/lib/aws/config/aws-paths.js'
import {fakeMachine} from '../../../support/fake-machine.js'
import {createTempHome, type TempHome} from '../../../support/temp-home.js'
import {opsErrorOf} from '../../../support/thrown.js'

describe('the paths of an AWS home', () => {
  let home: TempHome
  beforeEach(() => (home = createTempHome()))
  afterEach(() => {
    home.remove()
  })

  it('are below ~/.aws unless a variable says otherwise', () => {
    expect(awsPaths(fakeMachine({HOME: home.path}))).to.deep.equal({
      home: home.path,
      configFile: `${home.path}/.aws/config`,
      credentialsFile: `${home.path}/.aws/credentials`,
      ssoCacheFolder: `${home.path}/.aws/sso/cache`,
      cliCacheFolder: `${home.path}/.aws/cli/cache`,
    })
  })

  const cases: {name: string; value: string; want: string}[] = [
    {name: 'an absolute path', value: '/etc/aws-config', want: '/etc/aws-config'},
    {name: 'a leading ~', value: '~/elsewhere', want: 'HOME/elsewhere'},
    {name: '$NAME', value: '$PLACE/config', want: '/srv/place/config'},
    {name: '${NAME}', value: '${PLACE}x/config', want: '/srv/placex/config'},
    {name: 'an unset variable, which stays', value: '/a/$NOWHERE/b', want: '/a/$NOWHERE/b'},
    {name: 'a ~ that is not at the start', value: '/a/~/b', want: '/a/~/b'},
    {name: 'a ~ that is part of a name', value: '/~a', want: '/~a'},
    {name: 'an empty value, which counts as unset', value: '', want: 'HOME/.aws/config'},
  ]
  for (const {name, value, want} of cases) {
    it(`AWS_CONFIG_FILE may hold ${name}`, () => {
      const paths = awsPaths(fakeMachine({HOME: home.path, PLACE: '/srv/place', AWS_CONFIG_FILE: value}))
      expect(paths.configFile).to.equal(want.replace('HOME', home.path))
      expect(paths.ssoCacheFolder).to.equal(`${home.path}/.aws/sso/cache`)
    })
  }

  it('AWS_SHARED_CREDENTIALS_FILE moves only the credentials file', () => {
    const paths = awsPaths(fakeMachine({HOME: home.path, AWS_SHARED_CREDENTIALS_FILE: '~/keys'}))
    expect(paths.credentialsFile).to.equal(`${home.path}/keys`)
    expect(paths.configFile).to.equal(`${home.path}/.aws/config`)
  })

  const missing: {name: string; env: (home: TempHome) => Record<string, string>; says: RegExp}[] = [
    {name: 'HOME is unset', env: () => ({}), says: /HOME is not set/},
    {name: 'HOME is empty', env: () => ({HOME: ''}), says: /HOME is not set/},
    {name: 'HOME does not exist', env: ({path}) => ({HOME: `${path}/gone`}), says: /does not exist/},
    {name: 'HOME is a file', env: (at) => ({HOME: at.write('file', 'x')}), says: /not a folder/},
    {
      name: 'HOME lies behind a file',
      env: (at) => ({HOME: `${at.write('file', 'x')}/x`}),
      says: /cannot be read/,
    },
  ]
  for (const {name, env, says} of missing) {
    it(`are refused when ${name}`, () => {
      const {code, message, next} = opsErrorOf(() => awsPaths(fakeMachine(env(home))))
      expect(code).to.equal('OPS_HOME_MISSING')
      expect(message).to.match(says)
      expect(next).to.be.a('string')
    })
  }

  it('are shown with ~ when they lie below it', () => {
    expect(shownPath('/home/ann/.aws/config', '/home/ann')).to.equal('~/.aws/config')
    expect(shownPath('/home/anna/.aws/config', '/home/ann')).to.equal('/home/anna/.aws/config')
  })
})

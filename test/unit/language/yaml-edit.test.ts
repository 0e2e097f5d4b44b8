import {expect} from 'chai'
import {editYaml} from '../../../src/lib/language/yaml-edit.js'
import {opsErrorOf} from '../../support/thrown.js'

const file = `# our orgs
version: 1
current: prod # the big one

orgs:
  # production
  prod:
    url: "https://halyard.okta.com"
    scopes: [okta.logs.read, okta.users.read]

  dev:
    url: https://halyard-dev.okta.com

# the end
`

describe('an edit of a YAML file', () => {
  it('keeps words, order and comments when nothing is changed', () => {
    expect(editYaml(file, 'orgs.yaml').text()).to.equal(file)
  })

  it('changes a value and keeps the comment beside it', () => {
    const edit = editYaml(file, 'orgs.yaml')
    edit.set(['current'], 'dev')
    expect(edit.text()).to.equal(file.replace('current: prod', 'current: dev'))
  })

  it('adds a mapping and leaves the others as they were', () => {
    const edit = editYaml(file, 'orgs.yaml')
    edit.set(['orgs', 'new'], {url: 'https://new.okta.com', scopes: ['okta.logs.read']})
    const text = edit.text()
    expect(text).to.include('\n  # production\n  prod:\n    url: "https://halyard.okta.com"\n')
    expect(text).to.include('\n  new:\n    url: https://new.okta.com\n    scopes:\n      - okta.logs.read\n')
    expect(text).to.include('# the end')
  })

  it('removes a mapping with what is in it', () => {
    const edit = editYaml(file, 'orgs.yaml')
    edit.remove(['orgs', 'dev'])
    expect(edit.text()).to.equal(file.replace(/\n {2}dev:\n.*\n/, ''))
  })

  it('removes a mapping that it emptied, so that the next one is written in lines again', () => {
    const edit = editYaml('# ours\nversion: 1\norgs:\n  a:\n    url: x\n', 'orgs.yaml')
    edit.remove(['orgs', 'a'])
    expect(edit.text()).to.equal('# ours\nversion: 1\n')
    edit.set(['orgs', 'b'], {url: 'y'})
    expect(edit.text()).to.equal('# ours\nversion: 1\norgs:\n  b:\n    url: y\n')
  })

  it('does nothing for what is not there', () => {
    const edit = editYaml(file, 'orgs.yaml')
    edit.remove(['orgs', 'nobody'])
    edit.remove(['nothing', 'at', 'all'])
    expect(edit.text()).to.equal(file)
  })

  it('begins a file with a comment alone', () => {
    const edit = editYaml('# ours\n', 'orgs.yaml')
    edit.set(['version'], 1)
    expect(edit.text()).to.match(/^# ours\n+version: 1\n$/)
  })

  it('refuses to rewrite what is no YAML', () => {
    expect(opsErrorOf(() => editYaml('a: [1', 'orgs.yaml'))).to.deep.include({code: 'OPS_YAML'})
  })
})

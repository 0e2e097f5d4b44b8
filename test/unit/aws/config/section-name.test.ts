import {expect} from 'chai'
import {
  readSectionName,
  writeSectionName,
  type SectionName,
} from '../../../../src/lib/aws/config/section-name.js'

describe('the name of a config section', () => {
  const cases: {header: string; want: SectionName | undefined}[] = [
    {header: 'default', want: {kind: 'profile', name: 'default'}},
    {header: 'profile default', want: {kind: 'profile', name: 'default'}},
    {header: 'profile dev', want: {kind: 'profile', name: 'dev'}},
    {header: 'profile  dev', want: {kind: 'profile', name: 'dev'}},
    {header: 'profile\tdev ', want: {kind: 'profile', name: 'dev'}},
    {header: 'profile "dev"', want: {kind: 'profile', name: 'dev'}},
    {header: "profile 'dev'", want: {kind: 'profile', name: 'dev'}},
    {header: 'profile "a b"', want: {kind: 'profile', name: 'a b'}},
    {header: "profile 'a b'", want: {kind: 'profile', name: 'a b'}},
    {header: 'profile a\\ b', want: {kind: 'profile', name: 'a b'}},
    {header: 'profile "a\\"b"', want: {kind: 'profile', name: 'a"b'}},
    {header: 'profile "a\\nb"', want: {kind: 'profile', name: 'a\\nb'}},
    {header: 'profile a"b c"d', want: {kind: 'profile', name: 'ab cd'}},
    {header: 'profile a.b+c@d:e/f%g-h_i', want: {kind: 'profile', name: 'a.b+c@d:e/f%g-h_i'}},
    {header: 'profile dev(1)', want: {kind: 'profile', name: 'dev(1)'}},
    {header: 'profile é', want: {kind: 'profile', name: 'é'}},
    {header: 'sso-session my.corp', want: {kind: 'sso-session', name: 'my.corp'}},
    {header: 'sso-session "my corp"', want: {kind: 'sso-session', name: 'my corp'}},
    {header: 'services local', want: {kind: 'services', name: 'local'}},
    {header: 'profile', want: undefined},
    {header: 'profile a b', want: undefined},
    {header: 'profile "a', want: undefined},
    {header: 'sso-session', want: undefined},
    {header: 'dev', want: undefined},
    {header: 'plugins', want: undefined},
    {header: 'preview', want: undefined},
  ]
  for (const {header, want} of cases) {
    it(`[${header}] is ${want ? `${want.kind} ${JSON.stringify(want.name)}` : 'no section of AWS tools'}`, () => {
      expect(readSectionName(header)).to.deep.equal(want)
    })
  }

  it('is written without quotes, and the default profile without the word', () => {
    expect(writeSectionName({kind: 'profile', name: 'dev'})).to.equal('profile dev')
    expect(writeSectionName({kind: 'profile', name: 'default'})).to.equal('default')
    expect(writeSectionName({kind: 'sso-session', name: 'default'})).to.equal('sso-session default')
  })
})

import {expect} from 'chai'
import {
  eventTypeNamed,
  eventTypes,
  findEventTypes,
  matchEventTypes,
  nearestEventTypes,
} from '../../../src/lib/language/event-types.js'
import {parseFilter} from '../../../src/lib/language/filter/filter-parse.js'
import {oddEventTypes} from '../../../src/lib/language/filter/odd-event-types.js'
import {globMatches} from '../../../src/lib/language/glob.js'

describe('the event-type catalogue', () => {
  it('has every public type once, sorted, with its release', () => {
    const all = eventTypes()
    const names = all.map(({name}) => name)
    expect(names).to.have.lengthOf(1178)
    expect(new Set(names).size).to.equal(1178)
    expect(names).to.deep.equal([...names].sort())
    for (const {name, since} of all) {
      expect(name).to.match(/^[\w-]+(\.[\w-]+)+$/)
      expect(since, name).to.match(/^20\d\d\.[\d.]+$/)
    }
    expect(all.filter(({hookEligible}) => hookEligible)).to.have.lengthOf(264)
  })

  it('knows a type by its name only', () => {
    expect(eventTypeNamed('user.session.start')).to.deep.equal({
      name: 'user.session.start',
      since: '2016.02',
      hookEligible: true,
    })
    expect(eventTypeNamed('constructor')).to.be.undefined
  })

  it('expands a glob, and a plain name to itself', () => {
    const names = (glob: string) => matchEventTypes(glob).map(({name}) => name)
    expect(names('user.session.*')).to.include.members(['user.session.start', 'user.session.end'])
    expect(names('user.session.*').every((name) => name.startsWith('user.session.'))).to.be.true
    expect(names('user.session.start')).to.deep.equal(['user.session.start'])
    expect(names('session.start')).to.deep.equal([])
    expect(findEventTypes('session.start').map(({name}) => name)).to.include('user.session.start')
  })

  it('finds the nearest names', () => {
    expect(nearestEventTypes('user.sesion.start')[0]).to.equal('user.session.start')
    expect(nearestEventTypes('user.lifecycle.deactivated')[0]).to.equal('user.lifecycle.deactivate')
  })
})

describe('globMatches', () => {
  for (const [pattern, text, want] of [
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a*c', 'abbc', true],
    ['a*c', 'abcd', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*.start', 'user.session.start', true],
    ['user.*.start', 'user.session.start', true],
    ['USER.*', 'user.session.start', true],
    ['*a*b*c*', 'xxaxxbxxcxx', true],
    ['*a*b*c*', 'xxaxxcxxbxx', false],
    ['a.c', 'abc', false],
    ['[a]*', '[a]b', true],
  ] as const) {
    it(`${pattern} and ${text}: ${want}`, () => {
      expect(globMatches(pattern, text)).to.equal(want)
    })
  }

  it('does not get lost in many stars', () => {
    expect(globMatches('*a'.repeat(500), 'a'.repeat(499))).to.be.false
  })
})

describe('oddEventTypes', () => {
  for (const {text, want} of [
    {text: 'eventType eq "user.session.start" and actor.id eq "x"', want: []},
    {text: 'actor.id eq "user.sesion.start"', want: []},
    {
      text: 'not (eventType eq "user.sesion.start")',
      want: [/^user\.sesion\.start is not among .* nearest are user\.session\.start, /],
    },
    {
      text: 'eventType in ["user.session.end", "group.nothing.like_this_at_all"]',
      want: [/^group\.nothing\.like_this_at_all is not among the event types that are known/],
    },
    {text: 'eventType sw "user.session."', want: []},
    {text: 'eventType sw "user.sesion."', want: [/^no event type that is known begins with user\.sesion\.$/]},
    {text: 'eventType co "sesion" or eventType pr or eventType eq 5', want: []},
    {text: 'eventType eq "x.y" or eventType eq "x.y"', want: [/^x\.y is not among/]},
  ]) {
    it(text, async () => {
      const found = await oddEventTypes(parseFilter(text, '--filter'))
      expect(found).to.have.lengthOf(want.length)
      for (const [index, pattern] of want.entries()) expect(found[index]).to.match(pattern)
    })
  }

  for (const name of [
    'user.authentication.sso.login.success',
    'user.authentication.sso.login.failure',
    'user.authentication.sso.logout',
    'user.session.expired',
    'user.mfa.factor.challenge',
    'user.mfa.factor.failure',
    'user.password.expiring',
    'policy.violation',
    'user.authentication.risk.detected',
  ]) {
    it(`knows what to use for ${name}, and every type it names exists`, async () => {
      const [warning = ''] = await oddEventTypes(parseFilter(`eventType eq "${name}"`, '--filter'))
      const [refused = '', advice = ''] = warning.split('; use ')
      expect(refused).to.equal(`Okta has no event type ${name}`)
      const named = (
        advice.replace('securityContext', 'security_context').match(/[a-z_]+(\.[a-z_]+)+/g) ?? []
      ).filter((word) => !['outcome.result', 'security_context.risk'].includes(word))
      expect(named).to.have.length.of.at.least(2)
      for (const type of named) expect(eventTypeNamed(type), type).to.not.be.undefined
    })
  }
})

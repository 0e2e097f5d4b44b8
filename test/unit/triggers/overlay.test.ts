import {expect} from 'chai'
import type {JsonObject} from '../../../src/lib/shared/json.js'
import {eventTypes} from '../../../src/lib/language/event-types.js'
import {believableEvent, fixedIdentity} from '../../../src/lib/triggers/events/believable-event.js'
import {overlay, parseSetting, withSetting} from '../../../src/lib/triggers/events/overlay.js'
import {opsErrorOf} from '../../support/thrown.js'

describe('a believable event', () => {
  const targetTypes = (eventType: string): readonly unknown[] =>
    (believableEvent(eventType, fixedIdentity)['target'] as JsonObject[] | null)?.map(({type}) => type) ?? []

  const cases: readonly (readonly [eventType: string, targets: readonly string[]])[] = [
    ['user.lifecycle.deactivate', ['User']],
    ['user.session.start', ['AuthenticatorEnrollment', 'AppInstance']],
    ['user.authentication.sso', ['AppInstance', 'AppUser']],
    ['user.mfa.factor.activate', ['User', 'AuthenticatorEnrollment']],
    ['group.user_membership.add', ['User', 'UserGroup']],
    ['application.user_membership.remove', ['AppUser', 'AppInstance', 'User']],
    ['policy.rule.update', ['PolicyEntity', 'PolicyRule']],
    ['security.threat.detected', []],
    ['something.of.ours', ['User']],
  ]
  for (const [eventType, targets] of cases)
    it(`${eventType} is about ${targets.join(', ') || 'nobody'}`, () => {
      expect(targetTypes(eventType)).to.deep.equal(targets)
    })

  it('has what every event has, for each type of the catalogue', () => {
    for (const {name} of eventTypes()) {
      const event = believableEvent(name, fixedIdentity)
      expect(event, name).to.include({eventType: name, uuid: fixedIdentity.uuid, version: '0'})
      expect(event, name).to.have.nested.property('outcome.result').that.is.a('string')
      expect(event, name).to.have.nested.property('debugContext.debugData.requestId')
    }
  })
})

describe('laying values over an event', () => {
  it('goes field by field through objects and replaces lists', () => {
    expect(overlay({a: {b: 1, c: 2}, list: [1, 2]}, {a: {c: 3}, list: [9], d: null})).to.deep.equal({
      a: {b: 1, c: 3},
      list: [9],
      d: null,
    })
  })

  it('keeps a key named __proto__ what it is', () => {
    const merged = overlay({a: 1}, JSON.parse('{"__proto__": {"x": 1}}') as JsonObject)
    expect(Object.keys(merged as object)).to.deep.equal(['a', '__proto__'])
    expect(({} as {x?: number}).x).to.equal(undefined)
  })

  const event: JsonObject = {
    actor: {id: '00u1', alternateId: 'kim@example.com'},
    securityContext: {isProxy: false, asNumber: 1},
    debugContext: {debugData: {threatSuspected: 'false'}},
    device: null,
    target: [
      {type: 'User', id: '1'},
      {type: 'UserGroup', id: '2'},
    ],
  }
  const cases: readonly (readonly [setting: string, path: string, value: unknown])[] = [
    ['actor.alternateId=noor@example.com', 'actor.alternateId', 'noor@example.com'],
    ['actor.alternateId=17', 'actor.alternateId', '17'],
    ['actor.alternateId=a=b', 'actor.alternateId', 'a=b'],
    ['securityContext.isProxy=true', 'securityContext.isProxy', true],
    ['securityContext.asNumber=64500', 'securityContext.asNumber', 64500],
    ['debugContext.debugData.threatSuspected=true', 'debugContext.debugData.threatSuspected', 'true'],
    ['debugContext.debugData.tries=3', 'debugContext.debugData.tries', '3'],
    ['device.id=guo1', 'device.id', 'guo1'],
    ['extra={"a":[1]}', 'extra', {a: [1]}],
    ['target.0.id=x', 'target[0].id', 'x'],
    ['target[type eq "UserGroup"].id=x', 'target[1].id', 'x'],
    ['target[type eq "User" and id eq "1"].displayName=Noor = N', 'target[0].displayName', 'Noor = N'],
  ]
  for (const [setting, path, value] of cases)
    it(`--set ${setting}`, () => {
      const set = withSetting(event, parseSetting(setting))
      expect(set).to.have.nested.property(path).that.deep.equals(value)
      expect(event, 'the event itself').to.not.have.deep.nested.property(path, value)
    })

  const refused: readonly (readonly [setting: string, says: RegExp])[] = [
    ['actor', /should be path=value/],
    ['=x', /should be path=value/],
    ['actor.id.more=x', /actor\.id\.more leads nowhere/],
    ['target[type eq "App"].id=x', /leads nowhere/],
    ['target.7.id=x', /leads nowhere/],
    ['target[type = "User"].id=x', /is no operator/],
    ['a b=x', /is not expected in a path/],
  ]
  for (const [setting, says] of refused)
    it(`refuses --set ${setting}`, () => {
      const error = opsErrorOf(() => withSetting(event, parseSetting(setting)))
      expect(error.message).to.match(says)
      expect(error.failure).to.equal('usage')
    })
})

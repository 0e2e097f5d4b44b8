import {expect} from 'chai'
import {compileFilter} from '../../../../src/lib/language/filter/filter-match.js'
import {parseFilter} from '../../../../src/lib/language/filter/filter-parse.js'
import type {JsonObject} from '../../../../src/lib/shared/json.js'

const matches = (text: string, value: JsonObject): boolean =>
  compileFilter(parseFilter(text, '--filter'))(value)

const event = JSON.parse(`{
  "eventType": "user.session.start", "severity": "INFO", "published": "2026-08-01T10:00:00.500Z",
  "actor": {"id": "00u1", "displayName": "Ada Marsh", "detailEntry": null},
  "securityContext": {"asNumber": 577, "isProxy": false},
  "debugContext": {"debugData": {"threatSuspected": "false", "empty": "", "risk": "{level=HIGH}"}},
  "transaction": {"detail": {}},
  "target": [
    {"id": "A", "type": "User", "displayName": "Ada Marsh"},
    {"id": "B", "type": "UserGroup", "displayName": "AWS_dev"},
    {"type": "AppInstance", "displayName": null, "tags": ["x", "y"]}
  ],
  "request": {"ipChain": []},
  "device": null,
  "__proto__": {"own": 1}
}`) as JsonObject

describe('compileFilter', () => {
  for (const {text, want} of [
    {text: 'eventType eq "user.session.start"', want: true},
    {text: 'eventType eq "USER.session.start"', want: false},
    {text: 'EventType eq "user.session.start"', want: false},
    {text: 'eventType ne "user.session.start"', want: false},
    {text: 'eventType ne "x"', want: true},
    {text: 'nowhere ne "x"', want: true},
    {text: 'nowhere.at.all ne "x"', want: true},
    {text: 'nowhere eq null', want: true},
    {text: 'nowhere ne null', want: false},
    {text: 'actor.detailEntry eq null', want: true},
    {text: 'actor.id eq null', want: false},
    {text: 'nowhere eq "x"', want: false},
    {text: 'nowhere gt "x"', want: false},
    {text: 'nowhere co ""', want: false},
    {text: 'nowhere in ["x", null]', want: true},
    {text: 'actor pr', want: true},
    {text: 'device pr', want: false},
    {text: 'nowhere pr', want: false},
    {text: 'request.ipChain pr', want: false},
    {text: 'debugContext.debugData.empty pr', want: false},
    {text: 'transaction.detail pr', want: false},
    {text: 'securityContext.isProxy pr', want: true},
    {text: 'actor.displayName co "a M"', want: true},
    {text: 'actor.displayName sw "Ada"', want: true},
    {text: 'actor.displayName sw "ada"', want: false},
    {text: 'actor.displayName ew "Marsh"', want: true},
    {text: 'securityContext.asNumber eq 577', want: true},
    {text: 'securityContext.asNumber eq "577"', want: false},
    {text: 'securityContext.asNumber gt 576', want: true},
    {text: 'securityContext.asNumber le 576', want: false},
    {text: 'securityContext.asNumber co "57"', want: false},
    {text: 'securityContext.isProxy eq false', want: true},
    {text: 'debugContext.debugData.threatSuspected eq false', want: false},
    {text: 'debugContext.debugData.threatSuspected eq "false"', want: true},
    {text: 'severity gt "ERROR" and severity lt "WARN"', want: true},
    {text: 'published eq "2026-08-01T10:00:00.5Z"', want: true},
    {text: 'published eq "2026-08-01T12:00:00.500+02:00"', want: true},
    {text: 'published ne "2026-08-01T12:00:00.500+02:00"', want: false},
    {text: 'published in ["2026-08-01T12:00:00.500+02:00", "1999-01-01"]', want: true},
    {text: 'published gt "2026-08-01"', want: true},
    {text: 'published gt "2026-08-01T10:00:00"', want: true},
    {text: 'published lt "2026-08-01T11:00:00+02:00"', want: false},
    {text: 'published ge "2026-08-01T10:00:00.500Z" and published le "2026-08-01T10:00:00.500Z"', want: true},
    {text: 'published sw "2026-08"', want: true},
    {text: 'target.id eq "A"', want: true},
    {text: 'target.id eq "A" and target.id eq "B"', want: true},
    {text: 'target.id eq "C"', want: false},
    {text: 'target.id ne "A"', want: false},
    {text: 'target.id ne "C"', want: true},
    {text: 'target.type ne "User" or target.tags ne "y"', want: false},
    {text: 'target[type ne "User"].id eq "A"', want: false},
    {text: 'target[type ne "User"].id eq "B"', want: true},
    {text: 'not (target.id eq "A")', want: false},
    {text: 'target.tags eq "y"', want: true},
    {text: 'target.tags eq "z"', want: false},
    {text: 'target.length eq 3', want: false},
    {text: 'target.0.id eq "A"', want: false},
    {text: 'eventType.length pr', want: false},
    {text: 'target[type eq "UserGroup" and displayName sw "AWS_"]', want: true},
    {text: 'target[type eq "User" and displayName sw "AWS_"]', want: false},
    {text: 'target[type eq "User"].id eq "A"', want: true},
    {text: 'target[type eq "User"].id eq "B"', want: false},
    {text: 'target[type eq "User"].id ne "A"', want: false},
    {text: 'target[type eq "None"].id ne "A"', want: true},
    {text: 'target[type eq "None"].id pr', want: false},
    {text: 'target[tags eq "x"].type eq "AppInstance"', want: true},
    {text: 'actor[id eq "00u1"]', want: true},
    {text: 'actor[id eq "00u2"]', want: false},
    {text: 'nowhere[id ne "x"]', want: false},
    {text: 'not (nowhere[id pr])', want: true},
    {text: 'request.ipChain[ip pr]', want: false},
    {text: 'eventType in ["a", "user.session.start"]', want: true},
    {text: 'eventType in ["a", "b"]', want: false},
    {text: 'securityContext.asNumber in [1, 577]', want: true},
    {text: 'severity eq "WARN" or severity eq "INFO" and actor.id eq "x"', want: false},
    {text: '(severity eq "WARN" or severity eq "INFO") and actor.id eq "00u1"', want: true},
    {text: 'not severity eq "WARN" and actor.id eq "00u1"', want: true},
    {text: 'constructor pr', want: false},
    {text: 'constructor.name pr', want: false},
    {text: 'hasOwnProperty pr', want: false},
    {text: 'toString.length ge 0', want: false},
    {text: '__proto__.own eq 1', want: true},
    {text: 'actor.__proto__ pr', want: false},
    {text: 'actor.__proto__.constructor pr', want: false},
  ]) {
    it(`${text} is ${want}`, () => {
      expect(matches(text, event)).to.equal(want)
    })
  }

  it('does not follow arrays inside arrays', () => {
    expect(matches('a eq 1', {a: [[1]]})).to.be.false
  })

  it('survives any depth of the object', () => {
    const deep = JSON.parse(`{"a": ${'['.repeat(5000)}${']'.repeat(5000)}}`) as JsonObject
    expect(matches('a.b eq 1', deep)).to.be.false
  })
})

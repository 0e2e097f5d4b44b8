import {expect} from 'chai'
import {
  parseExpression,
  UnreadableExpression,
  type RuleSubject,
} from '../../../src/lib/sandbox/okta/directory/rule-expression.js'

const nell: RuleSubject = {
  attribute: (name) => ({department: 'Deck', email: 'nell@halyard.test', level: 3, onCall: true})[name],
  groupIds: ['00gdeck'],
  groupNames: ['halyard-deck', 'Everyone'],
}

describe('group rule expressions', () => {
  for (const {text, want} of [
    {text: 'user.department == "Deck"', want: true},
    {text: "user.department eq 'Deck'", want: true},
    {text: 'user.department != "Deck"', want: false},
    {text: 'user.title == null', want: true},
    {text: 'user.level == 3', want: true},
    {text: 'user.onCall', want: true},
    {text: 'user.department', want: false},
    {text: 'String.stringContains(user.email, "@halyard.")', want: true},
    {text: 'String.startsWith(user.email, "mira")', want: false},
    {text: 'String.startsWith(user.nickName, "n")', want: false},
    {text: 'isMemberOfAnyGroup("00gother", "00gdeck")', want: true},
    {text: 'isMemberOfGroup("00gother")', want: false},
    {text: 'isMemberOfGroupName("Everyone")', want: true},
    {text: 'isMemberOfGroupNameStartsWith("halyard-")', want: true},
    {text: 'user.department == "Galley" or user.level == 3 and user.onCall', want: true},
    {text: '(user.department == "Galley" || user.level == 3) && !user.onCall', want: false},
    {text: 'not isMemberOfGroup("00gother") AND user.department=="Deck"', want: true},
  ])
    it(`${text} is ${want}`, () => {
      expect(parseExpression(text)(nell)).to.equal(want)
    })

  for (const text of [
    '',
    'user.department ==',
    'user.department == "Deck',
    '(user.onCall',
    'user.onCall user.onCall',
    'Arrays.isEmpty(user.x)',
    'constructor("x")',
    'isMemberOfGroup("a"',
    'user.department = "Deck"',
  ])
    it(`cannot read ${JSON.stringify(text)}`, () => {
      expect(() => parseExpression(text)).to.throw(UnreadableExpression)
    })
})

import {expect} from 'chai'
import {createHash} from 'node:crypto'
import {parseTemplate} from '../../../../src/lib/language/template/template-parse.js'
import {renderText, renderValue} from '../../../../src/lib/language/template/template-render.js'
import {OpsError} from '../../../../src/lib/shared/errors.js'
import type {JsonObject} from '../../../../src/lib/shared/json.js'
import {visibleText} from '../../../../src/lib/shared/visible-text.js'

const event = JSON.parse(`{
  "eventType": "user.session.start", "published": "2026-08-01T10:00:00.500Z", "version": 0, "isProxy": false,
  "actor": {"displayName": "Ada \${{ eventType }} Marsh", "detailEntry": null, "escape": "\\u001b[31m"},
  "target": [
    {"type": "User", "alternateId": "ada@halyard.test", "displayName": "Ada"},
    {"type": "UserGroup", "alternateId": null, "displayName": "AWS_dev", "tags": ["x", "y"]},
    {"type": "AppInstance", "tags": ["z"]}
  ],
  "chain": [], "words": "a,b,c", "__proto__": {"own": 1}
}`) as JsonObject

const text = (template: string) => renderText(parseTemplate(template, 'message'), event)
const value = (template: string) => renderValue(parseTemplate(template, 'input.x'), event)

describe('renderValue', () => {
  for (const {template, want} of [
    {template: 'plain', want: 'plain'},
    {template: '', want: ''},
    {template: '${{ eventType }}', want: 'user.session.start'},
    {template: '${{eventType}}', want: 'user.session.start'},
    {template: ' ${{ version }}', want: ' 0'},
    {template: '${{ version }}', want: 0},
    {template: '${{ isProxy }}', want: false},
    {template: '${{ actor.detailEntry }}', want: null},
    {template: '${{ nowhere.at.all }}', want: null},
    {template: '${{ chain }}', want: []},
    {template: '${{ target.type }}', want: ['User', 'UserGroup', 'AppInstance']},
    {template: '${{ target.alternateId }}', want: ['ada@halyard.test']},
    {template: '${{ target.tags }}', want: ['x', 'y', 'z']},
    {template: '${{ target[type eq "User"].alternateId }}', want: ['ada@halyard.test']},
    {template: '${{ target[type eq "User"].alternateId | first }}', want: 'ada@halyard.test'},
    {template: '${{ target[type eq "None"].alternateId | first }}', want: null},
    {template: '${{ target[type eq "AppInstance"] }}', want: [{type: 'AppInstance', tags: ['z']}]},
    {template: '${{ actor[escape pr].detailEntry }}', want: []},
    {template: '${{ eventType | first }}', want: 'user.session.start'},
    {template: '${{ nowhere | default "x" }}', want: 'x'},
    {template: '${{ actor.detailEntry | default 5 }}', want: 5},
    {template: '${{ chain | default null }}', want: null},
    {template: '${{ isProxy | default true }}', want: false},
    {template: '${{ eventType | upper | lower | upper }}', want: 'USER.SESSION.START'},
    {template: '${{ target.type | upper }}', want: ['USER', 'USERGROUP', 'APPINSTANCE']},
    {template: '${{ version | upper }}', want: 0},
    {template: '${{ target.tags | json }}', want: '["x","y","z"]'},
    {template: '${{ nowhere | json }}', want: 'null'},
    {template: '${{ target.tags | join "," }}', want: 'x,y,z'},
    {template: '${{ target.tags | join "" }}', want: 'xyz'},
    {template: '${{ eventType | join "," }}', want: 'user.session.start'},
    {template: '${{ target | count }}', want: 3},
    {template: '${{ nowhere | count }}', want: 0},
    {template: '${{ actor | count }}', want: 1},
    {template: '${{ words | split "," }}', want: ['a', 'b', 'c']},
    {template: '${{ words | split "," | first }}', want: 'a'},
    {template: '${{ published | date "iso" }}', want: '2026-08-01T10:00:00.500Z'},
    {template: '${{ words | date "YYYY" }}', want: 'a,b,c'},
    {
      template: '${{ eventType | hash }}',
      want: createHash('sha256').update('user.session.start').digest('hex'),
    },
    {template: '${{ nowhere | hash }}', want: null},
    {template: '${{ constructor }}', want: null},
    {template: '${{ constructor.name }}', want: null},
    {template: '${{ eventType.length }}', want: null},
    {template: '${{ target.length }}', want: []},
    {template: '${{ actor.__proto__ }}', want: null},
    {template: '${{ __proto__.own }}', want: 1},
  ] as const) {
    it(template, () => {
      expect(value(template)).to.deep.equal(want)
    })
  }
})

describe('renderText', () => {
  for (const {template, want} of [
    {template: 'a ${{ eventType }} b ${{ version }}.', want: 'a user.session.start b 0.'},
    {template: '${{ isProxy }}', want: 'false'},
    {template: '[${{ nowhere }}${{ actor.detailEntry }}]', want: '[]'},
    {template: '${{ target.tags }}', want: '["x","y","z"]'},
    {template: 'never twice: ${{ actor.displayName }}', want: 'never twice: Ada ${{ eventType }} Marsh'},
    {template: '$${{ eventType }} ${ x } {{ y }} }}', want: '${{ eventType }} ${ x } {{ y }} }}'},
    {template: 'a$${{$${{ ${{ version }}', want: 'a${{${{ 0'},
    {template: '${{ nowhere | default "}}" }}', want: '}}'},
    {template: '${{ published\n| date\t"YYYY" }}', want: '2026'},
  ]) {
    it(JSON.stringify(template), () => {
      expect(text(template)).to.equal(want)
    })
  }

  it('shows dates in local time', () => {
    const zone = process.env['TZ']
    process.env['TZ'] = 'America/St_Johns'
    try {
      expect(text('${{ published | date "YYYY-MM-DD HH:mm:ss.SSS Z, MM" }}')).to.equal(
        '2026-08-01 07:30:00.500 -02:30, 08',
      )
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
  })

  it('escapes what is filled in and nothing else', () => {
    const template = parseTemplate('\u001b[1m${{ actor.escape }}', 'x')
    expect(renderText(template, event, {escape: visibleText})).to.equal('\u001b[1m\\u{1b}[31m')
  })

  it('refuses a missing value when strict, unless there is a default', () => {
    const strict = (template: string) => renderText(parseTemplate(template, 'input.x'), event, {strict: true})
    expect(() => strict('${{ nowhere.at[a eq 1].all | first }}'))
      .to.throw(
        OpsError,
        'input.x: there is no nowhere.at[a eq 1].all; | default "..." says what to use then',
      )
      .with.property('code', 'OPS_TEMPLATE')
    expect(strict('${{ nowhere | default "" }}')).to.equal('')
    expect(strict('${{ isProxy }}')).to.equal('false')
  })
})

describe('parseTemplate', () => {
  for (const {name, template, reason, caret} of [
    {name: 'an open placeholder', template: 'a ${{ b', reason: 'this ${{ is never closed', caret: 2},
    {
      name: 'an open placeholder at the end',
      template: 'a ${{ ',
      reason: 'this ${{ is never closed',
      caret: 2,
    },
    {name: 'one brace', template: 'a ${{ b }', reason: '} is not expected here', caret: 8},
    {name: 'an empty placeholder', template: '${{ }}', reason: '}} is not an attribute', caret: 4},
    {
      name: 'an unknown filter',
      template: '${{ a | lowr }}',
      reason: 'lowr is no filter; did you mean lower?',
      caret: 8,
    },
    {
      name: 'a filter other objects have',
      template: '${{ a | constructor }}',
      reason: 'constructor is no filter',
      caret: 8,
    },
    {name: 'no filter', template: '${{ a | }}', reason: 'a filter is missing here', caret: 8},
    {name: 'no argument', template: '${{ a | split }}', reason: 'split wants a text', caret: 14},
    {
      name: 'an argument too many',
      template: '${{ a | first 2 }}',
      reason: 'this filter takes no argument',
      caret: 14,
    },
    {name: 'a wrong argument', template: '${{ a | join 2 }}', reason: 'join wants a text', caret: 13},
    {name: 'an empty separator', template: '${{ a | split "" }}', reason: 'split wants a text', caret: 14},
    {
      name: 'a date without tokens',
      template: '${{ a | date "today" }}',
      reason: 'date wants "iso" or a format',
      caret: 13,
    },
    {
      name: 'a default without a value',
      template: '${{ a | default }}',
      reason: 'default wants a value',
      caret: 16,
    },
    {
      name: 'an argument without quotes',
      template: '${{ a | default b }}',
      reason: 'a text goes in double quotes: "b"',
      caret: 16,
    },
    {
      name: 'a text that runs away',
      template: '${{ a | default "b }}',
      reason: 'the double quote is never closed',
      caret: 16,
    },
    {name: 'a bad condition', template: '${{ a[b eqq 1] }}', reason: 'eqq is no operator', caret: 8},
    {name: 'code', template: '${{ a.b() }}', reason: '( is not expected here', caret: 7},
  ]) {
    it(`refuses ${name}`, () => {
      try {
        parseTemplate(template, 'message')
      } catch (error) {
        if (!(error instanceof OpsError)) throw error
        expect({code: error.code, failure: error.failure}).to.deep.equal({
          code: 'OPS_TEMPLATE',
          failure: 'usage',
        })
        const [first, , pointer] = error.message.split('\n')
        expect(first)
          .to.match(/^message: /)
          .and.contain(reason)
        expect(pointer).to.equal(`${' '.repeat(caret + 2)}^`)
        return
      }
      throw new Error('it should have been refused')
    })
  }
})

import {expect} from 'chai'
import {
  choice,
  converted,
  either,
  listOf,
  mapOf,
  optional,
  record,
  text,
  wholeNumber,
  yesOrNo,
  type Shape,
} from '../../../src/lib/language/yaml-shapes.js'
import {parseYaml, readYamlFile} from '../../../src/lib/language/yaml-file.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {opsErrorOf} from '../../support/thrown.js'

const crew: Shape<unknown> = record({
  ship: text(),
  port: optional(wholeNumber(1, 65_535)),
  ready: optional(yesOrNo),
  rig: optional(choice(['sloop', 'ketch'])),
  holds: optional(
    listOf(record({id: text({pattern: /^\d{12}$/, wanted: '12 digits'}), name: optional(text())})),
  ),
  labels: optional(mapOf(text())),
  watch: optional(either(choice(['all']), listOf(text()))),
  length: optional(converted(parseMetres)),
})

function parseMetres(found: string): number {
  if (!found.endsWith('m')) throw new Error('should end in m')
  return Number(found.slice(0, -1))
}

const read = (content: string, env = {}): unknown => parseYaml(content, {file: 'crew.yaml', env}, crew)

describe('reading a YAML file into a shape', () => {
  const cases: {name: string; content: string; env?: Record<string, string>; want: object}[] = [
    {name: 'a text', content: 'ship: Tern', want: {ship: 'Tern'}},
    {
      name: 'every kind of value',
      content: 'ship: Tern\nport: 80\nready: true\nrig: ketch\nlabels: {a: b}\nlength: 12m',
      want: {ship: 'Tern', port: 80, ready: true, rig: 'ketch', labels: new Map([['a', 'b']]), length: 12},
    },
    {
      name: 'a list of records',
      content: 'ship: Tern\nholds:\n  - id: "000000000012"\n    name: x\n  - {id: 111111111111}',
      want: {ship: 'Tern', holds: [{id: '000000000012', name: 'x'}, {id: '111111111111'}]},
    },
    {
      name: 'JSON',
      content: '{"ship": "Tern", "holds": [{"id": "000000000012"}]}',
      want: {ship: 'Tern', holds: [{id: '000000000012'}]},
    },
    {
      name: 'a number where text is wanted, with its zeros',
      content: 'ship: 000000000012',
      want: {ship: '000000000012'},
    },
    {name: 'words other tools take for values', content: 'ship: yes', want: {ship: 'yes'}},
    {name: 'a date as text', content: 'ship: 2026-11-21', want: {ship: '2026-11-21'}},
    {name: 'a variable', content: 'ship: MS ${NAME}', env: {NAME: 'Tern'}, want: {ship: 'MS Tern'}},
    {
      name: 'a variable with colons and quotes',
      content: 'ship: "${NAME}"',
      env: {NAME: 'a: "b"'},
      want: {ship: 'a: "b"'},
    },
    {name: 'an empty variable', content: 'ship: "x${NAME}"', env: {NAME: ''}, want: {ship: 'x'}},
    {
      name: 'a variable where a number is wanted',
      content: 'ship: x\nport: ${PORT}',
      env: {PORT: '8080'},
      want: {ship: 'x', port: 8080},
    },
    {name: 'an escaped variable', content: 'ship: $${NAME}', want: {ship: '${NAME}'}},
    {
      name: 'a placeholder that is no variable',
      content: 'ship: ${{ event.uuid }}',
      want: {ship: '${{ event.uuid }}'},
    },
    {
      name: 'an alias',
      content: 'ship: &s Tern\nlabels: {a: *s}',
      want: {ship: 'Tern', labels: new Map([['a', 'Tern']])},
    },
    {name: 'the first of two shapes', content: 'ship: x\nwatch: all', want: {ship: 'x', watch: 'all'}},
    {
      name: 'the second of two shapes',
      content: 'ship: x\nwatch: [a, b]',
      want: {ship: 'x', watch: ['a', 'b']},
    },
  ]
  for (const {name, content, env, want} of cases)
    it(name, () => expect(read(content, env)).to.deep.equal(want))
})

describe('a YAML file that does not fit', () => {
  const cases: {name: string; content: string; says: string | RegExp}[] = [
    {
      name: 'an unknown key',
      content: 'ship: x\nsip: y',
      says: 'crew.yaml:2:1: unknown key "sip"; did you mean "ship"?',
    },
    {
      name: 'an unknown key that is near none',
      content: 'ship: x\nqqqqqqqq: y',
      says: /2:1: unknown key "qqqqqqqq"; known: ship, port/,
    },
    {
      name: 'a key every object has',
      content: 'ship: x\nconstructor: y',
      says: /2:1: unknown key "constructor"/,
    },
    {
      name: 'an unknown key in a list',
      content: 'ship: x\nholds:\n  - id: "111111111111"\n    nam: y',
      says: 'crew.yaml:4:5: holds[0]: unknown key "nam"; did you mean "name"?',
    },
    {name: 'a missing key', content: 'port: 1', says: 'crew.yaml:1:1: the key "ship" is missing'},
    {
      name: 'a missing key in a list',
      content: 'ship: x\nholds:\n  - name: y',
      says: 'crew.yaml:3:5: holds[0]: the key "id" is missing',
    },
    {name: 'a key without a value', content: 'ship:\nport: 1', says: /^crew.yaml:1:\d: ship: has no value$/},
    {name: 'an explicit null', content: 'ship: x\nrig: null', says: 'crew.yaml:2:6: rig: has no value'},
    {
      name: 'a list where text is wanted',
      content: 'ship: [a]',
      says: 'crew.yaml:1:7: ship: should be a plain value, not a list',
    },
    {
      name: 'text where a list is wanted',
      content: 'ship: x\nholds: y',
      says: 'crew.yaml:2:8: holds: should be a list, not a plain value',
    },
    {
      name: 'text at the top',
      content: 'hello',
      says: 'crew.yaml:1:1: should hold keys and values, not a plain value',
    },
    {name: 'an empty file', content: '', says: 'crew.yaml:1:1: should hold keys and values, not nothing'},
    {
      name: 'a pattern that does not match',
      content: 'ship: x\nholds: [{id: 12}]',
      says: 'crew.yaml:2:14: holds[0].id: should be 12 digits, not "12"',
    },
    {
      name: 'a number out of range',
      content: 'ship: x\nport: 0',
      says: 'crew.yaml:2:7: port: should be a whole number from 1 to 65535, not "0"',
    },
    {name: 'no number', content: 'ship: x\nport: 1e3', says: /whole number/},
    {
      name: 'another word',
      content: 'ship: x\nrig: yawl',
      says: 'crew.yaml:2:6: rig: should be one of sloop, ketch, not "yawl"',
    },
    {name: 'no boolean', content: 'ship: x\nready: yes', says: /ready: should be one of true, false/},
    {
      name: 'a conversion that fails',
      content: 'ship: x\nlength: 12',
      says: 'crew.yaml:2:9: length: should end in m',
    },
    {
      name: 'an unset variable',
      content: 'ship: x\nlabels:\n  a: ${NOWHERE}',
      says: 'crew.yaml:3:6: labels.a: the variable NOWHERE is not set',
    },
    {
      name: 'a variable that is called like a secret',
      content: 'ship: x\nlabels:\n  a: ${HALYARD_API_TOKEN}',
      says: 'crew.yaml:3:6: labels.a: HALYARD_API_TOKEN is called like a secret, and what a file holds may be printed or sent: only a key that takes a reference takes it, as env:HALYARD_API_TOKEN',
    },
    {name: 'the same key twice', content: 'ship: x\nship: y', says: /^crew.yaml:2:1: .*unique/},
    {name: 'a syntax error', content: 'ship: "x\n', says: /^crew.yaml:\d:\d: /},
    {name: 'two documents', content: 'ship: x\n---\nship: y\n', says: /^crew.yaml:2:1: /},
    {name: 'an unknown tag', content: 'ship: !js x', says: /^crew.yaml:1:7: /},
    {name: 'a merge key', content: 'ship: x\n<<: {port: 1}', says: /2:1: unknown key "<<"/},
  ]
  for (const {name, content, says} of cases) {
    it(`${name} is refused with its place`, () => {
      const {code, failure, message} = opsErrorOf(() => read(content))
      expect({code, failure}).to.deep.equal({code: 'OPS_YAML', failure: 'usage'})
      if (typeof says === 'string') expect(message).to.equal(says)
      else expect(message).to.match(says)
    })
  }

  it('a file that is not there is named', () => {
    const {code, message} = opsErrorOf(() => readYamlFile(fakeMachine(), '/nowhere/crew.yaml', crew))
    expect(code).to.equal('OPS_FILE_UNREADABLE')
    expect(message).to.equal('cannot read /nowhere/crew.yaml: no such file or directory')
  })
})

import {expect} from 'chai'
import {parseBatch} from '../../../src/lib/flows/batch/batch-file.js'
import {opsErrorOf} from '../../support/thrown.js'

const parse = (text: string, name?: string) =>
  parseBatch(text, {file: 'leavers.yaml', env: {TEAM: 'deck'}, name})
const batch = (steps: string): string => `version: 1\nsteps:\n${steps}`

describe('a batch file', () => {
  it('is read', () => {
    const {steps, name} = parse(
      batch(
        '  - id: a\n    flow: offboard\n    input: {user: mara, team: "${TEAM}"}\n    secret_inputs: [user]\n' +
          '  - id: b\n    flow: report\n    needs: a\n    timeout: 2m\n    retry: {max: 3, backoff: 5s, safe: true}\n' +
          '  - id: c\n    flow: report\n    input:\n      tickets: ["${{ steps.b.output.ticket | upper }}"]\n',
      ),
    )
    expect(name).to.equal('leavers')
    expect(steps.map(({id, flow, needs, uses}) => [id, flow, needs, uses])).to.deep.equal([
      ['a', 'offboard', [], []],
      ['b', 'report', ['a'], []],
      ['c', 'report', ['b'], ['b']],
    ])
    expect(steps[0]?.secretInputs).to.deep.equal(['user'])
    expect(steps[1]).to.deep.include({timeoutMs: 120_000, retry: {max: 3, backoffMs: 5000, safe: true}})
  })

  it('is another batch with other content or another name, and the same one elsewhere', () => {
    const text = batch('  - {id: a, flow: f}\n')
    const {id} = parse(text)
    expect(id).to.match(/^[0-9a-f]{16}$/)
    expect(parse(text, 'leavers').id).to.equal(id)
    expect(parse(text, 'week-48').id).not.to.equal(id)
    expect(parse(`${text}# more\n`).id).not.to.equal(id)
  })

  for (const {name, text, want} of [
    {name: 'no step', text: 'version: 1\nsteps: []\n', want: /^leavers\.yaml:2:8: steps: has no step/},
    {
      name: 'an unknown key',
      text: batch('  - id: a\n    flow: f\n    neds: b\n'),
      want: /:5:5: .*did you mean "needs"/,
    },
    {
      name: 'an id twice',
      text: batch('  - {id: a, flow: f}\n  - {id: a, flow: g}\n'),
      want: /:4:5: .*another step has the id a too/,
    },
    {
      name: 'needs that no step is',
      text: batch('  - {id: first, flow: f}\n  - id: b\n    flow: f\n    needs: [frist]\n'),
      want: /:6:13: .*there is no step frist; did you mean first\?/,
    },
    {
      name: 'a circle',
      text: batch('  - {id: a, flow: f}\n  - {id: b, flow: f, needs: c}\n  - {id: c, flow: f, needs: b}\n'),
      want: /:4:5: .*needs itself: b needs c needs b/,
    },
    {
      name: 'a circle by templates',
      text: batch('  - {id: a, flow: f, input: {x: "${{ steps.a.output }}"}}\n'),
      want: /:3:5: .*needs itself: a needs a/,
    },
    {
      name: 'a template of no step',
      text: batch('  - id: a\n    flow: f\n    input:\n      x: "${{ steps.z.output }}"\n'),
      want: /:6:7: .*there is no step z/,
    },
    {
      name: 'a template of something else',
      text: batch('  - {id: a, flow: f}\n  - {id: b, flow: f, input: {x: "${{ steps.a.state }}"}}\n'),
      want: /steps\.a\.state: the templates of a batch know steps\.ID\.output/,
    },
    {
      name: 'a template of an event',
      text: batch('  - {id: a, flow: f, input: {x: "${{ actor.id }}"}}\n'),
      want: /actor\.id: the templates of a batch know/,
    },
    {
      name: 'an unknown filter',
      text: batch('  - {id: a, flow: f, input: {x: "${{ steps.a.output | shout }}"}}\n'),
      want: /shout is no filter/,
    },
    {
      name: 'a secret that is no input',
      text: batch('  - {id: a, flow: f, secret_inputs: [pin]}\n'),
      want: /:3:38: .*the input has no pin/,
    },
    {
      name: 'a variable that is not set',
      text: batch('  - {id: a, flow: f, input: {x: "${NOWHERE}"}}\n'),
      want: /the variable NOWHERE is not set/,
    },
    {
      name: 'an id that templates could not name',
      text: batch('  - {id: a.b, flow: f}\n'),
      want: /should be an id of letters/,
    },
    {
      name: 'a name that a terminal would act upon',
      text: 'version: 1\nname: "n\\e[31m"\nsteps: [{id: a, flow: f}]\n',
      want: /name: should be a name of 1 to 100 characters/,
    },
    {
      name: 'another version',
      text: 'version: 2\nsteps: [{id: a, flow: f}]\n',
      want: /:1:10: version: should be one of 1/,
    },
  ])
    it(`refuses ${name}, with its place`, () => {
      const error = opsErrorOf(() => parse(text))
      expect(error).to.have.property('code', 'OPS_YAML')
      expect(error).to.have.property('message').that.matches(want)
    })

  it('is not held up by a bomb of aliases', () => {
    const bomb = `version: 1\nname: &a x\nsteps:\n  - id: a\n    flow: f\n    input:\n${Array.from({length: 12}, (_, index) => `      b${index}: &b${index} [${Array.from({length: 9}, () => (index === 0 ? '*a' : `*b${index - 1}`)).join(', ')}]\n`).join('')}`
    expect(opsErrorOf(() => parse(bomb))).to.have.property('code', 'OPS_YAML')
  })
})

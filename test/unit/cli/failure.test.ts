import {expect} from 'chai'
import {judgeFailure, renderFailure} from '../../../src/lib/cli/failure.js'
import {exitCodes, OpsError, type Failure} from '../../../src/lib/shared/errors.js'

describe('failure', () => {
  for (const failure of Object.keys(exitCodes) as Failure[]) {
    it(`ends a ${failure} with exit code ${exitCodes[failure]}`, () => {
      const {exitCode} = judgeFailure(new OpsError('OPS_SERVICE', 'it did not work', {failure}))
      expect(exitCode).to.equal(exitCodes[failure])
    })
  }

  it('reports code, message and next, and nothing else of the error', () => {
    const cause = Object.assign(new Error('inner'), {headers: {authorization: 'Bearer sekret'}})
    const error = new OpsError('OPS_SIGNED_OUT', 'signed out of corp', {next: 'okta-ops login', cause})
    Object.assign(error, {request: {token: 'sekret'}})
    expect(judgeFailure(error).report).to.deep.equal({
      code: 'OPS_SIGNED_OUT',
      message: 'signed out of corp',
      next: 'okta-ops login',
    })
  })

  it('calls a cancelled prompt an interruption', () => {
    const cancelled = Object.assign(new Error('User force closed the prompt'), {name: 'ExitPromptError'})
    expect(judgeFailure(cancelled)).to.deep.equal({
      report: {code: 'OPS_INTERRUPTED', message: 'cancelled'},
      exitCode: 130,
    })
  })

  it('keeps the first paragraph of what the parser says', () => {
    const parse = Object.assign(new Error('Nonexistent flag: --frce\nSee more help with --help'), {parse: {}})
    expect(judgeFailure(parse)).to.deep.equal({
      report: {code: 'OPS_USAGE', message: 'Nonexistent flag: --frce'},
      exitCode: 2,
    })
  })

  for (const [said, shown] of [
    [
      'Parsing --limit \n\tExpected an integer greater than or equal to 1 but received: 0',
      '--limit should be a whole number of at least 1, not 0',
    ],
    [
      'Parsing --parallel \n\tExpected an integer less than or equal to 32 but received: 99',
      '--parallel should be a whole number of at most 32, not 99',
    ],
    ['Parsing --top \n\tExpected an integer but received: x', '--top should be a whole number, not x'],
  ] as const)
    it(`says of ${shown.split(' ', 1)[0]} what should stand there`, () => {
      const parse = Object.assign(new Error(`${said}\nSee more help with --help`), {parse: {}})
      expect(judgeFailure(parse).report.message).to.equal(shown)
    })

  for (const {name, thrown, says} of [
    {
      name: 'an unforeseen error',
      thrown: new TypeError('x is not a function\n  at y'),
      says: 'TypeError: x is not',
    },
    {name: 'a thrown string', thrown: 'oops', says: '(string)'},
    {name: 'a thrown undefined', thrown: undefined, says: '(undefined)'},
  ]) {
    it(`calls ${name} a bug and exits 1`, () => {
      const {report, exitCode} = judgeFailure(thrown)
      expect(report.code).to.equal('OPS_BUG')
      expect(report.message).to.include(says).and.not.include('\n')
      expect(exitCode).to.equal(1)
    })
  }

  it('does not repeat the words of a SyntaxError, which quote the text that was read', () => {
    let thrown: unknown
    try {
      JSON.parse('secret-token')
    } catch (error) {
      thrown = error
    }
    expect(judgeFailure(thrown).report.message).to.include('SyntaxError').and.not.include('secr')
  })

  it('shows control characters of a foreign message instead of obeying them', () => {
    const {report} = judgeFailure(
      new OpsError('OPS_SERVICE', 'the service said \u001b[2J', {next: 'x\u0007'}),
    )
    expect(report).to.include({message: 'the service said \\u{1b}[2J', next: 'x\\u{7}'})
  })

  it('renders two lines, or one when there is nothing to type next', () => {
    expect(renderFailure({code: 'OPS_USAGE', message: 'no', next: 'okta-ops --help'})).to.equal(
      'error: no\n  next: okta-ops --help\n',
    )
    expect(renderFailure({code: 'OPS_USAGE', message: 'no'})).to.equal('error: no\n')
  })
})

import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {processCommand} from '../../../src/lib/aws/setup/process-command.js'
import {describePeer} from '../../support/peers.js'

/* botocore splits credential_process by shlex, the JS SDK gives it to a shell: both must see the same words. */

const paths = [
  '/usr/bin/node',
  '/opt/my node/bin',
  "/it's/here",
  '/a$HOME/`x`/"y"',
  '/a\\b/c',
  '/tab\tx',
  '/é/ü',
  '/100%/!x',
]

function wordsExpected(path: string): string[] {
  return [path, `${path}/helper.cjs`, '--profile', 'a.b@c']
}

function commandFor(path: string): string {
  return processCommand({node: path, script: `${path}/helper.cjs`, platform: 'linux'}, 'a.b@c')
}

describe('the command of a process profile', () => {
  it('is plain where nothing needs quotes', () => {
    expect(commandFor('/usr/bin/node')).to.equal('/usr/bin/node /usr/bin/node/helper.cjs --profile a.b@c')
  })

  it('is read by sh as the words that were meant', () => {
    for (const path of paths) {
      const out = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${commandFor(path)}`], {encoding: 'utf8'})
      expect(out.trimEnd().split('\n')).to.deep.equal(wordsExpected(path))
    }
  })
})

describePeer('boto3', (peer) => {
  it('splits the command of a process profile into the words that were meant', () => {
    const script =
      'import json, sys; from botocore.compat import compat_shell_split as split; print(json.dumps([split(c) for c in json.load(sys.stdin)]))'
    const input = JSON.stringify(paths.map(commandFor))
    const out = execFileSync(peer.path, ['-c', script], {input, encoding: 'utf8', env: {PYTHONUTF8: '1'}})
    expect(JSON.parse(out)).to.deep.equal(paths.map(wordsExpected))
  })
})

import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {shellPath, shellWord} from '../../../src/lib/shared/shell-word.js'

describe('shellWord', () => {
  it('leaves plain words alone, so that pasted commands stay readable', () => {
    for (const word of ['dev', '/home/ada/.aws/config', 'a.b-c_d@e+f:1%'])
      expect(shellWord(word)).to.equal(word)
  })

  it('survives a real shell', () => {
    for (const word of ['', 'two words', `it's`, '$HOME', '`id`', 'a\nb', '"q"', '\\', ';rm -rf x', 'é'])
      expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], {encoding: 'utf8'})).to.equal(word)
  })
})

describe('shellPath', () => {
  it('leaves the tilde to the shell, and quotes the rest where it must', () => {
    expect(shellPath('~/.aws/config')).to.equal('~/.aws/config')
    const word = shellPath('~/two words')
    expect(execFileSync('sh', ['-c', `printf %s ${word}`], {encoding: 'utf8', env: {HOME: '/h'}})).to.equal(
      '/h/two words',
    )
    expect(shellPath('/two words')).to.equal("'/two words'")
  })
})

import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {shellWord} from '../../../src/lib/shared/shell-word.js'

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

import {expect} from 'chai'
import {existsSync, realpathSync} from 'node:fs'
import {runProgram, testNode} from '../support/run-bin.js'
import {skipSaying} from '../support/skip.js'
import {createTempHome, type TempHome} from '../support/temp-home.js'

describe('any command whose output cannot be written', () => {
  let home: TempHome
  beforeEach(function () {
    if (!existsSync('/dev/full')) skipSaying(this, 'no /dev/full here')
    home = createTempHome()
  })
  afterEach(() => {
    home.remove()
  })

  for (const words of ['logs types', 'logs types --json', 'session list'])
    it(`${words} says so in one line and ends with 1`, async () => {
      const bin = realpathSync('bin/run.js')
      const shell = `exec "$0" "$1" ${words} > /dev/full`
      const {exitCode, stderr} = await runProgram(['sh', '-c', shell, testNode(), bin], {
        env: {HOME: home.path},
      })
      expect(exitCode).to.equal(1)
      expect(stderr).to.contain(
        'error: cannot write standard output: no space left on device\n  next: df -h .\n',
      )
      expect(stderr).not.to.contain('    at ')
    })
})

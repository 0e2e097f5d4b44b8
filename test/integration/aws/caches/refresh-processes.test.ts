import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../../src/lib/sandbox/sandbox.js'
import {writeHalyardConfig} from '../../../support/halyard.js'
import {refreshStorm} from '../../../support/refresh-storm.js'

describe('twelve credential processes on one expired token', function () {
  this.slow(5000)
  let sandbox: Sandbox
  before(async () => {
    sandbox = await startSandbox({autoApprove: true})
    writeHalyardConfig(sandbox)
  })
  after(() => sandbox.close())

  for (const round of [1, 2, 3]) {
    it(`refresh it once, all succeed, the file stays whole (round ${round}; npm run soak:aws does fifty)`, async () => {
      const {files, ...outcome} = await refreshStorm(sandbox, 12)
      expect(outcome).to.deep.equal({refreshes: 1, failures: [], tokenIsWhole: true})
      expect(files).to.have.length(1)
    })
  }
})

import {expect} from 'chai'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {runInside, writeHalyardConfig} from '../../support/halyard.js'
import {describePeer} from '../../support/peers.js'

describePeer('AWS CLI v2', ({path: aws}) => {
  describe('alone against the sandbox', () => {
    let sandbox: Sandbox
    const run = (...args: string[]) => runInside(sandbox, [aws, ...args])

    beforeEach(async () => {
      sandbox = await startSandbox({autoApprove: 'tobias.wren@halyard.test'})
      writeHalyardConfig(sandbox)
    })
    afterEach(() => sandbox.close())

    it('signs in, says who it is, takes a chained role and signs out', async () => {
      const login = await run('sso', 'login', '--no-browser', '--profile', 'dev')
      expect(login.exitCode, login.stderr).to.equal(0)

      const who = await run('sts', 'get-caller-identity', '--profile', 'dev')
      expect(who.exitCode, who.stderr).to.equal(0)
      const {Account, Arn} = JSON.parse(who.stdout) as {Account: string; Arn: string}
      expect(Account).to.equal('111111111111')
      expect(Arn).to.match(
        /:assumed-role\/AWSReservedSSO_Developer_[0-9a-f]{16}\/tobias\.wren@halyard\.test$/,
      )

      const role = 'arn:aws:iam::111111111111:role/PartnerIntake'
      const names = ['--role-session-name', 'intake', '--external-id', 'halyard-partner-7']
      const chained = await run('sts', 'assume-role', '--profile', 'dev', '--role-arn', role, ...names)
      expect(chained.stdout, chained.stderr).to.contain('assumed-role/PartnerIntake/intake')

      const logout = await run('sso', 'logout')
      expect(logout.exitCode, logout.stderr).to.equal(0)
      expect(sandbox.requests.at(-1)).to.include({operation: 'logout', status: 200})
      const after = await run('sts', 'get-caller-identity', '--profile', 'dev')
      expect(after.exitCode).to.equal(255)
    })
  })
})

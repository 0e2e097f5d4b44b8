import {expect} from 'chai'
import {statSync} from 'node:fs'
import path from 'node:path'
import LogsImportHel from '../../../src/commands/logs/import-hel.js'
import LogsValidate from '../../../src/commands/logs/validate.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {runCommand} from '../../support/run-command.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'

const hel = `sources:
  okta audit:
    url: https://\${OKTA_DOMAIN}/api/v1/logs
    auth: {type: bearer, token_env: OKTA_API_TOKEN, prefix: SSWS}
    schedule: {interval_secs: 60}
    priority: 3
`

describe('logs import-hel', () => {
  let home: TempHome
  beforeEach(() => {
    home = createTempHome()
  })
  afterEach(() => {
    home.remove()
  })

  it('prints a logs.yaml, and on stderr what was left out and what to do once', async () => {
    const {stdout, stderr, exitCode} = await runCommand(LogsImportHel, [home.write('hel.yaml', hel)])
    expect(exitCode, stderr).to.equal(0)
    expect(stdout).to.contain('  - name: "okta-audit"\n')
    expect(stderr).to.contain('warning: okta-audit: priority has no counterpart\n')
    expect(stderr).to.contain(
      'once: okta-ops org add okta-audit --org-url "https://${OKTA_DOMAIN}" --api-token env:OKTA_API_TOKEN',
    )
  })

  it('[logs import-hel --out] writes a file that logs validate takes, and none over another', async () => {
    const out = path.join(home.path, 'logs.yaml')
    const argv = [home.write('hel.yaml', hel), '--out', out]
    const first = await runCommand(LogsImportHel, argv)
    expect([first.stdout, first.exitCode]).to.deep.equal(['', 0])
    expect(first.stderr).to.contain('next: okta-ops logs validate --config ')
    expect(statSync(out).mode & 0o777).to.equal(0o600)
    const machine = fakeMachine({HOME: home.path})
    expect((await runCommand(LogsValidate, ['--config', out], {machine})).exitCode).to.equal(0)
    const second = await runCommand(LogsImportHel, argv)
    expect(second.exitCode).to.equal(9)
    expect(second.stderr).to.contain('is there already; nothing was changed')
  })
})

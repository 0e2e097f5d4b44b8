import {expect} from 'chai'
import fs from 'node:fs'
import {withTenantLock} from '../../../src/lib/scim/apply/tenant-lock.js'
import {fakeMachine} from '../../support/fake-machine.js'
import {createTempHome} from '../../support/temp-home.js'
import {opsErrorFrom} from '../../support/thrown.js'

describe('the lock of a tenant', () => {
  const home = createTempHome()
  after(() => {
    home.remove()
  })
  const machine = fakeMachine({OKTA_OPS_STATE_DIR: `${home.path}/state`})
  const lock = (tenant: string, giveUpAfterMs = 0) =>
    withTenantLock(machine, {tenant, giveUpAfterMs}, () => Promise.resolve('done'))

  it('lets one at a time write to a tenant, and names who does [complaint 17]', async () => {
    await withTenantLock(machine, {tenant: 'https://example.com/a', giveUpAfterMs: 0}, async () => {
      const error = await opsErrorFrom(() => lock('https://example.com/a', 3000))
      expect(error).to.include({code: 'OPS_LOCK_TIMEOUT', failure: 'unavailable'})
      expect(error.message).to.include(`process ${process.pid} `)
      expect(await lock('https://example.com/b')).to.equal('done')
    })
    expect(await lock('https://example.com/a')).to.equal('done')
  })

  it('is waited for until somebody says stop', async () => {
    const stop = new AbortController()
    const reason = new Error('enough')
    const stopping = {
      ...machine,
      sleep: async (ms: number, signal?: AbortSignal) => {
        stop.abort(reason)
        await machine.sleep(ms, signal)
      },
    }
    const request = {tenant: 'https://example.com/a', giveUpAfterMs: 3_600_000, signal: stop.signal}
    await withTenantLock(machine, {...request, signal: undefined}, async () => {
      const waiting = withTenantLock(stopping, request, () => Promise.resolve('done'))
      expect(await waiting.catch((error: unknown) => error)).to.equal(reason)
    })
  })

  it('leaves no file behind that tells of the tenant', () => {
    expect(fs.readdirSync(`${home.path}/state`).filter((name) => name.startsWith('scim-'))).to.deep.equal([])
  })
})

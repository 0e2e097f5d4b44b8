import {expect} from 'chai'
import {freePort} from '../../support/free-port.js'
import {deliveryOf, hookSecret, postDelivery} from '../../support/hook-caller.js'
import {openScimLab, type ScimLab} from '../../support/scim-lab.js'
import {isIn, join, oldSecret, watchDuring, watchSameDuring} from '../../support/scim-watching.js'
import {skipSaying} from '../../support/skip.js'
import {createAuthority} from '../../support/tls.js'

describe('the event hook of scim watch', function () {
  this.slow(4000)
  this.timeout(60_000)
  let lab: ScimLab
  beforeEach(async () => {
    lab = await openScimLab()
  })
  afterEach(() => lab.close())

  const hook = (...argv: readonly string[]): readonly string[] => [
    ...['--from', 'hook', '--port', '0', '--secret', 'env:HOOK_SECRET'],
    ...argv,
  ]
  /** What a delivery with that header is answered with. */
  const status = async (url: string, headers: Record<string, string>): Promise<number> =>
    (await postDelivery(url, deliveryOf([]), headers)).status

  it('[scim watch --port] [scim watch --secret] takes the word of who knows the secret, there', async () => {
    const port = await freePort()
    const argv = ['--from', 'hook', '--port', String(port), '--secret', 'env:OLD_SECRET']
    const tally = await watchSameDuring(lab, argv, async ({rests}) => {
      const url = `http://127.0.0.1:${port}/okta-events`
      const delivery = deliveryOf([await join(lab, 9)])
      expect(await postDelivery(url, delivery)).to.include({status: 401})
      const known = {authorization: oldSecret}
      expect(await postDelivery(url, delivery, known)).to.deep.equal({status: 204, text: ''})
      await isIn(lab, 9)
      await rests()
    })
    expect(tally).to.include({passes: 1, looked: 1, added: 1})
  })

  it('[scim watch --previous-secret] is good too', async () => {
    await watchDuring(lab, hook('--previous-secret', 'env:OLD_SECRET'), async ({says}) => {
      const url = await says(/http:\S+\/okta-events/)
      expect(await status(url, {authorization: oldSecret})).to.equal(204)
      expect(await status(url, {authorization: `${hookSecret}-new`})).to.equal(401)
    })
  })

  it('[scim watch --secret-header] is where the secret is read', async () => {
    await watchDuring(lab, hook('--secret-header', 'X-Halyard'), async ({says}) => {
      const url = await says(/http:\S+\/okta-events/)
      expect(await status(url, {'x-halyard': hookSecret})).to.equal(204)
      expect(await status(url, {})).to.equal(401)
    })
  })

  for (const [title, argv, address] of [
    ['[scim watch --host]', ['--host', '127.0.0.2'], /http:\/\/127\.0\.0\.2:\d+\/okta-events/],
    [
      '[scim watch --public-url]',
      ['--public-url', 'https://hooks.example.com/from-okta'],
      /http:\/\/127\.0\.0\.1:\d+\/from-okta/,
    ],
    [
      '[scim watch --behind-proxy]',
      ['--host', '0.0.0.0', '--public-url', 'https://hooks.example.com/okta-events', '--behind-proxy'],
      /http:\/\/0\.0\.0\.0:\d+\/okta-events/,
    ],
  ] as const)
    it(`${title} is where it listens`, async () => {
      await watchDuring(lab, hook(...argv), async ({says}) => {
        await says(address)
      })
    })

  it('[scim watch --tls-cert] [scim watch --tls-key] serve TLS', async function () {
    const authority = createAuthority()
    if (typeof authority === 'string') skipSaying(this, authority)
    else {
      const cert = lab.write('cert.pem', authority.cert.toString())
      const key = lab.write('key.pem', authority.key.toString())
      authority.remove()
      const argv = hook('--tls-cert', cert, '--tls-key', key)
      await watchDuring(lab, argv, async ({says}) => {
        await says(/https:\S+\/okta-events/)
      })
    }
  })
})

import {expect} from 'chai'
import {offerOnce, type OneTimeLink} from '../../../src/lib/aws/console/one-time-link.js'
import {attacksOn, sendRaw} from '../../support/attacks.js'
import {fakeMachine} from '../../support/fake-machine.js'

const target = 'https://signin.example.test/federation?SigninToken=sekret'

describe('a one-time link', () => {
  let link: OneTimeLink
  let port = 0
  let path = ''
  beforeEach(async () => {
    link = await offerOnce(fakeMachine(), target)
    const url = new URL(link.url)
    port = Number(url.port)
    path = url.pathname
  })
  afterEach(() => {
    link.close()
  })

  it('leads on once, without saying where it came from', async () => {
    const first = await fetch(link.url, {redirect: 'manual'})
    expect(first.status).to.equal(302)
    expect(first.headers.get('location')).to.equal(target)
    expect(first.headers.get('referrer-policy')).to.equal('no-referrer')
    await link.followed
    const second = await fetch(link.url, {redirect: 'manual'})
    expect(second.status).to.equal(410)
    expect(second.headers.get('location')).to.equal(null)
  })

  it('cannot be guessed: 256 bits of chance', () => {
    expect(path).to.match(/^\/[\w-]{43}$/)
  })

  for (const wrong of ['/', '/favicon.ico', '/federation']) {
    it(`answers 404 to ${wrong} and stays good`, async () => {
      expect((await fetch(new URL(wrong, link.url))).status).to.equal(404)
      expect((await fetch(link.url, {redirect: 'manual'})).status).to.equal(302)
    })
  }

  // The table is the same for every port; its names are read here, its requests are sent below.
  for (const {name} of attacksOn({port: 0, landing: true})) {
    it(`turns away ${name}, and stays good`, async () => {
      const attack = attacksOn({port, landing: true}).find((candidate) => candidate.name === name)
      if (attack === undefined) throw new Error(`no attack called ${name}`)
      const answer = await sendRaw(port, {...attack, target: attack.target ?? path})
      expect(answer.status).to.equal(attack.want)
      expect(answer.headers.location).to.equal(undefined)
      expect((await fetch(link.url, {redirect: 'manual'})).status).to.equal(302)
    })
  }
})

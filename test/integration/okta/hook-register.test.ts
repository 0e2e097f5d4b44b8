import {expect} from 'chai'
import {openOrg} from '../../../src/lib/okta/api/open-org.js'
import {openHookRegister, type HookRegister} from '../../../src/lib/okta/hooks/hook-register.js'
import {eventTypes} from '../../../src/lib/language/event-types.js'
import {startSandbox, type Sandbox} from '../../../src/lib/sandbox/sandbox.js'
import {liveMachine} from '../../support/live-machine.js'
import {startLoopbackOrg} from '../../support/loopback-org.js'
import {startHookReceiver, type HookReceiver} from '../../support/hook-receiver.js'
import {createTempHome, type TempHome} from '../../support/temp-home.js'
import {stateIn} from '../../support/trigger-work.js'
import {opsErrorFrom} from '../../support/thrown.js'

const secret = {header: 'Authorization', value: 'halyard-secret-of-a-hook'}

describe('the register of event hooks', () => {
  let [sandbox, receiver, home]: [Sandbox, HookReceiver, TempHome] = [undefined!, undefined!, undefined!]
  let register: HookRegister

  beforeEach(async () => {
    sandbox = await startSandbox()
    receiver = await startHookReceiver()
    home = createTempHome()
    register = registerAt(sandbox.url, sandbox.okta.apiToken)
  })
  afterEach(async () => {
    await Promise.all([sandbox.close(), receiver.close()])
    home.remove()
  })

  const registerAt = (orgUrl: string, token: string): HookRegister =>
    openHookRegister(
      openOrg(liveMachine(stateIn(home.path)), {name: 'halyard', orgUrl, auth: {kind: 'api-token', token}}),
    )
  const eligible = eventTypes()
    .filter(({hookEligible}) => hookEligible)
    .map(({name}) => name)
  // Okta has fewer types than that today: each twice stands for those to come.
  const many = [...eligible, ...eligible]
  const create = (name: string, types = many): ReturnType<HookRegister['create']> =>
    register.create({name, types, url: receiver.url, secret})
  const names = async (): Promise<string[]> =>
    (await register.list()).flatMap(({hooks}) => hooks.map((hook) => hook.name))

  it('shares more types than a hook may have out over several, which any of their ids and names leads to', async () => {
    expect((await register.check({name: 'deck', types: many})).map(({name}) => name)).to.deep.equal([
      'deck (1 of 2)',
      'deck (2 of 2)',
    ])
    const {hooks} = await create('deck')
    expect(hooks.map(({name, types}) => [name, types.length])).to.deep.equal([
      ['deck (1 of 2)', eligible.length],
      ['deck (2 of 2)', eligible.length],
    ])
    for (const asked of ['deck', 'deck (2 of 2)', ...hooks.map(({id}) => id)])
      expect((await register.find(asked)).hooks).to.deep.equal(hooks)
    const verified = await register.verify(await register.find('deck'))
    expect(verified.hooks.map((hook) => hook.verified)).to.deep.equal([true, true])
    expect(receiver.received.map(({headers}) => headers['authorization'])).to.deep.equal([
      secret.value,
      secret.value,
    ])
    await register.remove(await register.find('deck'))
    expect(await names()).to.deep.equal([])
  })

  it('makes none where the name is taken by one of several, or there is room for a part of them only', async () => {
    await create('deck')
    expect(
      (await opsErrorFrom(() => register.check({name: 'deck', types: ['group.lifecycle.create']}))).message,
    ).to.match(/has an event hook "deck \(1 of 2\)" already/)
    for (let count = 3; count <= 24; count++) await create(`other ${count}`, ['group.lifecycle.create'])
    expect(await register.check({name: 'last', types: ['group.lifecycle.create']})).to.have.length(1)
    expect((await opsErrorFrom(() => register.check({name: 'last', types: many}))).message).to.equal(
      'the org has 24 active event hooks of 25 that it may have, and 2 are needed',
    )
    expect((await opsErrorFrom(() => register.check({name: 'x (1 of 2)', types: many}))).failure).to.equal(
      'usage',
    )
    // Somebody may have taken the place since it was looked for.
    expect((await opsErrorFrom(() => create('last'))).message).to.match(/the org/)
    expect(await names())
      .to.have.length(24)
      .and.not.include('last (1 of 2)')
  })

  it('says what stays, and how to remove it, when a part that was made cannot be removed again', async () => {
    const org = await startLoopbackOrg(({method = '', url = ''}, index) => {
      if (method === 'POST' && index === 0)
        return {
          body: {
            id: 'who1',
            name: 'deck (1 of 2)',
            status: 'ACTIVE',
            events: {items: ['a']},
            channel: {config: {uri: receiver.url}},
          },
        }
      return {
        status: url.includes('lifecycle') ? 403 : 400,
        body: {errorCode: 'E0000001', errorSummary: 'no room'},
      }
    })
    const {message, next} = await opsErrorFrom(() =>
      registerAt(org.url, 'token-of-the-test').create({name: 'deck', types: many, url: receiver.url, secret}),
    )
    await org.close()
    expect(message).to.match(/^only 1 of 2 event hooks were made, and stay: /)
    expect(next).to.equal('okta-ops triggers hook remove deck')
  })
})

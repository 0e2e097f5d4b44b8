import {expect} from 'chai'
import {Company} from '../../../src/lib/sandbox/company/company.js'
import {FaultBoard} from '../../../src/lib/sandbox/faults/fault-board.js'
import {createOktaAuth} from '../../../src/lib/sandbox/okta/auth/okta-auth.js'
import {FlowRefusal, invokeScope, openFlow} from '../../../src/lib/sandbox/okta/flows/flow-door.js'
import {createOrg} from '../../../src/lib/sandbox/okta/org.js'
import {OktaRefusal} from '../../../src/lib/sandbox/okta/refusal.js'
import {halyard} from '../../../src/lib/sandbox/seed/halyard.js'
import {plainFlow} from '../../../src/lib/sandbox/seed/seed-flows.js'
import type {World} from '../../../src/lib/sandbox/world.js'

const service = '0oa1servicehalyard07'
const native = '0oa2nativehalyard0d7'
const alias = '0a'.repeat(16)

describe('who may call a flow with OAuth', () => {
  const now = new Date('2026-03-01T10:00:00Z')
  const person = new Company(halyard).user('mira.castellan@halyard.test').id

  /** What whoever holds a token of this kind meets. */
  const enter = (clientId: string, payload: object, apps?: readonly string[]): string => {
    const flow = {...plainFlow, name: 'deck', security: 'oauth', alias, ...(apps && {apps})} as const
    const world = {
      company: new Company(halyard),
      okta: createOrg({flows: [flow]}, () => now),
      oktaAuth: createOktaAuth(halyard, [], now),
      faults: new FaultBoard([]),
      origin: 'http://127.0.0.1:4000',
      now: () => now,
    } as unknown as World
    const expiresAt = new Date(now.getTime() + 60_000)
    world.oktaAuth.issued.of('AccessToken').set('t', {payload: {clientId, ...payload}, expiresAt})
    const call = {method: 'POST', headers: {authorization: 'Bearer t'}, query: new URLSearchParams()}
    try {
      return openFlow(world, alias, {...call, rawPath: '', rawQuery: '', bodyText: '', fields: {}}).name
    } catch (error) {
      if (error instanceof OktaRefusal || error instanceof FlowRefusal) return String(error.status)
      throw error
    }
  }

  for (const {name, clientId = service, payload = {}, apps, want} of [
    {name: 'a service app with the scope', want: 'deck'},
    {name: 'one of more scopes', payload: {scope: `okta.logs.read ${invokeScope}`}, want: 'deck'},
    {name: 'no such scope', payload: {scope: 'okta.logs.read'}, want: '403'},
    {name: 'the app that is listed', apps: [service], want: 'deck'},
    {name: 'an app that is not', apps: [native], want: '403'},
    {name: 'a person, admin or not', clientId: native, payload: {accountId: person}, want: '403'},
    {name: 'a token that is bound, without a proof', payload: {jkt: 'thumb'}, want: '400'},
    {name: 'an app nobody knows', clientId: '0oa9', want: '401'},
  ] as const)
    it(name, () => {
      expect(enter(clientId, {scope: invokeScope, ...payload}, apps)).to.equal(want)
    })
})

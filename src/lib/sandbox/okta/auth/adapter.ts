import type {Adapter, AdapterPayload} from 'oidc-provider'
import type {Issued, Stored} from './issued.js'
import type {World} from '../../world.js'

/** What never expires is kept for as long as a sandbox can run. */
const forEver = new Date(8.64e15)

/**
 * What oidc-provider keeps of one kind, in this sandbox alone and by this sandbox's clock. A rotated refresh token stays
 * good for the app's grace, so that a client whose answer was lost can ask again.
 */
export function createAdapter(world: World, kind: string): Adapter {
  const {issued} = world.oktaAuth
  const entries = issued.of(kind)
  const found = (entry: Stored | undefined): Promise<AdapterPayload | undefined> =>
    Promise.resolve(entry === undefined ? undefined : seen(world, kind, entry))
  const by = (which: (stored: Stored) => boolean): Promise<AdapterPayload | undefined> =>
    found([...entries.values()].find(which))
  return {
    upsert(id, payload, expiresIn) {
      const expiresAt = expiresIn ? new Date(world.now().getTime() + expiresIn * 1000) : forEver
      entries.set(id, {payload: {...payload}, expiresAt})
      return Promise.resolve()
    },
    find: (id) => found(entries.get(id)),
    findByUserCode: (code) => by(({payload}) => payload.userCode === code),
    findByUid: (uid) => by(({payload}) => payload.uid === uid),
    consume(id) {
      consume(entries, id, world.now())
      if (kind === 'RefreshToken') world.oktaAuth.rotated.add(id)
      return Promise.resolve()
    },
    destroy(id) {
      entries.delete(id)
      return Promise.resolve()
    },
    revokeByGrantId(grantId) {
      revokeGrant(issued, grantId)
      return Promise.resolve()
    },
  }
}

/** Everything that one consent gave. */
export function revokeGrant(issued: Issued, grantId: string): void {
  issued.end(grantKinds, (payload) => payload.grantId === grantId)
}

const grantKinds = ['AccessToken', 'AuthorizationCode', 'RefreshToken', 'DeviceCode']

/** The first use counts: a token used twice within its grace does not get a longer one. */
function consume(entries: Map<string, Stored>, id: string, now: Date): void {
  const stored = entries.get(id)
  if (stored === undefined || stored.payload.consumed !== undefined) return
  const consumed = Math.floor(now.getTime() / 1000)
  entries.set(id, {...stored, payload: {...stored.payload, consumed}})
}

/** As oidc-provider is to see it: expired by our clock, and not yet used while its grace lasts. */
function seen(world: World, kind: string, {payload, expiresAt}: Stored): AdapterPayload {
  const copy: AdapterPayload = {...payload}
  if (expiresAt <= world.now()) copy.exp = 1
  if (kind !== 'RefreshToken' || payload.consumed === undefined) return copy
  const graceMs = world.oktaAuth.apps.find(payload.clientId)?.refreshGraceMs ?? 0
  if (world.now().getTime() < payload.consumed * 1000 + graceMs) delete copy.consumed
  return copy
}

import {defaultApps, defaultGraceMs, defaultRedirectUris, type SeedApp, type SeedToken} from './seed-okta.js'
import type {Seed} from './seed.js'

/** What a seed file says about the Okta org, as its shape in seed-file.ts reads it. */
interface OktaPart {
  readonly admins?: readonly string[]
  readonly apps?: readonly {
    readonly client_id: string
    readonly name?: string
    readonly type: SeedApp['type']
    readonly scopes?: readonly string[]
    readonly admin_role?: boolean
    readonly dpop?: boolean
    readonly public_key?: string
    readonly redirect_uris?: readonly string[]
    readonly groups?: readonly string[]
    readonly refresh_grace?: number
  }[]
  readonly tokens?: readonly SeedToken[]
}

/** Admins, apps and tokens of a company: where the file names none, its first active user is the admin and owns a token. */
export function readOktaPart(
  {admins, apps, tokens}: OktaPart,
  company: Pick<Seed, 'users' | 'admins' | 'apps' | 'tokens'>,
): Pick<Seed, 'admins' | 'apps' | 'tokens'> {
  const first = company.users.find(({active}) => active)?.login
  const isCompanys = company.admins.every((login) => company.users.some((user) => user.login === login))
  const known = isCompanys ? company.admins : first === undefined ? [] : [first]
  const found = admins ?? known
  const owner = found[0]
  return {
    admins: found,
    apps: apps?.map(toApp) ?? defaultApps,
    tokens: tokens ?? (owner === undefined ? [] : [{name: 'okta-ops', owner}]),
  }
}

function toApp(app: NonNullable<OktaPart['apps']>[number]): SeedApp {
  const {client_id: clientId, type, public_key: publicKey, groups} = app
  return {
    clientId,
    name: app.name ?? clientId,
    type,
    scopes: app.scopes ?? [],
    adminRole: app.admin_role ?? type === 'service',
    dpop: app.dpop ?? type === 'service',
    ...(publicKey === undefined ? {} : {publicKey}),
    redirectUris: app.redirect_uris ?? (type === 'native' ? defaultRedirectUris : []),
    ...(groups === undefined ? {} : {groups}),
    refreshGraceMs: app.refresh_grace ?? defaultGraceMs,
  }
}

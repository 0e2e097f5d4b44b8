import type * as Interfaces from '@oclif/core/interfaces'
import type {OrgWishes} from '../okta/org/add/wishes.js'
import {parsePercent} from '../shared/percent.js'
import {oktaOrgs} from './context.js'
import {Flags} from './oclif.js'
import {secretFlag} from './secret-flag.js'

/** What `org add` takes about an org. */
export const orgAddFlags = {
  'org-url': Flags.string({
    helpValue: 'URL',
    summary: 'address of the org, like https://halyard.okta.com; that of the Admin Console will do',
  }),
  'api-token': secretFlag('api-token', 'where the API token (SSWS) is', {
    exclusive: ['client-id', 'private-key', 'key-id', 'scopes', 'dpop', 'login'],
  }),
  'client-id': Flags.string({
    helpValue: 'ID',
    summary: 'client id of the API service app, or with --login of a native app',
  }),
  'private-key': secretFlag('private-key', "where the service app's private key (JWK or PEM) is", {
    exclusive: ['login'],
  }),
  'key-id': Flags.string({
    helpValue: 'ID',
    summary: 'id of that key (kid), for an app with several',
    exclusive: ['login'],
  }),
  scopes: Flags.string({
    helpValue: 'LIST',
    summary: 'scopes to ask for, with commas or spaces between (else okta.logs.read)',
  }),
  dpop: Flags.string({
    summary: 'bind the tokens of the service app to a key of their own (else auto)',
    options: ['auto', 'always', 'never'] as const,
    exclusive: ['login'],
  }),
  login: Flags.boolean({summary: 'get in as yourself, and sign in now', default: false}),
  'rate-share': Flags.custom<number>({
    helpValue: 'PERCENT',
    summary: "share of the org's rate limit that okta-ops uses at most, 1% to 100% (else 50%)",
    parse: (text) => Promise.resolve(parsePercent(text, '--rate-share')),
  })(),
}

type OrgAddFlags = Interfaces.InferredFlags<typeof orgAddFlags>

/** The flags in lib/okta's words. @throws OpsError OPS_ORG_URL */
export async function wishesFrom(flags: OrgAddFlags, name: string | undefined): Promise<OrgWishes> {
  const {readOrgUrl, splitScopes} = await oktaOrgs()
  return {
    name,
    address: flags['org-url'] === undefined ? undefined : readOrgUrl(flags['org-url']),
    apiToken: flags['api-token'],
    clientId: flags['client-id'],
    privateKey: flags['private-key'],
    keyId: flags['key-id'],
    scopes: flags.scopes === undefined ? undefined : splitScopes(flags.scopes),
    dpop: flags.dpop as OrgWishes['dpop'],
    login: flags.login,
    rateShare: flags['rate-share'],
  }
}

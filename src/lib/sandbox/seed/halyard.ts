import {
  defaultLifetimes,
  defaultPageSize,
  defaultPassword,
  defaultStartUrl,
  type Seed,
  type SeedAccount,
} from './seed.js'
import {defaultFlows} from './seed-flows.js'
import {defaultApps} from './seed-okta.js'
import {halyardSecrets} from './seed-secrets.js'

const teams = [
  'Anchor',
  'Ballast',
  'Capstan',
  'Davit',
  'Ensign',
  'Fairlead',
  'Gangway',
  'Hawser',
  'Jib',
  'Keel',
  'Lanyard',
  'Mizzen',
]
const purposes = ['Build', 'Data', 'Edge', 'Forecast', 'Labs', 'Ledger', 'Logs', 'Mail', 'Search', 'Vault']

/**
 * The company a sandbox plays when no seed is given: three environments, an automation role in each, and 120 further
 * accounts so that every list needs more than one page.
 */
export const halyard: Seed = {
  company: 'Halyard',
  startUrl: defaultStartUrl,
  region: 'us-east-1',
  pageSize: defaultPageSize,
  password: defaultPassword,
  lifetimes: defaultLifetimes,
  groups: [
    {name: 'halyard-engineers', description: 'Everyone who writes software'},
    {name: 'halyard-release', description: 'On call for releases to production'},
    {name: 'halyard-automation', description: 'Runs scheduled jobs in each environment'},
    {name: 'halyard-platform', description: 'Owns the landing zone and every account in it'},
    {name: 'halyard-auditors', description: 'Reads, changes nothing'},
    {name: 'halyard-shore', description: 'Imported from the shore office', type: 'APP_GROUP'},
    // Not pushed by Okta: what AWS has of these is somebody's to reconcile.
    {name: 'AWS_prod-admins', description: 'May change anything in production'},
    {name: 'AWS_dev-readers', description: 'Look around in dev'},
    {name: 'AWS_billing-viewers', description: 'See what it costs'},
  ],
  users: [
    user('mira.castellan', 'Mira Castellan', [
      ...['engineers', 'release', 'automation', 'platform', 'shore'],
      ...['AWS_prod-admins', 'AWS_billing-viewers'],
    ]),
    user('tobias.wren', 'Tobias Wren', ['engineers']),
    user('ines.okafor', 'Ines Okafor', ['engineers', 'release']),
    user('jun.hartley', 'Jun Hartley', ['automation', 'AWS_dev-readers']),
    user('saga.lindqvist', 'Saga Lindqvist', [
      'auditors',
      'AWS_prod-admins',
      'AWS_dev-readers',
      'AWS_billing-viewers',
    ]),
    {...user('otto.brandt', 'Otto Brandt', ['engineers']), active: false},
    {...user('nils.aaberg', 'Nils Aaberg', ['AWS_dev-readers']), awsUser: false},
  ],
  accounts: [
    {
      id: '111111111111',
      name: 'Halyard Dev',
      email: 'aws-dev@halyard.test',
      iamRoles: [{name: 'DataReader'}, {name: 'PartnerIntake', externalId: 'halyard-partner-7'}],
    },
    {
      id: '222222222222',
      name: 'Halyard Staging',
      email: 'aws-staging@halyard.test',
      iamRoles: [{name: 'DataReader'}],
    },
    {
      id: '333333333333',
      name: 'Halyard Prod',
      email: 'aws-prod@halyard.test',
      iamRoles: [{name: 'Deployer', trusts: ['ReleaseManager', 'AutomationProdRole']}],
    },
    ...furtherAccounts(),
  ],
  assignments: [
    {group: 'halyard-engineers', accounts: ['111111111111'], roles: ['Developer', 'ReadOnly']},
    {group: 'halyard-engineers', accounts: ['222222222222'], roles: ['Developer', 'ReadOnly']},
    {group: 'halyard-engineers', accounts: ['333333333333'], roles: ['ReadOnly']},
    {group: 'halyard-release', accounts: ['222222222222', '333333333333'], roles: ['ReleaseManager']},
    {group: 'halyard-automation', accounts: ['111111111111'], roles: ['AutomationDevRole']},
    {group: 'halyard-automation', accounts: ['222222222222'], roles: ['AutomationStagingRole']},
    {group: 'halyard-automation', accounts: ['333333333333'], roles: ['AutomationProdRole']},
    {group: 'halyard-platform', accounts: 'all', roles: ['AdministratorAccess', 'ReadOnly']},
    {group: 'halyard-auditors', accounts: 'all', roles: ['SecurityAudit']},
    {group: 'AWS_prod-admins', accounts: ['333333333333'], roles: ['ProdAdmin']},
    {group: 'AWS_dev-readers', accounts: ['111111111111'], roles: ['DevReader']},
    {group: 'AWS_billing-viewers', accounts: ['410000000011'], roles: ['BillingView']},
    {group: 'AWSControlTowerAdmins', accounts: 'all', roles: ['ControlTowerAdmin']},
  ],
  awsGroups: [
    {
      name: 'AWS_prod-admins',
      description: 'May change anything in production',
      linkedTo: 'AWS_prod-admins',
      members: logins('saga.lindqvist'),
    },
    {
      name: 'AWS_dev-readers',
      description: 'Look around in dev',
      members: logins('saga.lindqvist', 'otto.brandt'),
    },
    {
      name: 'AWS_billing-viewers',
      description: 'See what it costs',
      linkedTo: 'AWS_billing-viewers',
      members: logins('mira.castellan', 'saga.lindqvist'),
    },
    {name: 'AWS_legacy-ops', description: 'Nobody remembers', members: logins('jun.hartley')},
    {
      name: 'AWSControlTowerAdmins',
      description: 'Made by AWS Control Tower',
      members: logins('control-tower'),
    },
  ],
  awsUsers: [{userName: 'control-tower@halyard.test', name: 'Control Tower'}],
  admins: ['mira.castellan@halyard.test'],
  apps: defaultApps,
  tokens: [{name: 'okta-ops', owner: 'mira.castellan@halyard.test'}],
  flows: defaultFlows('halyard-engineers'),
  secrets: halyardSecrets,
  faults: [],
}

function user(login: string, name: string, groups: readonly string[]): Seed['users'][number] {
  return {
    login: `${login}@halyard.test`,
    name,
    active: true,
    groups: groups.map((group) => (group.startsWith('AWS_') ? group : `halyard-${group}`)),
  }
}

function logins(...names: readonly string[]): readonly string[] {
  return names.map((name) => `${name}@halyard.test`)
}

/** Twelve teams with ten accounts each; the last one has neither name nor address, as some real ones do. */
function furtherAccounts(): SeedAccount[] {
  const accounts = teams.flatMap((team, row) =>
    purposes.map((purpose, column): SeedAccount => {
      const slug = `${team}-${purpose}`.toLowerCase()
      return {
        id: String(410_000_000_001 + row * purposes.length + column),
        name: `${team} ${purpose}`,
        email: `aws-${slug}@halyard.test`,
        iamRoles: [],
      }
    }),
  )
  return [...accounts.slice(0, -1), {id: accounts.at(-1)?.id ?? '', iamRoles: []}]
}

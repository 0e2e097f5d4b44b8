import {halyard} from './halyard.js'
import {
  defaultLifetimes,
  defaultPageSize,
  defaultPassword,
  defaultStartUrl,
  type Lifetimes,
  type Seed,
} from './seed.js'
import {readOktaPart} from './okta-part.js'
import {allAccounts} from './seed-accounts.js'
import {defaultFlows, flowSecurities, flowWorks} from './seed-flows.js'
import {readSecrets} from './seed-secrets.js'
import {aliasPattern, readFlow, tokenPattern} from './written-flow.js'
import {parseFault} from '../faults/fault.js'
import {readPublicKey} from '../okta/auth/apps.js'
import {parseDuration} from '../../shared/duration.js'
import type {Machine} from '../../shared/machine.js'
import {readYamlFile} from '../../language/yaml-file.js'
import {
  choice,
  converted,
  either,
  listOf,
  mapOf,
  optional,
  record,
  text,
  wholeNumber,
  yesOrNo,
  type Shape,
} from '../../language/yaml-shapes.js'

/*
 * The seed file of docs/sandbox.md. A file that describes people, groups, accounts or assignments is another company;
 * one that has none of them changes how Halyard behaves.
 */

/** @throws OpsError OPS_YAML with line and column, also for a group, account or user that nothing else in the file defines */
export function readSeedFile(machine: Machine, file: string): Seed {
  // First for the names, then again with those names as the only ones that may be referred to.
  const names = namesIn(readYamlFile(machine, file, seedShape(undefined)))
  return toSeed(readYamlFile(machine, file, seedShape(names)))
}

interface Names {
  readonly users: readonly string[]
  readonly groups: readonly string[]
  readonly accounts: readonly string[]
}

type SeedFile = ReturnType<ReturnType<typeof seedShape>>

const name = text({pattern: /^\S(.*\S)?$/, wanted: 'a name'})
const word = text({pattern: /^[\w+=,.@-]{1,64}$/, wanted: 'a name of letters, digits and +=,.@-_'})
const accountId = text({pattern: /^\d{12}$/, wanted: 'an account id of twelve digits'})
const login = text({pattern: /^[^\s@]+@[^\s@]+$/, wanted: 'a login like ada@example.test'})
const clientId = text({pattern: /^0oa[A-Za-z0-9]{17}$/, wanted: 'a client id: 0oa and 17 letters or digits'})
const scope = text({pattern: /^okta\.[\w.]+$/, wanted: 'a scope such as okta.logs.read'})
const publicKey = converted((found) => {
  readPublicKey(found)
  return found
})
const secretName = text({pattern: /^[\w/+=.@-]{1,512}$/, wanted: 'a name of letters, digits and /_+=.@-'})
const alias = text({pattern: aliasPattern, wanted: 'an alias of 32 hex digits'})
const clientToken = text({pattern: tokenPattern, wanted: 'a token of 8 to 256 characters without blanks'})
const span = converted((found) => parseDuration(found, 'this'))
const fault = converted((found) => parseFault(found).text)

function seedShape(names: Names | undefined) {
  const known = (list: readonly string[] | undefined, free: Shape<string>): Shape<string> =>
    list === undefined ? free : choice(list)
  return record({
    company: optional(name),
    start_url: optional(text({pattern: /^https:\/\/[^\s]+$/, wanted: 'an https address'})),
    region: optional(text({pattern: /^[a-z]{2,}(-[a-z]+)+-\d$/, wanted: 'a region such as eu-west-1'})),
    page_size: optional(wholeNumber(1, 100)),
    password: optional(text()),
    lifetimes: optional(
      record({
        token: optional(span),
        role: optional(span),
        session: optional(span),
        registration: optional(span),
        device_code: optional(span),
        device_interval: optional(span),
        cursor: optional(span),
        hook: optional(span),
      }),
    ),
    groups: optional(listOf(record({name: word, description: optional(text())}))),
    users: optional(
      listOf(
        record({
          login,
          name: optional(name),
          password: optional(text()),
          active: optional(yesOrNo),
          groups: optional(listOf(known(names?.groups, word))),
        }),
      ),
    ),
    accounts: optional(
      listOf(
        record({
          id: accountId,
          name: optional(text()),
          email: optional(text()),
          iam_roles: optional(
            listOf(record({name: word, external_id: optional(text()), trusts: optional(listOf(word))})),
          ),
        }),
      ),
    ),
    more_accounts: optional(
      record({count: wholeNumber(1, 5000), first_id: optional(accountId), name: optional(name)}),
    ),
    assignments: optional(
      listOf(
        record({
          group: known(names?.groups, word),
          accounts: either(choice(['all']), listOf(known(names?.accounts, accountId))),
          roles: listOf(word),
        }),
      ),
    ),
    admins: optional(listOf(known(names?.users, login))),
    apps: optional(
      listOf(
        record({
          client_id: clientId,
          name: optional(name),
          type: choice(['service', 'native']),
          scopes: optional(listOf(scope)),
          admin_role: optional(yesOrNo),
          dpop: optional(yesOrNo),
          public_key: optional(publicKey),
          redirect_uris: optional(listOf(text())),
          groups: optional(listOf(known(names?.groups, word))),
          refresh_grace: optional(span),
        }),
      ),
    ),
    tokens: optional(
      listOf(record({name: word, owner: known(names?.users, login), value: optional(text())})),
    ),
    secrets: optional(
      listOf(
        record({
          name: secretName,
          account: optional(known(names?.accounts, accountId)),
          value: optional(text()),
          keys: optional(mapOf(text())),
          roles: optional(listOf(word)),
        }),
      ),
    ),
    flows: optional(
      listOf(
        record({
          name: word,
          does: optional(choice(flowWorks)),
          security: optional(choice(flowSecurities)),
          apps: optional(listOf(clientId)),
          alias: optional(alias),
          client_token: optional(clientToken),
          active: optional(yesOrNo),
          takes: optional(span),
          answers_first: optional(yesOrNo),
          pauses: optional(yesOrNo),
          closes: optional(span),
          idempotent: optional(yesOrNo),
          fails: optional(yesOrNo),
          per_second: optional(wholeNumber(1, 100_000)),
          group: optional(known(names?.groups, word)),
          answer: optional(
            record({
              status: optional(either(wholeNumber(200, 200), wholeNumber(400, 599))),
              headers: optional(mapOf(text())),
              body: optional(text()),
            }),
          ),
        }),
      ),
    ),
    faults: optional(listOf(fault)),
  })
}

function namesIn(file: SeedFile): Names {
  if (!describesCompany(file)) {
    const {users, groups, accounts} = halyard
    return {
      users: users.map((user) => user.login),
      groups: groups.map((group) => group.name),
      accounts: accounts.map(({id}) => id),
    }
  }
  return {
    users: (file.users ?? []).map((user) => user.login),
    groups: (file.groups ?? []).map((group) => group.name),
    accounts: allAccounts(file).map(({id}) => id),
  }
}

function describesCompany({groups, users, accounts, more_accounts: more, assignments}: SeedFile): boolean {
  return [groups, users, accounts, more, assignments].some((part) => part !== undefined)
}

function toSeed(file: SeedFile): Seed {
  const company = describesCompany(file) ? readCompany(file) : halyard
  return {
    ...company,
    ...readOktaPart(file, company),
    company: file.company ?? company.company,
    startUrl: file.start_url ?? defaultStartUrl,
    region: file.region ?? 'us-east-1',
    pageSize: file.page_size ?? defaultPageSize,
    password: file.password ?? defaultPassword,
    lifetimes: readLifetimes(file),
    flows: file.flows?.map(readFlow) ?? company.flows,
    secrets: file.secrets === undefined ? company.secrets : readSecrets(file.secrets),
    faults: file.faults ?? [],
  }
}

function readCompany(file: SeedFile): Seed {
  return {
    ...halyard,
    company: 'Sandbox',
    groups: (file.groups ?? []).map((group) => ({name: group.name, description: group.description ?? ''})),
    users: (file.users ?? []).map(({login, name: called, active = true, groups = [], password}) => ({
      login,
      name: called ?? login.replace(/@.*/, ''),
      active,
      groups,
      ...(password === undefined ? {} : {password}),
    })),
    accounts: allAccounts(file),
    assignments: file.assignments ?? [],
    awsGroups: [],
    awsUsers: [],
    flows: defaultFlows(),
    secrets: [],
  }
}

function readLifetimes({lifetimes = {}}: SeedFile): Lifetimes {
  return {
    tokenMs: lifetimes.token ?? defaultLifetimes.tokenMs,
    roleMs: lifetimes.role ?? defaultLifetimes.roleMs,
    sessionMs: lifetimes.session ?? defaultLifetimes.sessionMs,
    registrationMs: lifetimes.registration ?? defaultLifetimes.registrationMs,
    deviceCodeMs: lifetimes.device_code ?? defaultLifetimes.deviceCodeMs,
    deviceIntervalMs: lifetimes.device_interval ?? defaultLifetimes.deviceIntervalMs,
    cursorMs: lifetimes.cursor ?? defaultLifetimes.cursorMs,
    hookMs: lifetimes.hook ?? defaultLifetimes.hookMs,
  }
}

import {halyard} from './halyard.js'
import {readScimPart} from './scim-part.js'
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
import {defaultFlows} from './seed-flows.js'
import {readSecrets} from './seed-secrets.js'
import {seedShape, type Names, type SeedFile} from './seed-shape.js'
import {readFlow} from './written-flow.js'
import type {Machine} from '../../shared/machine.js'
import {readYamlFile} from '../../language/yaml-file.js'

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

function namesIn(file: SeedFile): Names {
  if (!describesCompany(file)) {
    return namesOf(halyard)
  }
  return namesOf(readCompany(file))
}

function namesOf({users, groups, accounts, awsGroups, awsUsers}: Seed): Names {
  const [logins, groupNames] = [users.map(({login}) => login), groups.map(({name}) => name)]
  return {
    users: logins,
    groups: groupNames,
    accounts: accounts.map(({id}) => id),
    awsGroups: [...groupNames, ...awsGroups.map(({name}) => name)],
    awsUsers: [...logins, ...awsUsers.map(({userName}) => userName)],
  }
}

function describesCompany(file: SeedFile): boolean {
  const {groups, users, accounts, more_accounts: more, assignments} = file
  const {aws_groups: awsGroups, aws_users: awsUsers} = file
  return [groups, users, accounts, more, assignments, awsGroups, awsUsers].some((part) => part !== undefined)
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
    ...(file.scim === undefined ? {} : {scim: readScimPart(file.scim)}),
    faults: file.faults ?? [],
  }
}

function readCompany(file: SeedFile): Seed {
  return {
    ...halyard,
    company: 'Sandbox',
    groups: (file.groups ?? []).map(({name, description = '', push}) => ({
      name,
      description,
      ...(push === undefined ? {} : {push}),
    })),
    users: (file.users ?? []).map(
      ({login, name, active = true, groups = [], password, aws_user: awsUser}) => ({
        login,
        name: name ?? nameOf(login),
        active,
        groups,
        ...(password === undefined ? {} : {password}),
        ...(awsUser === undefined ? {} : {awsUser}),
      }),
    ),
    accounts: allAccounts(file),
    assignments: file.assignments ?? [],
    awsGroups: (file.aws_groups ?? []).map(({name, description = '', linked_to: linkedTo, members = []}) => ({
      name,
      description,
      members,
      ...(linkedTo === undefined ? {} : {linkedTo}),
    })),
    awsUsers: (file.aws_users ?? []).map(({user_name: userName, name}) => ({
      userName,
      name: name ?? nameOf(userName),
    })),
    flows: defaultFlows(),
    secrets: [],
  }
}

function nameOf(login: string): string {
  return login.replace(/@.*/, '')
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

import type {AwsGroup, AwsUser} from '../../src/lib/ports/aws-directory.js'
import type {OktaGroupHead, OktaPerson} from '../../src/lib/ports/okta-directory.js'
import type {AwsSide, OktaSide} from '../../src/lib/scim/plan/plan.js'
import type {PlanRules} from '../../src/lib/scim/plan/policy.js'

/** `1` -> an id of the form that Okta gives, `00u` for people and `00g` for groups. */
export const oktaId = (kind: '00u' | '00g', number: number | string): string =>
  `${kind}${String(number).padStart(17, '0')}`

/** Somebody in Okta, whose login is their name at example.com. */
export function person(name: string, more: Partial<OktaPerson> = {}): OktaPerson {
  return {id: oktaId('00u', name), login: `${name}@example.com`, status: 'ACTIVE', ...more}
}

/** The same person in Identity Center, as Okta provisions them. */
export function user(name: string, more: Partial<AwsUser> = {}): AwsUser {
  return {
    id: `user-${name}`,
    userName: `${name}@example.com`,
    externalId: oktaId('00u', name),
    active: true,
    ...more,
  }
}

export interface SidesOfGroup {
  /** Of the people in Okta; undefined: they could not be read. */
  readonly okta?: readonly (string | OktaPerson)[] | undefined
  /** Of the members in Identity Center; undefined: there is no such group. */
  readonly aws?: readonly (string | AwsUser)[] | undefined
  readonly complete?: boolean
  readonly oktaHead?: Partial<OktaGroupHead>
  readonly awsHead?: Partial<AwsGroup>
}

export interface SidesOptions {
  readonly users?: readonly (string | AwsUser)[]
  readonly groupsComplete?: boolean
}

/** Both sides, group by group by name; a group with neither `okta` nor `aws` is one that could not be read in Okta. */
export function sides(
  groups: Readonly<Record<string, SidesOfGroup>>,
  {users = [], groupsComplete = true}: SidesOptions = {},
): {readonly okta: OktaSide; readonly aws: AwsSide} {
  const entries = Object.entries(groups)
  const asUser = (one: string | AwsUser): AwsUser => (typeof one === 'string' ? user(one) : one)
  const inAws = entries.flatMap(([name, {aws, awsHead, complete = true}]) =>
    aws === undefined
      ? []
      : [
          {
            group: {id: `group-${name}`, displayName: name, externalId: undefined, ...awsHead},
            users: aws.map(asUser),
            complete,
          },
        ],
  )
  return {
    okta: {
      orgUrl: 'https://halyard.okta.com',
      groups: entries.flatMap(([name, one]) =>
        'okta' in one || !('aws' in one)
          ? [
              {
                group: {
                  id: oktaId('00g', name.replaceAll(/\W/gu, '')),
                  name,
                  type: 'OKTA_GROUP' as const,
                  lastMembershipUpdated: undefined,
                  ...one.oktaHead,
                },
                members: one.okta?.map((each) => (typeof each === 'string' ? person(each) : each)),
              },
            ]
          : [],
      ),
    },
    aws: {
      tenant: 'https://scim.eu-west-1.amazonaws.com/T1/scim/v2',
      via: 'scim',
      groups: inAws.map(({group}) => group),
      groupsComplete,
      members: new Map(
        inAws.map(({group, users: members, complete}) => [group.id, {users: members, complete}]),
      ),
      users: users.map(asUser),
    },
  }
}

/** The rules that apply when nothing is configured, with other values laid over them. */
export function rules({
  guards,
  ...more
}: Partial<Omit<PlanRules, 'guards'>> & {readonly guards?: Partial<PlanRules['guards']>} = {}): PlanRules {
  return {
    groups: ['AWS_*'],
    map: new Map(),
    manage: 'memberships',
    allowDelete: false,
    protect: [],
    ...more,
    guards: {
      maxRemovals: 0.25,
      maxGroupRemovals: 0.25,
      maxRemovalCount: Number.POSITIVE_INFINITY,
      minKeep: new Map(),
      allowEmpty: false,
      self: undefined,
      requireSelf: [],
      deleteGraceMs: 7 * 86_400_000,
      ...guards,
    },
  }
}

/** Names `prefix0` to `prefixN`. */
export function names(count: number, prefix = 'p'): readonly string[] {
  return Array.from({length: count}, (_, index) => `${prefix}${index}`)
}

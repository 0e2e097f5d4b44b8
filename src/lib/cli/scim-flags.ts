import type {LearnWay} from '../scim/learn/choose-way.js'
import type {PlanPolicy} from '../scim/plan/policy.js'
import {given} from '../shared/given.js'
import type {Machine} from '../shared/machine.js'
import {parsePercent} from '../shared/percent.js'
import {scimDomain} from './context.js'
import {durationFlag} from './flow-flags.js'
import {Flags} from './oclif.js'
import {orgFlag} from './org-flags.js'
import {secretFlag} from './secret-flag.js'

/** `--config`: which scim.yaml. */
export const scimConfigFlag = Flags.custom({
  helpValue: 'FILE',
  summary: 'another scim.yaml than that in the config folder',
  env: 'OKTA_OPS_SCIM_CONFIG',
})

/** How AWS's SCIM endpoint is reached; over the variables, over scim.yaml. */
export const scimConnectionFlags = {
  config: scimConfigFlag(),
  url: Flags.string({
    helpValue: 'URL',
    summary: 'the SCIM endpoint (else OKTA_OPS_SCIM_URL, else scim.yaml)',
  }),
  token: secretFlag('token', 'where its token is (else OKTA_OPS_SCIM_TOKEN, else scim.yaml)'),
}

/** What is compared, and by which rules; over scim.yaml. */
export const scimPlanFlags = {
  org: orgFlag(),
  ...scimConnectionFlags,
  groups: Flags.string({
    helpValue: 'GLOB',
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    summary: "Okta groups that are looked at, by name with * and ? (else scim.yaml's, else AWS_*)",
  }),
  map: Flags.string({
    helpValue: 'FILE',
    summary: 'YAML or JSON: names of groups in Okta to their names in Identity Center',
  }),
  manage: Flags.option({
    options: ['memberships', 'groups'] as const,
    summary: 'change members only, or create and rename groups too (memberships unless said)',
  })(),
  'allow-delete': Flags.boolean({
    summary: 'with --manage groups: delete groups that have been gone from Okta for long',
  }),
  via: Flags.option({
    options: ['auto', 'scim', 'identity-store'] as const satisfies readonly LearnWay[],
    default: 'auto' as const,
    summary: "how Identity Center's side is read",
  })(),
  explain: Flags.boolean({
    summary: "say which way Identity Center's side is read and how many calls it takes",
    default: false,
  }),
}

/** Guards, which hold back what looks like a mistake; over scim.yaml. */
export const scimGuardFlags = {
  'max-removals': percentFlag(
    'max-removals',
    'largest share of all memberships in scope that is removed (25% unless said; 0%: none at all)',
  ),
  'max-group-removals': percentFlag(
    'max-group-removals',
    'largest share of one group of ten members or more that is removed (25% unless said; 0%: nobody of any group)',
  ),
  'max-removal-count': Flags.integer({
    helpValue: 'N',
    min: 0,
    summary: 'most memberships that are removed at all',
  }),
  'allow-empty': Flags.boolean({summary: 'empty a group that has no members in Okta any more'}),
  self: Flags.string({
    helpValue: 'LOGIN',
    summary: 'your login in Okta: you are not taken out of the groups of requireSelf',
  }),
  'delete-grace': durationFlag(
    'delete-grace',
    'how long a group must have been gone before it is deleted (7d unless said)',
  ),
}

/** `-o`: how a plan is shown. */
export const planOutputFlags = {
  output: Flags.option({
    char: 'o',
    options: ['text', 'json', 'markdown'] as const,
    default: 'text' as const,
    summary: 'as a diff for people, as JSON, or as a comment for a pull request',
  })(),
  'drift-only': Flags.boolean({summary: 'leave out groups that are in step', default: false}),
}

function percentFlag(name: string, summary: string) {
  return Flags.custom<number>({
    helpValue: 'PERCENT',
    summary,
    parse: (text) => Promise.resolve(parsePercent(text, `--${name}`, {least: 0})),
  })()
}

/** The flags that say what a plan is to be. */
export interface PolicyFlags {
  readonly groups?: readonly string[] | undefined
  readonly map?: string | undefined
  readonly manage?: PlanPolicy['manage'] | undefined
  readonly 'allow-delete'?: boolean | undefined
  readonly 'max-removals'?: number | undefined
  readonly 'max-group-removals'?: number | undefined
  readonly 'max-removal-count'?: number | undefined
  readonly 'allow-empty'?: boolean | undefined
  readonly self?: string | undefined
  readonly 'delete-grace'?: number | undefined
}

/** The rules of scim.yaml with the flags laid over them; a map of the command line goes before the file's, name by name. */
export async function policyWith(
  machine: Machine,
  policy: PlanPolicy,
  flags: PolicyFlags,
): Promise<PlanPolicy> {
  const {groups, manage, self} = flags
  const {readMapFile} = await scimDomain()
  const map = flags.map === undefined ? [] : [...readMapFile(machine, flags.map)]
  return {
    ...policy,
    ...given({groups, manage, allowDelete: flags['allow-delete']}),
    map: new Map([...policy.map, ...map]),
    guards: {
      ...policy.guards,
      ...given({
        maxRemovals: flags['max-removals'],
        maxGroupRemovals: flags['max-group-removals'],
        maxRemovalCount: flags['max-removal-count'],
        allowEmpty: flags['allow-empty'],
        self,
        deleteGraceMs: flags['delete-grace'],
      }),
    },
  }
}

import {tokenPattern, aliasPattern} from './written-flow.js'
import {flowSecurities, flowWorks} from './seed-flows.js'
import {parsePercent} from '../aws/scim/scim-settings.js'
import {parseFault} from '../faults/fault.js'
import {readPublicKey} from '../okta/auth/apps.js'
import {parseDuration} from '../../shared/duration.js'
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

/* What a seed file may say, as docs/sandbox.md shows it; seed-file.ts makes a seed of it. */

/** What parts of the file may refer to. */
export interface Names {
  readonly users: readonly string[]
  readonly groups: readonly string[]
  readonly accounts: readonly string[]
  /** Groups of Identity Center, pushed ones too. */
  readonly awsGroups: readonly string[]
  /** userNames in Identity Center. */
  readonly awsUsers: readonly string[]
}

export type SeedFile = ReturnType<ReturnType<typeof seedShape>>

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
const percent = converted(parsePercent)
const fault = converted((found) => parseFault(found).text)

/** The shape of the file; without `names`, any name may be referred to. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- written out, it would say everything twice
export function seedShape(names: Names | undefined) {
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
    groups: optional(listOf(record({name: word, description: optional(text()), push: optional(yesOrNo)}))),
    users: optional(
      listOf(
        record({
          login,
          name: optional(name),
          password: optional(text()),
          active: optional(yesOrNo),
          groups: optional(listOf(known(names?.groups, word))),
          aws_user: optional(yesOrNo),
        }),
      ),
    ),
    aws_users: optional(listOf(record({user_name: login, name: optional(name)}))),
    aws_groups: optional(
      listOf(
        record({
          name: word,
          description: optional(text()),
          linked_to: optional(known(names?.groups, word)),
          members: optional(listOf(known(names?.awsUsers, login))),
        }),
      ),
    ),
    scim: optional(
      record({
        token: optional(clientToken),
        rate: optional(wholeNumber(1, 1_000_000)),
        burst: optional(wholeNumber(1, 1_000_000)),
        retry_after: optional(yesOrNo),
        latency: optional(span),
        errors: optional(percent),
        drops: optional(percent),
        seed: optional(wholeNumber(0, 2 ** 31)),
        lag: optional(span),
        generation: optional(choice(['new', 'old'])),
        mixed_patch: optional(yesOrNo),
        pair_filter: optional(choice(['any', 'member', 'members', 'members.value'])),
        needless: optional(yesOrNo),
        fold_names: optional(yesOrNo),
        short_pages: optional(yesOrNo),
        provisioning: optional(yesOrNo),
      }),
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
          group: known(names?.awsGroups, word),
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

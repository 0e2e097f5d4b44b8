import {addOrg, type AddedOrg} from '../../lib/okta/org/add/add-org.js'
import {completeAnswers} from '../../lib/okta/org/add/complete-answers.js'
import type {OrgAnswers} from '../../lib/okta/org/add/wishes.js'
import {wayWords, type OrgWay} from '../../lib/okta/org/org-setting.js'
import {BaseCommand} from '../../lib/cli/base-command.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {orgAddFlags, wishesFrom} from '../../lib/cli/org-add-flags.js'
import type {OrgLoginResult} from '../../lib/cli/org-sign-in.js'
import {readSecretOf} from '../../lib/cli/secret-readers.js'
import {showSecretReference} from '../../lib/secrets/secret-reference.js'

/** What `org add --json` answers with. */
export interface OrgAddResult {
  readonly name: string
  readonly orgUrl: string
  readonly way: OrgWay['kind']
  /** Where the secret is kept; absent for a person. */
  readonly secret?: string
  /** Whether commands take this org when nothing else is said. */
  readonly current: boolean
  /** Whether a call was made and taken, before anything was written. */
  readonly checked: boolean
  /** Whose rights the connection has, where the org says it. */
  readonly as?: string
}

export default class OrgAdd extends BaseCommand<typeof OrgAdd> {
  static override summary = 'Connect okta-ops to an Okta org, under a name.'
  static override description =
    'Three ways in: an API service app (a client id and a private key), yourself by browser (a native app), or an API token. With a terminal it asks for what the flags leave out. The connection is checked before anything is written; secrets are kept in a file that only you can read, or stay where they are. docs/orgs.md shows each way step by step.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> prod --org-url https://acme.okta.com --client-id 0oa1... --private-key file:okta.pem --scopes okta.logs.read',
    '<%= config.bin %> <%= command.id %> me --org-url https://acme.okta.com --client-id 0oa2... --login',
    'pbpaste | <%= config.bin %> <%= command.id %> prod --org-url https://acme.okta.com --api-token -',
  ]
  static override args = {
    // Standard input is for the secret; oclif would take it as the name.
    name: Args.string({
      ignoreStdin: true,
      description: 'what to call it (else the first part of its address)',
    }),
  }
  static override flags = {
    ...orgAddFlags,
    keychain: Flags.boolean({
      summary: 'keep a secret given by - or typed in the keychain, not in a file',
      default: false,
    }),
    check: Flags.boolean({summary: 'make a call before anything is written', default: true, allowNo: true}),
    force: Flags.boolean({summary: 'replace an org of that name', default: false}),
    yes: Flags.boolean({char: 'y', summary: 'ask nothing', env: 'OKTA_OPS_YES', default: false}),
  }

  override async run(): Promise<OrgAddResult> {
    const {name} = (await this.parse(OrgAdd)).args
    const answers = await completeAnswers(await wishesFrom(this.flags, name), await this.#asker())
    for (const note of answers.address.notes) this.warn(note)
    const added = await addOrg(this.context.machine, answers, {
      readSecret: readSecretOf(this.context, (line) => this.warn(line)),
      keychain: this.flags.keychain,
      replace: this.flags.force,
      check: this.flags.check,
    })
    this.#tell(answers, added)
    if (answers.way.kind !== 'person') return resultOf(answers, added)
    const {user} = await this.#signIn(answers.name)
    return {...resultOf(answers, added), ...(user === undefined ? {} : {as: user})}
  }

  /** The org stays when this fails: `login --org` is the way to go on. */
  async #signIn(org: string): Promise<OrgLoginResult> {
    const {loginToOrg} = await import('../../lib/cli/org-sign-in.js')
    return loginToOrg(this.context, {org}, this.voice)
  }

  async #asker() {
    return this.context.terminal.interactive && !this.flags.yes ? this.context.prompts() : undefined
  }

  #tell({name, address, way}: OrgAnswers, {probe, secret, current}: AddedOrg): void {
    const domain = address.domain === 'custom' ? ' (not okta.com: a custom domain)' : ''
    this.say(`Added ${name}: ${address.url}${domain}, ${wayWords[way.kind]}.`)
    if (probe?.as !== undefined) this.say(`It has the rights of ${probe.as}.`)
    if (secret !== undefined) this.say(`The secret is in ${showSecretReference(secret)}.`)
    this.say(current ? `Next: okta-ops org check ${name}` : `To take it by default: okta-ops org use ${name}`)
  }
}

function resultOf({name, address, way}: OrgAnswers, {probe, secret, current}: AddedOrg): OrgAddResult {
  return {
    name,
    orgUrl: address.url,
    way: way.kind,
    ...(secret === undefined ? {} : {secret: showSecretReference(secret)}),
    current,
    checked: probe !== undefined,
    ...(probe?.as === undefined ? {} : {as: probe.as}),
  }
}

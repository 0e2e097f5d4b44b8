import {BaseCommand} from '../../../lib/cli/base-command.js'
import {connectOrg} from '../../../lib/cli/connect-org.js'
import {hookSecretFor} from '../../../lib/cli/hook-secret.js'
import {Flags} from '../../../lib/cli/oclif.js'
import {orgFlag} from '../../../lib/cli/org-flags.js'
import {rulesFlag} from '../../../lib/cli/trigger-flags.js'
import {readHookUrl} from '../../../lib/okta/hooks/hook-address.js'
import {openHookRegister} from '../../../lib/okta/hooks/hook-register.js'
import {scimEventTypes} from '../../../lib/okta/hooks/scim-types.js'
import {showHookSet, type ShownHookSet} from '../../../lib/okta/hooks/hook-set.js'
import {counted} from '../../../lib/shared/counted.js'
import {shellWord} from '../../../lib/shared/shell-word.js'
import {visibleText} from '../../../lib/shared/visible-text.js'

/** What `triggers hook create --json` answers with. */
export type HookCreateResult = ShownHookSet & {
  /** Where its secret is; never the secret. */
  readonly secret: string
}

export default class TriggersHookCreate extends BaseCommand<typeof TriggersHookCreate> {
  static override summary = 'Register an event hook in Okta for the event types of the rules.'
  static override description =
    'Makes a secret of 256 bits, unless one is named, and keeps it in a file that only you can read. The hook gets events once the receiver runs and the hook is verified. Needs the scope okta.eventHooks.manage.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --url https://hooks.example.com/okta-events',
    '<%= config.bin %> <%= command.id %> --url https://hooks.example.com/okta-events --header X-Hook-Secret=env:HOOK_SECRET --rules prod.yaml',
    '<%= config.bin %> <%= command.id %> --for scim --url https://hooks.example.com/okta-events',
  ]
  static override flags = {
    for: Flags.option({
      options: ['triggers', 'scim'] as const,
      default: 'triggers' as const,
      summary: 'who wants the events: the rules, or who keeps groups in step',
    })(),
    url: Flags.string({
      helpValue: 'URL',
      required: true,
      summary: 'the public address of triggers serve (--public-url)',
      env: 'OKTA_OPS_HOOK_URL',
    }),
    name: Flags.string({
      helpValue: 'NAME',
      summary: 'what to call it in Okta (else okta-ops triggers, or scim)',
    }),
    header: Flags.string({
      helpValue: 'NAME=REF',
      summary: 'the header that carries the secret, and where that is (else Authorization, and a new one)',
    }),
    keychain: Flags.boolean({summary: 'keep a new secret in the keychain, not in a file', default: false}),
    rules: rulesFlag(),
    org: orgFlag(),
  }

  override async run(): Promise<HookCreateResult> {
    const {for: purpose, url: address, header, keychain, org} = this.flags
    const url = readHookUrl(address, '--url')
    const name = this.flags.name ?? `okta-ops ${purpose}`
    const types = purpose === 'scim' ? scimEventTypes : await this.#typesOfRules()
    const connected = await connectOrg(this.context, {org, warn: (line) => this.warn(line)})
    const register = openHookRegister(connected.api)
    const parts = await register.check({name, types})
    if (parts.length > 1)
      this.say(
        `${types.length} event types are more than one event hook may have: making ${parts.length} hooks, with one address and one secret, numbered and handled as one.`,
      )
    const secret = await hookSecretFor(
      this.context,
      {header, keychain, keep: `event-hook-${connected.name}-${name}`},
      (line) => this.warn(line),
    )
    const {value, reference} = secret
    const set = await register
      .create({name, url: url.href, types, secret: {header: secret.header, value}})
      .catch(async (error: unknown) => {
        await secret.forgetIfRefused(error)
        throw error
      })
    const hook = showHookSet(set)
    const ids = set.hooks.map(({id}) => id).join(', ')
    this.say(
      `Created the event ${parts.length === 1 ? 'hook' : 'hooks'} ${visibleText(`${name} (${ids})`)} for ${counted(types.length, 'event type')}.`,
    )
    this.say(`Its secret is in ${reference}. Next, where it is received, and then from here:`)
    const named = secret.header === 'Authorization' ? '' : ` --secret-header ${secret.header}`
    // Over http only this machine is reached, so nothing stands in between.
    const listening = url.protocol === 'http:' ? `--port ${url.port || '80'}` : '--port 8080 --behind-proxy'
    this.log(
      `okta-ops triggers serve ${listening} --public-url ${shellWord(url.href)} --secret ${shellWord(reference)}${named}`,
    )
    this.log(`okta-ops triggers hook verify ${shellWord(hook.id)}`)
    return {...hook, secret: reference}
  }

  async #typesOfRules(): Promise<readonly string[]> {
    const [{readRulesFile}, {hookTypesOf}] = await Promise.all([
      import('../../../lib/triggers/rules/rules-file.js'),
      import('../../../lib/triggers/rules/hook-types.js'),
    ])
    const {eligible, left} = hookTypesOf(readRulesFile(this.context.machine, this.flags.rules).rules)
    for (const line of left) this.warn(visibleText(line))
    return eligible
  }
}

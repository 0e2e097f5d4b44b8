import {BaseCommand} from '../../lib/cli/base-command.js'
import {Flags} from '../../lib/cli/oclif.js'
import {connectScim, type ScimConnectResult} from '../../lib/cli/scim-connect.js'
import {scimConfigFlag} from '../../lib/cli/scim-flags.js'
import {secretFlag} from '../../lib/cli/secret-flag.js'
import {parseTokenDate} from '../../lib/scim/config/token-date.js'

export type {ScimConnectResult} from '../../lib/cli/scim-connect.js'

export default class ScimConnect extends BaseCommand<typeof ScimConnect> {
  static override summary = "Connect okta-ops to Identity Center's SCIM endpoint."
  static override description =
    'The address and a token are made in the Identity Center console (Settings, Identity source, Automatic provisioning); AWS keeps two tokens at a time, each good for a year. With a terminal it asks for what the flags leave out. Every token is tried before anything is written; scim.yaml gets where the token is, never the token.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    'pbpaste | <%= config.bin %> <%= command.id %> --url https://scim.eu-central-1.amazonaws.com/0f3c.../scim/v2 --token - --token-issued 2026-03-01',
    'pbpaste | <%= config.bin %> <%= command.id %> --next-token -',
  ]
  static override flags = {
    config: scimConfigFlag(),
    url: Flags.string({helpValue: 'URL', summary: 'the SCIM endpoint', env: 'OKTA_OPS_SCIM_URL'}),
    token: secretFlag('token', 'where its token is'),
    'next-token': secretFlag('next-token', 'where the token is that comes after it'),
    'token-issued': Flags.custom<Date>({
      helpValue: 'DATE',
      summary: 'the day the token was made, like 2026-03-01: its end is warned of',
      parse: (text) => Promise.resolve(parseTokenDate(text, '--token-issued')),
    })(),
    keychain: Flags.boolean({
      summary: 'keep a token given by - or typed in the keychain, not in a file',
      default: false,
    }),
    yes: Flags.boolean({char: 'y', summary: 'ask nothing', env: 'OKTA_OPS_YES', default: false}),
  }

  override async run(): Promise<ScimConnectResult> {
    const {config, url, token, keychain, yes} = this.flags
    const asker = this.context.terminal.interactive && !yes ? await this.context.prompts() : undefined
    return connectScim(
      this.context,
      {
        config,
        url,
        token,
        nextToken: this.flags['next-token'],
        tokenIssued: this.flags['token-issued'],
        keychain,
        asker,
      },
      this.voice,
    )
  }
}

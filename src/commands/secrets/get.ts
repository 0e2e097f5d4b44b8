import {BaseCommand} from '../../lib/cli/base-command.js'
import {profileFlag} from '../../lib/cli/flags.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {awsSecret} from '../../lib/cli/secret-readers.js'

/** What `secrets get --json` answers with: the secret itself, as asked for. */
export interface SecretResult {
  readonly name: string
  readonly key?: string
  readonly value: string
}

export default class SecretsGet extends BaseCommand<typeof SecretsGet> {
  static override summary = 'Print a secret of AWS Secrets Manager.'
  static override description =
    'Reads with the credentials of a profile, else of the environment, the container or the instance. Prints exactly the value; a newline follows only on a terminal.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> /halyard/shared --profile dev',
    'TOKEN="$(<%= config.bin %> <%= command.id %> /halyard/shared --json-key okta_api_token --profile dev)"',
  ]
  static override args = {
    name: Args.string({required: true, description: 'name or ARN of the secret'}),
  }
  static override flags = {
    profile: profileFlag(),
    'json-key': Flags.string({
      helpValue: 'KEY',
      summary: 'print the value of this key of the JSON that it holds',
    }),
  }

  override async run(): Promise<SecretResult> {
    const {profile, 'json-key': key} = this.flags
    const {name} = (await this.parse(SecretsGet)).args
    const value = await awsSecret(this.context, {
      id: name,
      ...(key === undefined ? {} : {key}),
      ...(profile === undefined ? {} : {profile}),
    })
    if (!this.jsonEnabled()) process.stdout.write(process.stdout.isTTY ? `${value}\n` : value)
    return {name, ...(key === undefined ? {} : {key}), value}
  }
}

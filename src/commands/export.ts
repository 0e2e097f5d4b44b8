import {formatAwsDate} from '../lib/aws/cache/aws-date.js'
import type {CredentialOrigin} from '../lib/aws/credentials/credentials.js'
import {exportFormats, formatCredentials} from '../lib/aws/credentials/export-formats.js'
import {BaseCommand} from '../lib/cli/base-command.js'
import {findCredentials, type FoundCredentials} from '../lib/cli/find-credentials.js'
import {loginFlag, profileFlag} from '../lib/cli/flags.js'
import {Flags} from '../lib/cli/oclif.js'
import {OpsError} from '../lib/shared/errors.js'
import {shellWord} from '../lib/shared/shell-word.js'

/** What `export --json` answers with: the credentials, or under `--format credentials` where they were written. */
export interface ExportResult {
  readonly profile?: string
  readonly origin: CredentialOrigin
  readonly accountId?: string
  /** Absent: they do not end by themselves. */
  readonly expiresAt?: string
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
  readonly sessionToken?: string
  readonly file?: string
  readonly section?: string
}

export default class Export extends BaseCommand<typeof Export> {
  static override summary = 'Print the credentials of a profile for a shell, a program or a file.'
  static override description = `Fails with exit code 4 when signed out: no browser opens unless --login is given.

bash, zsh, dash: eval "$(okta-ops export --profile dev)"
fish: okta-ops export --profile dev --format fish | source
tcsh: eval "\`okta-ops export --profile dev --format tcsh\`"
PowerShell: okta-ops export --profile dev --format powershell | Out-String | Invoke-Expression
cmd: for /f "delims=" %i in ('okta-ops export --profile dev --format cmd') do @%i`
  static override examples = [
    'eval "$(<%= config.bin %> <%= command.id %> --profile dev)"',
    '<%= config.bin %> <%= command.id %> --profile dev --format dotenv > .env',
    '<%= config.bin %> <%= command.id %> --profile dev --format credentials --section dev-keys',
  ]
  static override flags = {
    profile: profileFlag(),
    login: loginFlag(),
    section: Flags.string({
      helpValue: 'NAME',
      summary: 'section for --format credentials (else the name of the profile with -keys behind it)',
    }),
    format: Flags.option({
      options: exportFormats,
      default: 'env',
      env: 'OKTA_OPS_EXPORT_FORMAT',
      summary: 'who will read them; credentials writes a section of ~/.aws/credentials',
    })(),
  }

  override async run(): Promise<ExportResult> {
    const {format, login, profile, section} = this.flags
    if (section !== undefined && format !== 'credentials') throw sectionWithoutFile()
    const found = await findCredentials(this.context, {profile, login: login ? this.voice : undefined})
    if (format === 'credentials') return {...summaryOf(found), ...(await this.#writeSection(found))}
    this.log(formatCredentials(found.credentials, format))
    const {accessKeyId, secretAccessKey, sessionToken} = found.credentials
    return {
      ...summaryOf(found),
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : {sessionToken}),
    }
  }

  /** Not under the profile's own name: the JS SDK would then take these keys before its sso-session, also once they ended. */
  async #writeSection({source, credentials}: FoundCredentials): Promise<{file: string; section: string}> {
    const {writeCredentialsSection} = await import('../lib/aws/config/credentials-file.js')
    const name = source.kind === 'profile' ? source.profile.name : source.origin
    const section = this.flags.section ?? `${name}-keys`
    const {file, openToOthers} = await writeCredentialsSection(this.context.machine, section, credentials)
    this.say(`wrote [${section}] in ${file}; use it with AWS_PROFILE=${section}`)
    if (openToOthers)
      this.warn(`other accounts of this machine can read ${file}: chmod 600 ${shellWord(file)}`)
    return {file, section}
  }
}

function sectionWithoutFile(): OpsError {
  return new OpsError('OPS_USAGE', '--section is for --format credentials only', {failure: 'usage'})
}

function summaryOf({source, credentials}: FoundCredentials): ExportResult {
  const {accountId, expiresAt, origin} = credentials
  return {
    ...(source.kind === 'profile' ? {profile: source.profile.name} : {}),
    origin,
    ...(accountId === undefined ? {} : {accountId}),
    ...(expiresAt === undefined ? {} : {expiresAt: formatAwsDate(expiresAt)}),
  }
}

import {BaseCommand} from '../../lib/cli/base-command.js'
import {Flags} from '../../lib/cli/oclif.js'
import {scimConnectionFlags} from '../../lib/cli/scim-flags.js'
import {runProbe, type ScimProbeResult} from '../../lib/cli/scim-probe.js'
import {renderTable} from '../../lib/cli/table.js'
import {probeQuestions} from '../../lib/scim/probe/probe-answer.js'
import {OpsError} from '../../lib/shared/errors.js'

export type {ScimProbeResult} from '../../lib/cli/scim-probe.js'

export default class ScimProbe extends BaseCommand<typeof ScimProbe> {
  static override summary = "Find out how Identity Center's SCIM endpoint behaves where AWS does not say."
  static override description =
    'Puts one or two users into a scratch group, takes them out again, and looks at what the endpoint makes of it: some thirty calls. A group that has members, is linked, protected or in scope is refused. What was changed is taken back, also after Ctrl-C or a failure; after a kill the next probe does so first. mixedPatch and pairFilter go into scim.yaml.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --group okta-ops-scratch --create',
    '<%= config.bin %> <%= command.id %> --group okta-ops-scratch --create --yes --no-write --json',
    '<%= config.bin %> <%= command.id %> --group okta-ops-scratch --create --user ana@example.com --user bo@example.com --burst 100',
  ]
  static override flags = {
    group: Flags.string({
      helpValue: 'SCRATCH',
      required: true,
      summary: 'a group of Identity Center that nobody uses',
    }),
    create: Flags.boolean({
      summary: 'make the group where there is none, and delete it afterwards',
      default: false,
    }),
    user: Flags.string({
      helpValue: 'LOGIN',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'userName of who is put into it, one or two (the first two that are listed unless said)',
    }),
    burst: Flags.integer({
      helpValue: 'N',
      min: 0,
      max: 500,
      default: 0,
      summary: 'send so many reads at once at the end, to see a 429; others are held up by it too',
    }),
    'no-write': Flags.boolean({summary: 'leave scim.yaml as it is', default: false}),
    yes: Flags.boolean({char: 'y', summary: 'ask nothing', env: 'OKTA_OPS_YES', default: false}),
    ...scimConnectionFlags,
  }

  override async run(): Promise<ScimProbeResult | {readonly probed: false}> {
    const {config, url, token, group, create, user: users = [], burst, yes} = this.flags
    if (!yes && !this.context.terminal.interactive)
      throw new OpsError('OPS_NO_TERMINAL', 'a probe needs a yes, and nobody is there to say it', {
        failure: 'usage',
        next: 'okta-ops scim probe --help',
      })
    const asker = yes ? undefined : await this.context.prompts()
    const result = await runProbe(
      this.context,
      {connection: {config, url, token}, group, create, users, burst, write: !this.flags['no-write'], asker},
      this.voice,
    )
    if (result === undefined) {
      this.say('Nothing was changed.')
      return {probed: false}
    }
    this.log(
      renderTable(result.answers, [
        {heading: 'question', cell: ({question}) => probeQuestions[question]},
        {heading: 'answer', cell: ({answer}) => answer},
        {heading: 'seen', cell: ({seen}) => seen},
      ]),
    )
    return result
  }
}

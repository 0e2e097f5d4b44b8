import path from 'node:path'
import {BaseCommand} from '../../lib/cli/base-command.js'
import {durationFlag} from '../../lib/cli/flow-flags.js'
import {Args, Flags} from '../../lib/cli/oclif.js'
import {readSecretOf} from '../../lib/cli/secret-readers.js'
import type {FlowAccess} from '../../lib/flows/flow.js'
import {addFlow, adopted, cautions, type FlowToAdd} from '../../lib/flows/registry/add-flow.js'
import {readInvokeUrl} from '../../lib/flows/registry/invoke-url.js'
import {parseRate} from '../../lib/shared/rate.js'
import {flowInFile, readOwnFlows} from '../../lib/flows/registry/registry.js'
import {shownFlow, type ShownFlow} from '../../lib/flows/registry/shown-flow.js'
import {parseSecretReference} from '../../lib/secrets/secret-reference.js'
import {OpsError} from '../../lib/shared/errors.js'

export default class FlowsAdd extends BaseCommand<typeof FlowsAdd> {
  static override summary = 'Remember a flow under a name, so that it can be run.'
  static override description =
    'The address is that of the API Endpoint card, without the client token: that one is given as a reference, or with - on standard input and kept in a file that only you can read. Nothing is asked of Okta. docs/flows.md shows each step.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> offboard --invoke-url https://halyard.workflows.okta.com/api/flo/ALIAS/invoke --client-token env:OFFBOARD_TOKEN',
    'pbpaste | <%= config.bin %> <%= command.id %> offboard --invoke-url https://halyard.workflows.okta.com/api/flo/ALIAS/invoke --client-token -',
    '<%= config.bin %> <%= command.id %> report --invoke-url https://halyard.workflows.okta.com/api/flo/ALIAS/invoke --oauth --status-flow report-status --timeout 90s --max-rate 2/s',
    '<%= config.bin %> <%= command.id %> offboard --from team/flows.yaml',
  ]
  static override args = {
    name: Args.string({required: true, ignoreStdin: true, description: 'what to call it'}),
  }
  static override flags = {
    'invoke-url': Flags.string({helpValue: 'URL', summary: "the address of the flow's API Endpoint card"}),
    'client-token': Flags.string({
      helpValue: 'REF',
      summary:
        'where the client token is: env:NAME, file:PATH, keychain:NAME, aws-secretsmanager:ID#KEY, - (stdin)',
      exclusive: ['oauth'],
    }),
    oauth: Flags.boolean({
      summary: 'the card takes OAuth 2.0: call it with the service app of the connected org',
      default: false,
    }),
    'input-schema': Flags.string({helpValue: 'FILE', summary: 'JSON Schema that inputs must meet'}),
    'status-flow': Flags.string({
      helpValue: 'NAME',
      summary: 'the flow that tells how far a run of this one is (docs/flows.md)',
    }),
    timeout: durationFlag('timeout', 'for the answer (else 60s, when Okta closes the connection)'),
    'max-rate': Flags.custom<number>({
      helpValue: 'RATE',
      summary: "at most so many runs, all processes of this machine together (else 10/s, Okta's own limit)",
      parse: (text) => Promise.resolve(parseRate(text, '--max-rate')),
    })(),
    from: Flags.string({
      helpValue: 'FILE',
      summary: "take the flow of that name over from a project's flows.yaml, which you have read",
      exclusive: [
        'invoke-url',
        'client-token',
        'oauth',
        'input-schema',
        'status-flow',
        'timeout',
        'max-rate',
      ],
    }),
    keychain: Flags.boolean({
      summary: 'keep a token given by - in the keychain, not in a file',
      default: false,
    }),
    force: Flags.boolean({summary: 'replace a flow of that name', default: false}),
  }

  override async run(): Promise<ShownFlow> {
    const {machine} = this.context
    const {name} = (await this.parse(FlowsAdd)).args
    const {from, force, keychain} = this.flags
    const what = from === undefined ? this.#fromFlags(name) : adopted(flowInFile(machine, from, name))
    for (const line of cautions({...what.flow, access: what.access})) this.warn(line)
    const flow = await addFlow(machine, {
      ...what,
      replace: force,
      keychain,
      readSecret: readSecretOf(this.context, (line) => {
        this.warn(line)
      }),
    })
    const {statusFlow} = flow
    if (statusFlow !== undefined && !readOwnFlows(machine).has(statusFlow))
      this.warn(`its status flow ${statusFlow} is none of yours yet: okta-ops flows add ${statusFlow}`)
    this.say(`Added ${name}. Next: okta-ops flows run ${name} --dry-run`)
    return shownFlow(flow)
  }

  #fromFlags(name: string): Pick<FlowToAdd, 'flow' | 'access'> {
    const {'invoke-url': url, 'input-schema': schema, 'status-flow': statusFlow, timeout} = this.flags
    const {'max-rate': maxPerSecond} = this.flags
    if (url === undefined)
      throw new OpsError('OPS_USAGE', `--invoke-url (or --from) is missing: where is ${name}?`, {
        failure: 'usage',
        next: 'okta-ops flows add --help',
      })
    return {
      flow: {
        name,
        invokeUrl: readInvokeUrl(url),
        ...(schema === undefined ? {} : {inputSchema: path.resolve(schema)}),
        ...(statusFlow === undefined ? {} : {statusFlow}),
        ...(timeout === undefined ? {} : {timeoutMs: timeout}),
        ...(maxPerSecond === undefined ? {} : {maxPerSecond}),
      },
      access: this.#access(),
    }
  }

  #access(): FlowAccess {
    const {'client-token': token, oauth} = this.flags
    if (token === undefined) return {kind: oauth ? 'oauth' : 'public'}
    return {kind: 'client-token', token: parseSecretReference(token, '--client-token')}
  }
}

import type {Hook} from '@oclif/core/hooks'
import {exitCodes} from '../lib/shared/errors.js'
import {nearest} from '../lib/shared/nearest.js'
import {judgeFailure, renderFailure} from '../lib/cli/failure.js'
import {OpsError} from '../lib/shared/errors.js'

/** An unknown command ends with the nearest names and exit 2, also without a terminal and under `--json`. */
const commandNotFound: Hook<'command_not_found'> = ({id, config, argv}) => {
  const wanted = id.replaceAll(':', ' ')
  const names = config.commands
    .filter((command) => !command.hidden)
    .map((command) => command.id.replaceAll(':', ' '))
  const [best, ...others] = nearest(wanted, names)
  const hint = best === undefined ? '' : ` Did you mean ${[best, ...others].join(', ')}?`
  const error = new OpsError('OPS_COMMAND_NOT_FOUND', `there is no command "${wanted}".${hint}`, {
    failure: 'usage',
    next: best === undefined ? 'okta-ops --help' : `okta-ops ${best} --help`,
  })
  const {report} = judgeFailure(error)
  if (argv?.includes('--json') ?? false)
    process.stdout.write(`${JSON.stringify({ok: false, error: report, warnings: []}, undefined, 2)}\n`)
  else process.stderr.write(renderFailure(report))
  process.exitCode = exitCodes.usage
  return Promise.resolve()
}

export default commandNotFound

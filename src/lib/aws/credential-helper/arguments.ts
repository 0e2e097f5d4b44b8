import {OpsError} from '../../shared/errors.js'

/**
 * The one flag of the helper, `--profile NAME`; undefined when it is not given.
 * @throws OpsError OPS_USAGE for anything else, help included: its stdout belongs to credentials alone
 */
export function profileArgument(argv: readonly string[]): string | undefined {
  const [flag, value, ...rest] = argv.flatMap(splitFlag)
  if (flag === undefined) return undefined
  if (!['--profile', '-p'].includes(flag) || value === undefined || value === '' || rest.length > 0)
    throw usage()
  return value
}

/** `--profile=NAME` as two words. */
function splitFlag(word: string, index: number): readonly string[] {
  const prefix = '--profile='
  return index === 0 && word.startsWith(prefix) ? [prefix.slice(0, -1), word.slice(prefix.length)] : [word]
}

function usage(): OpsError {
  return new OpsError(
    'OPS_USAGE',
    'usage: okta-ops-credentials --profile NAME (prints credentials as credential_process wants them; people use okta-ops export)',
    {failure: 'usage'},
  )
}

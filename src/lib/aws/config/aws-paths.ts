import {accessSync, constants, statSync} from 'node:fs'
import path from 'node:path'
import {OpsError, systemErrorCode} from '../../shared/errors.js'
import type {Environment, Machine} from '../../shared/machine.js'
import {shellWord} from '../../shared/shell-word.js'

/** Where the AWS tools of this machine keep their files; all absolute. */
export interface AwsPaths {
  readonly home: string
  /** `AWS_CONFIG_FILE`, else `~/.aws/config`. */
  readonly configFile: string
  /** `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`. */
  readonly credentialsFile: string
  /** `~/.aws/sso/cache`: no AWS tool lets a variable move it. */
  readonly ssoCacheFolder: string
  /** `~/.aws/cli/cache`: likewise. */
  readonly cliCacheFolder: string
}

/**
 * The paths every AWS SDK agrees on (SDK reference guide, "location of the shared files").
 * @throws OpsError OPS_HOME_MISSING when there is no home folder, or it cannot be looked into
 */
export function awsPaths(machine: Machine): AwsPaths {
  const home = homeFolder(machine)
  const below = (...parts: readonly string[]): string => path.join(home, '.aws', ...parts)
  const moved = (variable: string): string | undefined => expandPath(machine.env[variable], home, machine.env)
  return {
    home,
    configFile: moved('AWS_CONFIG_FILE') ?? below('config'),
    credentialsFile: moved('AWS_SHARED_CREDENTIALS_FILE') ?? below('credentials'),
    ssoCacheFolder: below('sso', 'cache'),
    cliCacheFolder: below('cli', 'cache'),
  }
}

/** `file` as a person writes it: `~/.aws/config`. */
export function shownPath(file: string, home: string): string {
  return file.startsWith(home + path.sep) ? `~${file.slice(home.length)}` : file
}

function homeFolder({env, platform}: Machine): string {
  const windows = env['USERPROFILE'] ?? `${env['HOMEDRIVE'] ?? ''}${env['HOMEPATH'] ?? ''}`
  const home = env['HOME'] || (platform === 'win32' ? windows : '')
  if (home === '') {
    throw new OpsError('OPS_HOME_MISSING', 'HOME is not set, so there is no ~/.aws to read or write', {
      next: 'export HOME="$(getent passwd "$(id -u)" | cut -d: -f6)"',
    })
  }
  const found = path.resolve(home)
  const trouble = troubleWithFolder(found)
  if (trouble !== undefined) {
    throw new OpsError('OPS_HOME_MISSING', `HOME is ${found}, and ${trouble}`, {
      next: `ls -ld ${shellWord(found)}`,
    })
  }
  return found
}

function troubleWithFolder(folder: string): string | undefined {
  try {
    if (!statSync(folder).isDirectory()) return 'that is not a folder'
    accessSync(folder, constants.X_OK)
    return undefined
  } catch (error) {
    return systemErrorCode(error) === 'ENOENT' ? 'that folder does not exist' : 'that folder cannot be read'
  }
}

/** botocore's `expandvars` and `expanduser`: `$NAME`, `${NAME}` and a leading `~`; an unset variable stays as it is. */
function expandPath(configured: string | undefined, home: string, env: Environment): string | undefined {
  if (configured === undefined || configured === '') return undefined
  const filled = configured.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (whole, braced: string | undefined, bare: string | undefined) => env[braced ?? bare ?? ''] ?? whole,
  )
  return path.resolve(filled.replace(/^~(?=$|[/\\])/, () => home))
}

import {spawnSync} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')

/**
 * Runs a script of this repository again as the child of `sandbox exec`: with a company to sign in to, which approves every
 * sign-in, and a HOME of its own that is removed afterwards. Gives the exit code.
 */
export function runInsideSandbox(script, args) {
  const env = {...process.env}
  delete env.NODE_EXTRA_CA_CERTS // nothing leaves this machine, and it makes Node 20 start 2.5 times slower
  const sandbox = [path.join(root, 'bin/run.js'), 'sandbox', 'exec', '--auto-approve', '--']
  const again = [process.execPath, script, ...args]
  return spawnSync(process.execPath, [...sandbox, ...again], {env, stdio: 'inherit'}).status ?? 1
}

/** Makes a folder in HOME with `okta-ops`, its helper and, where there is one, the AWS CLI, under the names people type. */
export function commandsFolder(aws) {
  const folder = path.join(process.env.HOME, 'bin')
  const quote = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`
  const put = (name, ...argv) =>
    writeFileSync(path.join(folder, name), `#!/bin/sh\nexec ${argv.map(quote).join(' ')} "$@"\n`, {
      mode: 0o700,
    })

  mkdirSync(folder)
  put('okta-ops', process.execPath, path.join(root, 'bin/run.js'))
  put('okta-ops-credentials', process.execPath, path.join(root, 'bin/okta-ops-credentials.cjs'))
  if (aws !== undefined) put('aws', aws)
  return folder
}

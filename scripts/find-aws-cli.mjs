import {execFileSync} from 'node:child_process'
import path from 'node:path'

/** The first `aws` on PATH that is version 2, `{path, version}`: an older one may stand in front of it. Else undefined. */
export function findAwsCli() {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/local/bin']
  for (const folder of new Set(folders.filter(Boolean))) {
    const file = path.join(folder, 'aws')
    const version = /aws-cli\/(2[\d.]+)/.exec(saidBy(file))?.[1]
    if (version !== undefined) return {path: file, version}
  }
  return undefined
}

function saidBy(file) {
  try {
    return execFileSync(file, ['--version'], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']})
  } catch {
    return '' // not there, or not a program
  }
}

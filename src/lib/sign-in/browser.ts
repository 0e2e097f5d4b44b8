import {createRequire} from 'node:module'
import {pathToFileURL} from 'node:url'
import {Worker} from 'node:worker_threads'
import type {Options} from 'open'
import type {Environment, Machine} from '../shared/machine.js'

/** Variables of ours and of AWS that a browser has no business inheriting. */
const privateVariables = /^(AWS_|OKTA_)/

/**
 * Opens `url` in the person's browser, detached: nothing waits for it, and it outlives this process. Never throws;
 * false when it could not be started or the address is not one to open (https, or http on loopback). `BROWSER` is
 * honoured by xdg-open.
 */
export async function openBrowser(machine: Machine, url: string): Promise<boolean> {
  if (!isOpenable(url)) return false
  try {
    await inCleanEnvironment(url, browserEnvironment(machine.env))
    return true
  } catch (error) {
    machine.debug(`no browser: ${error instanceof Error ? error.message.split('\n')[0] : typeof error}`)
    return false
  }
}

/** https anywhere, http on loopback only. */
export function isOpenable(url: string): boolean {
  if (!URL.canParse(url)) return false
  const {protocol, hostname} = new URL(url)
  return (
    protocol === 'https:' || (protocol === 'http:' && /^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname))
  )
}

/** The environment without credentials and tokens. */
export function browserEnvironment(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !privateVariables.test(entry[0]),
    ),
  )
}

/** `open` gives its child this process's environment and takes no other; a worker thread can have its own. */
function inCleanEnvironment(url: string, env: Record<string, string>): Promise<void> {
  const code = `
    const {workerData, parentPort} = require('node:worker_threads')
    import(workerData.opener).then(({default: open}) => open(workerData.url, workerData.options)).then(() => parentPort.postMessage('opened'))`
  return new Promise((resolve, reject) => {
    const options: Options = {wait: false}
    const opener = pathToFileURL(createRequire(import.meta.url).resolve('open')).href
    const worker = new Worker(code, {eval: true, env, workerData: {opener, url, options}})
    worker.once('message', () => {
      resolve()
    })
    worker.once('error', reject)
    worker.once('exit', () => {
      reject(new Error('the opener ended without an answer'))
    })
  })
}

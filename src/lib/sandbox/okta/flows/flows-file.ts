import {mkdirSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {flowEntries} from './flow-entries.js'
import type {World} from '../../world.js'

/**
 * Leaves in `home` a flows.yaml (JSON, which is YAML) that registers the flows as they are now, with each client token in a
 * file of its own, 0600. Returns its place.
 */
export function leaveFlowsFile(world: World, home: string): string {
  const folder = path.join(home, '.okta', 'flows')
  mkdirSync(folder, {recursive: true, mode: 0o700})
  const {all} = world.okta.flows
  const statusFlow = all.find(({does}) => does === 'status')?.name
  const flows = flowEntries(world).map(({name, invokeUrl, security, clientToken}) => {
    const goesOn = all.some((flow) => flow.name === name && (flow.answersFirst || flow.pauses))
    return [
      name,
      {
        invokeUrl,
        ...(security === 'oauth' && {oauth: true}),
        ...(clientToken !== undefined && {clientToken: leaveToken(path.join(folder, name), clientToken)}),
        ...(goesOn && statusFlow !== undefined && {statusFlow}),
      },
    ] as const
  })
  const file = path.join(home, 'flows.yaml')
  const text = JSON.stringify({version: 1, flows: Object.fromEntries(flows)}, undefined, 2)
  writeFileSync(file, `${text}\n`, {mode: 0o600})
  return file
}

function leaveToken(file: string, token: string): string {
  writeFileSync(file, token, {mode: 0o600})
  return `file:${file}`
}

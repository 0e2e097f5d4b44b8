import type {Flow} from '../../src/lib/flows/flow.js'
import type {FlowKeys} from '../../src/lib/flows/invoke/flow-access.js'
import type {Registry} from '../../src/lib/flows/registry/registry.js'

/** A flow of a test, public unless it says otherwise. */
export function flowAt(invokeUrl: string, more: Partial<Flow> = {}): Flow {
  return {
    name: 'offboard',
    invokeUrl,
    access: {kind: 'public'},
    source: {kind: 'user', file: '/nowhere/flows.yaml'},
    ...more,
  }
}

export function registryOfFlows(...flows: readonly Flow[]): Registry {
  return {flows: new Map(flows.map((flow) => [flow.name, flow])), distrusted: new Map(), clashes: []}
}

/** Every secret is `token of NAME`; there is no org. */
export const testKeys: FlowKeys = {
  readSecret: (reference) =>
    Promise.resolve(reference.kind === 'env' ? `token-of-${reference.name}` : 'token'),
  oauth: () => Promise.reject(new Error('there is no org')),
}

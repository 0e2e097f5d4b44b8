import type {Context, RootHookObject} from 'mocha'
import {writeRunReport} from './run-report.js'

/**
 * Ground rules for every suite: the real account's AWS and Okta variables must not leak into a test, nor a proxy or an
 * extra CA, and a JSON failure must not leave its exit code behind. Two variables steer the suite itself and stay.
 */
const foreign =
  /^(AWS_.*|OKTA_(?!OPS_(TEST_NODE|PEER_REPORT)$).*|SSH_.*|CI|DISPLAY|WAYLAND_DISPLAY|BROWSER|NODE_EXTRA_CA_CERTS|(https?|all|no)_proxy)$/i

for (const name of Object.keys(process.env)) {
  if (foreign.test(name)) Reflect.deleteProperty(process.env, name)
}

export const mochaHooks: RootHookObject = {
  afterEach() {
    process.exitCode = undefined
  },
  afterAll(this: Context) {
    const folder = process.env['OKTA_OPS_PEER_REPORT']
    const root = this.test?.parent
    if (folder && root) writeRunReport(root, folder)
  },
}

import type {RootHookObject} from 'mocha'

/**
 * Ground rules for every suite: the real account's AWS and Okta variables must not leak into a test, nor a proxy or an
 * extra CA, and a JSON failure must not leave its exit code behind.
 */
for (const name of Object.keys(process.env)) {
  if (
    /^(AWS_|OKTA_|SSH_|CI$|DISPLAY$|WAYLAND_DISPLAY$|BROWSER$|NODE_EXTRA_CA_CERTS$|(https?|all|no)_proxy$)/i.test(
      name,
    )
  ) {
    Reflect.deleteProperty(process.env, name)
  }
}

export const mochaHooks: RootHookObject = {
  afterEach() {
    process.exitCode = undefined
  },
}

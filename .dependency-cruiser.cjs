/**
 * The import rule of docs/how-it-works.md, kept by machine: commands -> the shell, their domain and the leaves; a domain
 * never imports another domain; packages stay home.
 */
const domains = 'aws|okta|logs|flows|triggers|scim|access|sandbox'
const leaves = 'shared|language|store|secrets|delivery|sign-in'

/** `package` may be imported only from `home`. */
const stayHome = (name, packages, home) => ({
  name: `home-of-${name}`,
  severity: 'error',
  from: {path: '^src/', pathNot: home},
  to: {path: `node_modules/(${packages})/`},
})

module.exports = {
  forbidden: [
    {name: 'no-cycles', severity: 'error', from: {}, to: {circular: true}},
    {
      name: 'no-sideways',
      comment: 'A domain asks another domain through a type in lib/ports.',
      severity: 'error',
      from: {path: `^src/lib/(${domains})/`},
      to: {path: `^src/lib/(${domains})/`, pathNot: '^src/lib/$1/'},
    },
    {
      name: 'domains-know-no-shell',
      severity: 'error',
      from: {path: `^src/lib/(${domains}|${leaves}|ports)/`},
      to: {path: '^src/(lib/cli|commands|hooks)/'},
    },
    {
      name: 'leaves-are-leaves',
      severity: 'error',
      from: {path: `^src/lib/(${leaves})/`},
      to: {path: `^src/lib/(${domains}|ports)/`},
    },
    {
      name: 'ports-are-types',
      severity: 'error',
      from: {path: `^src/lib/(${domains})/`},
      to: {path: '^src/lib/ports/', dependencyTypesNot: ['type-only']},
    },
    {
      name: 'only-context-joins-domains',
      comment: 'The shell reaches a domain only through context.ts, and there by await import().',
      severity: 'error',
      from: {path: '^src/lib/cli/', pathNot: '^src/lib/cli/context\\.ts$'},
      to: {path: `^src/lib/(${domains})/`, dependencyTypesNot: ['type-only']},
    },
    {
      name: 'context-joins-lazily',
      severity: 'error',
      from: {path: '^src/lib/cli/context\\.ts$'},
      to: {path: `^src/lib/(${domains})/`, dependencyTypesNot: ['type-only', 'dynamic-import']},
    },
    {
      name: 'sandbox-is-for-trying-and-testing',
      severity: 'error',
      from: {path: '^src/', pathNot: '^src/(commands/sandbox|lib/sandbox)/'},
      to: {path: '^src/lib/sandbox/'},
    },
    stayHome('oclif', '@oclif/[^/]+', '^src/(cli\\.ts|commands|hooks|lib/cli)'),
    stayHome('inquirer', 'inquirer', '^src/lib/cli/'),
    stayHome('aws-sdk', '@aws-sdk/[^/]+|@smithy/[^/]+', '^src/lib/aws/'),
    stayHome('ini', 'ini', '^src/lib/aws/config/config-file\\.ts$'),
    stayHome('open', 'open', '^src/lib/sign-in/browser\\.ts$'),
    stayHome('yaml', 'yaml', '^src/lib/language/'),
    stayHome('oauth4webapi', 'oauth4webapi', '^src/lib/okta/'),
    stayHome('sqlite', 'libsql|@libsql/[^/]+', '^src/lib/store/'),
    stayHome('keyring', '@napi-rs/[^/]+', '^src/lib/secrets/'),
    stayHome('nats', '@nats-io/[^/]+', '^src/lib/delivery/'),
    stayHome('oidc-provider', 'oidc-provider|scim2-parse-filter', '^src/lib/sandbox/'),
    stayHome('hono', 'hono|@hono/[^/]+', '^src/lib/sandbox/'),
    {name: 'nothing-unresolved', severity: 'error', from: {}, to: {couldNotResolve: true}},
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: {fileName: 'tsconfig.json'},
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
    doNotFollow: {path: 'node_modules'},
    exclude: {path: '^(dist|coverage)/'},
  },
}

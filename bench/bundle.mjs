import path from 'node:path'
import {build} from 'esbuild'

const root = path.resolve(import.meta.dirname, '..')

/**
 * Writes the product's own modules, as the build bundles them, into a file outside of the project.
 * @param lines `export {name} from './src/...'`
 */
export function bundleLibrary(outfile, lines) {
  return build({
    stdin: {contents: lines.join('\n'), resolveDir: root},
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
    nodePaths: [path.join(root, 'node_modules')],
    // The bundle lies outside of the project: its own package and its packages are found from here.
    define: {'import.meta.url': JSON.stringify(import.meta.url)},
    plugins: [
      {
        name: 'packages-of-the-project',
        setup: ({onResolve}) =>
          onResolve({filter: /^(env-paths|libsql)$/}, (found) => ({
            path: import.meta.resolve(found.path),
            external: true,
          })),
      },
    ],
  })
}

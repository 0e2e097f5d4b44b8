// Builds dist/: one ESM entry per command with shared chunks (oclif loads only the one it runs), and the credential
// helper as small CommonJS files, because every AWS call waits for its start (docs/adr/0002-build.md).
import {build} from 'esbuild'
import {readFileSync, readdirSync, rmSync} from 'node:fs'
import path from 'node:path'
import {oclifEdits, oclifParts} from './build/oclif-edits.mjs'
import {together} from './build/together.mjs'
import {yamlInOneFile} from './build/yaml-in-one-file.mjs'

const root = path.resolve(import.meta.dirname, '..')
const {dependencies, optionalDependencies} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))

/** Every .ts file below `folder`, as esbuild entry points whose output mirrors the tree. */
function entriesBelow(folder) {
  return readdirSync(path.join(root, 'src', folder), {recursive: true})
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const id = path.join(folder, name.slice(0, -3))
      return {in: path.join(root, 'src', `${id}.ts`), out: id}
    })
}

const autocomplete = path.join(root, 'node_modules/@oclif/plugin-autocomplete/lib/commands/autocomplete')
rmSync(path.join(root, 'dist'), {recursive: true, force: true})

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  outdir: 'dist',
  logLevel: 'warning',
  sourcemap: true,
  sourcesContent: false,
}

/** Packages that stay outside. These are small and wanted by nearly every command: inside. */
const inside = ['ini', 'env-paths']
const packages = Object.keys({...dependencies, ...optionalDependencies}).filter(
  (name) => !inside.includes(name),
)

const oneChunk = await together({
  root,
  common,
  entries: entriesBelow('commands').map((entry) => path.relative(root, entry.in)),
  everyday: ['export', 'exec', 'whoami', 'session/check', 'session/list'].map(
    (id) => `src/commands/${id}.ts`,
  ),
  apart: ['src/lib/logs/', 'src/lib/flows/', 'src/lib/triggers/', 'src/lib/language/'],
  later: ['src/commands/logs/', 'src/commands/flows/', 'src/commands/triggers/'],
  rare: ['src/lib/delivery/', 'src/lib/triggers/dashboard/', 'src/lib/logs/import/', 'src/lib/flows/import/'],
})

/** The helper's parts, each a file of its own, so that a call loads no more than it needs. */
const helperParts = {
  hit: 'credentials',
  miss: 'credentials-miss',
  'thorough-look': 'credentials-config',
  'profile-credentials': 'credentials-chained',
}
const partsApart = {
  name: 'parts-apart',
  setup({onResolve}) {
    onResolve({filter: /\/(miss|thorough-look|profile-credentials)\.js$/}, ({path: part}) => ({
      path: `./${helperParts[path.basename(part, '.js')]}.cjs`,
      external: true,
    }))
  },
}

await Promise.all([
  build({
    ...common,
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    entryPoints: [
      {in: 'src/cli.ts', out: 'cli'},
      ...entriesBelow('commands'),
      ...entriesBelow('hooks'),
      {in: path.join(autocomplete, 'index.js'), out: 'commands/autocomplete/index'},
      {in: path.join(autocomplete, 'script.js'), out: 'commands/autocomplete/script'},
    ],
    external: [...packages, 'typescript', 'ts-node', 'tsx'],
    plugins: [oneChunk, oclifEdits('..'), yamlInOneFile('../yaml.cjs')],
    banner: {
      js: [
        "import {createRequire as __createRequire} from 'node:module'",
        "import {fileURLToPath as __fileURLToPath} from 'node:url'",
        "import {dirname as __pathDirname} from 'node:path'",
        'const require = __createRequire(import.meta.url)',
        'const __filename = __fileURLToPath(import.meta.url)',
        'const __dirname = __pathDirname(__filename)',
      ].join('\n'),
    },
  }),
  build({
    ...common,
    format: 'cjs',
    outExtension: {'.js': '.cjs'},
    entryPoints: [{in: 'yaml', out: 'yaml'}, ...oclifParts(root)],
  }),
  build({
    ...common,
    format: 'cjs',
    outExtension: {'.js': '.cjs'},
    entryPoints: [
      {in: 'src/lib/aws/credential-helper/hit.ts', out: helperParts.hit},
      {in: 'src/lib/aws/credential-helper/miss.ts', out: helperParts.miss},
      {in: 'src/lib/aws/credential-helper/thorough-look.ts', out: helperParts['thorough-look']},
      {in: 'src/lib/aws/credentials/profile-credentials.ts', out: helperParts['profile-credentials']},
    ],
    plugins: [partsApart],
    // Every byte is compiled cold at every call: worth a twentieth of Node's start.
    minify: true,
    // Else esbuild keeps import(), and the first one of a process makes Node start its whole ESM loader.
    supported: {'dynamic-import': false},
    external: packages,
  }),
])

import {readFile} from 'node:fs/promises'
import {createRequire} from 'node:module'
import path from 'node:path'

/** A package that oclif requires at every start and hardly ever uses, taken when it is used. */
const later = (variable, value, name) => ({
  found: `const ${variable} = ${value}`,
  instead: `const ${variable} = {get ${name}() { return ${value}.${name} }}`,
})
const ejs = later('ejs_1', '__importDefault(require("ejs"))', 'default')

/** By file of @oclif/core/lib: what it says, and what the bundle says instead. */
const edits = {
  'config/plugin.js': [
    // Command ids are plain ASCII, for which both orders are the same; the first localeCompare of a process loads ICU's
    // collation, six milliseconds, a third of a bare Node's start.
    {found: 'a.id.localeCompare(b.id)', instead: '(a.id < b.id ? -1 : 1)'},
    // Commands are looked for only where there is no manifest.
    later('tinyglobby_1', 'require("tinyglobby")', 'glob'),
  ],
  // For patterns of plugins; ours are in the bundle.
  'config/plugin-loader.js': [later('minimatch_1', 'require("minimatch")', 'minimatch')],
  // For templates of help texts.
  'config/config.js': [ejs],
  'help/util.js': [ejs],
}
const apart = ['tinyglobby', 'minimatch', 'ejs']
const edited = /@oclif[\\/]core[\\/]lib[\\/](config[\\/](?:config|plugin|plugin-loader)|help[\\/]util)\.js$/

/** The packages that oclif takes later, as esbuild entries: a file for each. */
export function oclifParts(root) {
  const {resolve} = createRequire(path.join(root, 'node_modules/@oclif/core/package.json'))
  return apart.map((name) => ({in: resolve(name), out: name}))
}

/**
 * An esbuild plugin that makes the few edits to oclif that its start-up costs ask for (docs/adr/0010), and lets it find in
 * `folder` what it takes later. Fails the build when oclif no longer says what is edited exactly once, so that the question
 * is asked again.
 */
export function oclifEdits(folder) {
  return {
    name: 'oclif-edits',
    setup({onLoad, onResolve}) {
      onLoad({filter: edited}, async ({path: file}) => {
        const [, name] = edited.exec(file)
        let contents = await readFile(file, 'utf8')
        for (const {found, instead} of edits[`${name.replace('\\', '/')}.js`]) {
          if (contents.split(found).length !== 2)
            throw new Error(`${file} does not say ${found} once: see docs/adr/0010`)
          contents = contents.replace(found, instead)
        }
        return {contents, loader: 'js'}
      })
      onResolve(
        {filter: new RegExp(`^(?:${apart.join('|')})$`), namespace: 'file'},
        ({path: name, importer}) =>
          edited.test(importer) ? {path: `${folder}/${name}.cjs`, external: true} : undefined,
      )
    },
  }
}

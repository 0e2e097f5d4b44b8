import {build} from 'esbuild'
import {readFile} from 'node:fs/promises'
import path from 'node:path'

/** What a module may import and still cost next to nothing: built-ins that Node has loaded before it runs our first line. */
const cheap = new Set(['node:fs', 'node:path', 'node:os', 'node:url', 'node:events', 'node:buffer', 'ini'])

/**
 * An esbuild plugin that puts the small modules which the `everyday` commands use into one chunk. On its own, esbuild makes
 * a chunk of every set of modules that the same entries reach, forty in all, and each further file costs Node 20 about half
 * a millisecond. So every entry, a command or the target of an import(), is made to reach all of them. What needs a package or a dear
 * built-in stays apart, to be loaded when it is needed.
 */
export async function together({root, entries, everyday, common}) {
  const inputs = await importGraph({root, entries, common})
  const light = lightModules(inputs, modulesReached(inputs, everyday))
  const targets = new Set([...entries, ...importedLater(inputs)])
  return {
    name: 'together',
    setup({onLoad}) {
      onLoad({filter: /[\\/]src[\\/](commands|lib)[\\/].*\.ts$/}, async ({path: file}) => {
        const name = path.relative(root, file)
        if (!targets.has(name)) return undefined
        const imports = light
          .filter((one) => one !== name)
          .map((one) => `import ${JSON.stringify(path.join(root, one))}`)
        return {contents: [await readFile(file, 'utf8'), ...imports].join('\n'), loader: 'ts'}
      })
    },
  }
}

/** Who imports whom, as esbuild sees it: `{'src/a.ts': {imports: [{path, kind, external}]}}`. */
async function importGraph({root, entries, common}) {
  const {metafile} = await build({
    ...common,
    entryPoints: entries.map((name) => path.join(root, name)),
    format: 'esm',
    splitting: true,
    packages: 'external',
    metafile: true,
    write: false,
    sourcemap: false,
  })
  return metafile.inputs
}

function importedLater(inputs) {
  return Object.values(inputs)
    .flatMap(({imports}) => imports)
    .filter(({kind, external}) => kind === 'dynamic-import' && !external)
    .map(({path: name}) => name)
}

/** Everything that running one of `entries` may load. */
function modulesReached(inputs, entries) {
  const reached = new Set()
  const visit = (name) => {
    if (reached.has(name)) return
    reached.add(name)
    for (const one of inputs[name].imports) if (!one.external) visit(one.path)
  }
  entries.forEach(visit)
  return [...reached]
}

/** Those of `names` in lib/shared and lib/aws that need, at once, no package and no dear built-in. */
function lightModules(inputs, names) {
  const light = new Map()
  const isLight = (name) => {
    if (light.has(name)) return light.get(name)
    light.set(name, true) // two modules that import each other are as light as the rest of them
    const imports = inputs[name].imports.filter(({kind}) => kind === 'import-statement')
    light.set(
      name,
      imports.every((one) => (one.external ? cheap.has(one.path) : isLight(one.path))),
    )
    return light.get(name)
  }
  return names.filter((name) => /^src\/lib\/(shared|aws)\//.test(name) && isLight(name))
}

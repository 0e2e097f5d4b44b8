import {build} from 'esbuild'
import {readFile} from 'node:fs/promises'
import path from 'node:path'

/** What a module may import and still cost next to nothing: built-ins that Node has loaded before it runs our first line. */
const cheap = new Set(['node:fs', 'node:path', 'node:os', 'node:url', 'node:events', 'node:buffer', 'ini'])

/**
 * An esbuild plugin that puts the small modules which the `everyday` commands use into one chunk, and lets `root`'s
 * composition root reach them there at once. On its own, esbuild makes a chunk of every set of modules that the same entries
 * reach, forty in all, and a file more for every import(); each file costs Node 20 half a millisecond, each import() two or
 * three. So every entry, a command or the target of an import(), is made to reach all of them, and an import() of one of
 * them becomes a settled promise. What needs a package or a dear built-in stays apart, to be loaded when it is needed, and
 * so do the domains in `apart`, which everyday commands only could reach: they make a second chunk, for the commands in
 * `later`, without what those load from `rare` when they need it.
 */
export async function together({root, entries, everyday, apart, later, rare, common}) {
  const inputs = await importGraph({root, entries, common})
  const light = lightModules(inputs, modulesReached(inputs, everyday, apart))
  const isLater = (name) => [...apart, ...later].some((folder) => name.startsWith(folder))
  const laterLight = lightModules(inputs, modulesReached(inputs, entries.filter(isLater), rare)).filter(
    (name) => !light.includes(name),
  )
  const targets = new Set([...entries, ...importedLater(inputs)])
  return {
    name: 'together',
    setup({onLoad}) {
      onLoad({filter: /[\\/]src[\\/](commands|lib)[\\/].*\.ts$/}, async ({path: file}) => {
        const name = path.relative(root, file)
        const text = await readFile(file, 'utf8')
        if (name === compositionRoot)
          return {contents: settleImports(text, file, {root, light}), loader: 'ts'}
        if (!targets.has(name)) return undefined
        const imports = (isLater(name) ? [...light, ...laterLight] : light)
          .filter((one) => one !== name)
          .map((one) => `import ${JSON.stringify(path.join(root, one))}`)
        return {contents: [text, ...imports].join('\n'), loader: 'ts'}
      })
    },
  }
}

/** Where domains are joined, always by import(). */
const compositionRoot = 'src/lib/cli/context.ts'

/** `import('./light.js')` as a promise of what is loaded anyway; others are left as they are. */
function settleImports(text, file, {root, light}) {
  const loaded = []
  const settled = text.replaceAll(/import\('([^']+)\.js'\)/g, (call, specifier) => {
    const name = path.relative(root, path.resolve(path.dirname(file), `${specifier}.ts`))
    if (!light.includes(name)) return call
    loaded.push(`import * as light${loaded.length} from '${specifier}.js'`)
    return `Promise.resolve(light${loaded.length - 1})`
  })
  return [...loaded, settled].join('\n')
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

/** Everything that running one of `entries` may load, but what it loads later from a folder that is kept `apart`. */
function modulesReached(inputs, entries, apart) {
  const reached = new Set()
  const visit = (name) => {
    if (reached.has(name)) return
    reached.add(name)
    for (const one of inputs[name].imports) {
      const isApart = one.kind === 'dynamic-import' && apart.some((folder) => one.path.startsWith(folder))
      if (!one.external && !isApart) visit(one.path)
    }
  }
  entries.forEach(visit)
  return [...reached]
}

const isCheap = (name) => cheap.has(name) || name.startsWith('@oclif/')

/** Those of `names` in src/lib that need, at once, no dear built-in and no package but oclif, which every command needs. */
function lightModules(inputs, names) {
  const light = new Map()
  const isLight = (name) => {
    if (light.has(name)) return light.get(name)
    light.set(name, true) // two modules that import each other are as light as the rest of them
    const imports = inputs[name].imports.filter(({kind}) => kind === 'import-statement')
    light.set(
      name,
      imports.every((one) => (one.external ? isCheap(one.path) : isLight(one.path))),
    )
    return light.get(name)
  }
  return names.filter((name) => name.startsWith('src/lib/') && isLight(name))
}

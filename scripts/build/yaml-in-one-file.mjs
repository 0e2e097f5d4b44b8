import {readFile} from 'node:fs/promises'

const found = "createRequire(import.meta.url)('yaml')"

/**
 * An esbuild plugin that lets the product read the `yaml` package from `file`, one file beside the bundle, and still only when
 * the first YAML is read: the package comes as seventy files, which cost 23 ms of processor time, in one piece six. Fails the
 * build when src/lib/language/yaml-package.ts no longer says it this way.
 */
export function yamlInOneFile(file) {
  return {
    name: 'yaml-in-one-file',
    setup({onLoad, onResolve}) {
      onLoad({filter: /[\\/]src[\\/]lib[\\/]language[\\/]yaml-package\.ts$/}, async ({path}) => {
        const text = await readFile(path, 'utf8')
        if (text.split(found).length !== 2) throw new Error(`${path} does not say ${found} once`)
        return {contents: text.replace(found, "require('yaml')"), loader: 'ts'}
      })
      onResolve({filter: /^yaml$/, namespace: 'file'}, () => ({path: file, external: true}))
    },
  }
}

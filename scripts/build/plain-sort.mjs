import {readFile} from 'node:fs/promises'

const file = /@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/
const found = 'a.id.localeCompare(b.id)'
const instead = '(a.id < b.id ? -1 : 1)'

/**
 * An esbuild plugin that lets oclif sort its commands without Intl. The first localeCompare of a process loads ICU's
 * collation, six milliseconds, a third of a bare Node's start; command ids are plain ASCII, for which both orders are the
 * same (docs/adr/0010). Fails the build when oclif no longer says it this way, so that the question is asked again.
 */
export const plainSort = {
  name: 'plain-sort',
  setup({onLoad}) {
    onLoad({filter: file}, async ({path}) => {
      const text = await readFile(path, 'utf8')
      if (text.split(found).length !== 2)
        throw new Error(`${path} does not say ${found} once: see docs/adr/0010`)
      return {contents: text.replace(found, instead), loader: 'js'}
    })
  },
}

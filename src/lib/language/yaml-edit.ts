import type {Document} from 'yaml'
import {composeDocument} from './yaml-document.js'
import {yamlPackage} from './yaml-package.js'
import {yamlError} from './yaml-value.js'

/** A plain value, or a mapping or list of them. */
export type YamlContent =
  string | number | boolean | readonly YamlContent[] | {readonly [key: string]: YamlContent}

/** A YAML text being edited: what is not touched keeps its words, order and comments. */
export interface YamlEdit {
  /** Puts `value` at the path of keys, over what is there. */
  readonly set: (path: readonly string[], value: YamlContent) => void
  /** Removes the last key of the path, with the comment that belongs to it; a mapping left empty goes too. Nothing when it is not there. */
  readonly remove: (path: readonly string[]) => void
  /** The text as it is now. */
  readonly text: () => string
}

/**
 * Begins an edit of a YAML file's text.
 * @throws OpsError OPS_YAML with file, line and column when the text is no YAML: then nothing of it may be rewritten
 */
export function editYaml(text: string, file: string): YamlEdit {
  const {LineCounter} = yamlPackage()
  const positions = new LineCounter()
  const document = composeDocument(text, {file, positions})
  const [trouble] = document.errors
  if (trouble !== undefined) throw yamlError({file, positions}, trouble.pos[0], trouble.message)
  return {
    set: (path, value) => {
      // A plain value goes into the node that is there, which keeps its comment and quotes.
      document.setIn(path, typeof value === 'object' ? document.createNode(value) : value)
    },
    remove: (path) => {
      removeIn(document, path)
    },
    text: () => document.toString({lineWidth: 0, flowCollectionPadding: false}),
  }
}

function removeIn(document: Document, path: readonly string[]): void {
  if (path.length === 0 || !document.hasIn(path)) return
  document.deleteIn(path)
  const above = path.slice(0, -1)
  const left = document.getIn(above)
  if (yamlPackage().isMap(left) && left.items.length === 0) removeIn(document, above)
}

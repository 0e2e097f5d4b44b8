import type {CST, Document} from 'yaml'
import {yamlPackage} from './yaml-package.js'
import {yamlError, type YamlSource} from './yaml-value.js'

/** Open lists, mappings and pairs. The package composes by recursion, and a text of brackets alone would end the process. */
const deepest = 400

/**
 * Makes a text into a document, whose errors are still in it.
 * @throws OpsError OPS_YAML (usage) for a text that goes too deep, and for a second document
 */
export function composeDocument(text: string, source: Pick<YamlSource, 'file' | 'positions'>): Document {
  const {Composer} = yamlPackage()
  const documents = new Composer({prettyErrors: false}).compose(tokensOf(text, source), true, text.length)
  const [document, second] = documents
  if (document === undefined) throw yamlError(source, 0, 'there is no document in it')
  if (second !== undefined) throw yamlError(source, second.range[0], 'a second document begins here')
  return document
}

/** What `Parser.parse` gives, with a limit on its stack. */
function* tokensOf(text: string, source: Pick<YamlSource, 'file' | 'positions'>): Generator<CST.Token, void> {
  const {Lexer, Parser} = yamlPackage()
  const parser = new Parser(source.positions.addNewLine)
  source.positions.addNewLine(0)
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme)
    if (parser.stack.length > deepest)
      throw yamlError(source, parser.offset, 'too many levels inside each other')
  }
  yield* parser.end()
}

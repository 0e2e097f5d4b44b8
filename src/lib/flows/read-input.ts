import {standardInput, unreadableFile} from '../shared/file-errors.js'
import type {JsonObject} from '../shared/json.js'
import {readTextFile} from '../shared/text-file.js'
import {inputFromText, inputFromWords} from './input-words.js'

/** What the command line says of an input. */
export interface InputWish {
  readonly words: readonly string[]
  /** `-`: standard input. */
  readonly file: string | undefined
  readonly readStdin: () => Promise<string>
}

/**
 * The input of a run: the file's fields, and the words' over them.
 * @throws OpsError OPS_USAGE for the words, OPS_FLOW_INPUT and OPS_FILE_UNREADABLE for the file
 */
export async function readInput({words, file, readStdin}: InputWish): Promise<JsonObject> {
  if (file === undefined) return inputFromWords(words)
  const text = file === '-' ? await readStdin() : readText(file)
  return inputFromWords(words, inputFromText(text, file === '-' ? standardInput : file))
}

/** In bytes, as much as an answer may have. */
const largestInput = 16 * 1024 * 1024

function readText(file: string): string {
  try {
    return readTextFile(file, {pipe: true, largest: largestInput})
  } catch (error) {
    throw unreadableFile(file, error)
  }
}

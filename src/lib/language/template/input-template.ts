import type {JsonValue} from '../../shared/json.js'
import {mapOf, type Shape} from '../yaml-shapes.js'
import type {YamlValue} from '../yaml-value.js'
import {parseTemplate, type Template} from './template-parse.js'
import {renderText} from './template-render.js'

/** A value of a flow's input as a person writes it: JSON whose texts may be templates. */
export type InputTemplate =
  | {readonly kind: 'template'; readonly template: Template}
  | {readonly kind: 'value'; readonly value: JsonValue}
  | {readonly kind: 'list'; readonly items: readonly InputTemplate[]}
  | {readonly kind: 'object'; readonly fields: ReadonlyMap<string, InputTemplate>}

/** A text that may hold `${{ path | filter }}`. */
export const templateText: Shape<Template> = (value) => readTemplate(value, value.text())

/** A value of a flow's input: JSON whose texts may be templates. A text that is one placeholder keeps the value's type. */
export const inputValue: Shape<InputTemplate> = (value) => {
  switch (value.kind) {
    case 'nothing':
      return {kind: 'value', value: null}
    case 'list':
      return {kind: 'list', items: value.items().map(inputValue)}
    case 'mapping':
      return {kind: 'object', fields: mapOf(inputValue)(value)}
    case 'plain':
      return plainValue(value)
  }
}

/** The input of a flow, field by field. */
export const inputFields = mapOf(inputValue)

function plainValue(value: YamlValue): InputTemplate {
  const found = value.json()
  if (typeof found === 'boolean') return {kind: 'value', value: found}
  if (typeof found === 'number') {
    if (!Number.isFinite(found)) throw value.trouble(`${value.text()} is no number that JSON has`)
    return {kind: 'value', value: found}
  }
  const template = readTemplate(value, value.text())
  return template.parts.every((part) => typeof part === 'string')
    ? {kind: 'value', value: renderText(template, null)}
    : {kind: 'template', template}
}

function readTemplate(value: YamlValue, text: string): Template {
  // A variable of the environment is a value and never a template: its text may come from anywhere.
  if (placeholdersIn(text) !== placeholdersIn(String(value.json())))
    throw value.trouble('a variable must not bring a ${{ into the text')
  try {
    return parseTemplate(text, value.path)
  } catch (error) {
    throw value.trouble(withoutPath(error, value.path))
  }
}

function placeholdersIn(text: string): number {
  return text.split('${{').length
}

/** The place in the file names the key already. */
function withoutPath(error: unknown, path: string): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message
}

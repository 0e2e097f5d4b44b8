import {OpsError} from '../../shared/errors.js'
import type {JsonValue} from '../../shared/json.js'
import {textOf} from './template-filters.js'
import type {Placeholder, Template} from './template-parse.js'

export interface RenderOptions {
  /** Refuse a placeholder that ends up with nothing instead of leaving it empty; `default` cures it. */
  readonly strict?: boolean
  /** Applied to the text of every placeholder and to no other text: what the reader of the result would obey. */
  readonly escape?: (text: string) => string
}

/**
 * The template as text, filled in from `value`. What is filled in is never read as a template again.
 * @throws OpsError OPS_TEMPLATE when strict and a placeholder has nothing to show
 */
export function renderText(template: Template, value: JsonValue, options: RenderOptions = {}): string {
  const {escape = (filled: string): string => filled} = options
  return template.parts
    .map((part) =>
      typeof part === 'string' ? part : escape(textOf(resolve(part, value, {...options, template}))),
    )
    .join('')
}

/**
 * As `renderText`, but a template that is one placeholder and nothing else gives its value with its type, null when there
 * is none. `escape` is for text only.
 * @throws OpsError OPS_TEMPLATE when strict and a placeholder has nothing to show
 */
export function renderValue(template: Template, value: JsonValue, options: RenderOptions = {}): JsonValue {
  const [only] = template.parts
  if (template.parts.length !== 1 || only === undefined || typeof only === 'string')
    return renderText(template, value, options)
  return resolve(only, value, {...options, template}) ?? null
}

function resolve(
  {path, read, steps}: Placeholder,
  value: JsonValue,
  {strict = false, template}: RenderOptions & {readonly template: Template},
): JsonValue | undefined {
  const found = steps.reduce((current, step) => step(current), read(value))
  if (!strict || (found !== undefined && found !== null)) return found
  throw new OpsError(
    'OPS_TEMPLATE',
    `${template.what}: there is no ${path}; | default "..." says what to use then`,
  )
}

import {randomUUID} from 'node:crypto'

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** A tree of text, written as nested elements. */
export interface Elements {
  readonly [name: string]: string | Elements
}

/** An STS answer: `<ActionResponse><ActionResult>...`. */
export function stsAnswer(action: string, result: Elements): string {
  return document(`${action}Response`, {
    [`${action}Result`]: result,
    ResponseMetadata: {RequestId: randomUUID()},
  })
}

/** An STS refusal. */
export function stsError(code: string, message: string): string {
  return document('ErrorResponse', {
    Error: {Type: 'Sender', Code: code, Message: message},
    RequestId: randomUUID(),
  })
}

function document(root: string, content: Elements): string {
  return `<${root} xmlns="${namespace}">${elements(content)}</${root}>\n`
}

function elements(content: Elements): string {
  return Object.entries(content)
    .map(
      ([name, value]) => `<${name}>${typeof value === 'string' ? escape(value) : elements(value)}</${name}>`,
    )
    .join('')
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** One link of a `Link` header (RFC 8288, 3). */
interface Link {
  readonly target: string
  /** Relation types, in lower case. */
  readonly rels: readonly string[]
}

/**
 * The target of the first link with this relation, verbatim. `header` is one `Link` header or several joined by commas; a
 * target may itself hold commas, parameters come in any order, quoted or not. What is not a link is passed over.
 */
export function linkTarget(header: string | undefined, rel: string): string | undefined {
  return readLinks(header ?? '').find(({rels}) => rels.includes(rel))?.target
}

function readLinks(text: string): readonly Link[] {
  const links: Link[] = []
  for (let at = text.indexOf('<'); at !== -1;) {
    const end = text.indexOf('>', at)
    if (end === -1) break
    const parameters = readParameters(text, end + 1)
    links.push({target: text.slice(at + 1, end), rels: parameters.rels})
    at = text.indexOf('<', parameters.end)
  }
  return links
}

/** The parameters up to the comma that ends the link; only the first `rel` counts (RFC 8288, 3.3). */
function readParameters(
  text: string,
  start: number,
): {readonly rels: readonly string[]; readonly end: number} {
  const parameter = /\s*(?:;\s*([^\s=;,"<>]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?|;)/y
  let rels: readonly string[] | undefined
  for (parameter.lastIndex = start; ;) {
    const from = parameter.lastIndex
    const found = parameter.exec(text)
    if (found === null) return {rels: rels ?? [], end: from}
    const [, name = '', quoted, plain = ''] = found
    if (name.toLowerCase() === 'rel')
      rels ??= (quoted ?? plain).replace(/\\(.)/g, '$1').toLowerCase().split(/\s+/)
  }
}

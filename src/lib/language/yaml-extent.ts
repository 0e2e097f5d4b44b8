import type {Alias, Document, Node} from 'yaml'
import {yamlPackage} from './yaml-package.js'

/** How long a YAML text may be, and how much it may come to once every alias is written out. */
export interface YamlLimits {
  readonly characters: number
  /** Plain values, lists and mappings. */
  readonly values: number
  /** Aliases written out, those inside other aliases counted each time. */
  readonly aliases: number
  /** Lists and mappings inside each other. */
  readonly depth: number
}

/** Why a document is beyond its limits, and the offset to point at. */
export interface BeyondLimits {
  readonly reason: string
  readonly at: number
}

interface Extent {
  readonly values: number
  readonly aliases: number
  readonly depth: number
}

const one: Extent = {values: 1, aliases: 0, depth: 1}

/** An alias may stand wherever a value begins; a `*` inside of a text is met too. */
const aliasLike = /(?:^|[\s[{,:])\*/

/** Whether a text may have aliases; one that has none is not more than it is long. */
export function mayHaveAliases(text: string): boolean {
  return aliasLike.test(text)
}

/**
 * What of a document is beyond the limits; undefined when nothing is. Every anchored part is measured once, however often
 * it is referred to, so that a few lines that stand for millions take no time.
 */
export function beyondLimits(document: Document, limits: YamlLimits): BeyondLimits | undefined {
  const measured = new Map<Node, Extent | 'open'>()
  const anchors = new Map<string, Node>()
  const {isAlias, isMap, isSeq, isPair, isNode} = yamlPackage()

  const measure = (node: unknown): Extent => {
    if (isPair(node)) return together([measure(node.key), measure(node.value)], 0)
    if (!isNode(node)) return one
    if (isAlias(node)) return measureAlias(node)
    const known = measured.get(node)
    if (known !== undefined && known !== 'open') return known
    measured.set(node, 'open')
    if (node.anchor !== undefined) anchors.set(node.anchor, node)
    const extent = isMap(node) || isSeq(node) ? together(node.items.map(measure), 1) : one
    check(extent, node)
    measured.set(node, extent)
    return extent
  }
  const measureAlias = (alias: Alias): Extent => {
    const node = anchors.get(alias.source)
    if (node === undefined)
      throw new Beyond(
        `nothing above is marked &${alias.source}; a text that begins with * goes in quotes`,
        alias,
      )
    const extent = measured.get(node)
    if (extent === undefined || extent === 'open')
      throw new Beyond(`*${alias.source} stands inside of what it stands for`, alias)
    const written = {...extent, aliases: extent.aliases + 1}
    check(written, alias)
    return written
  }
  const check = ({values, aliases, depth}: Extent, node: Node): void => {
    if (values > limits.values) throw new Beyond(`it comes to more than ${limits.values} values`, node)
    if (aliases > limits.aliases)
      throw new Beyond(`it comes to more than ${limits.aliases} aliases written out`, node)
    if (depth > limits.depth) throw new Beyond(`more than ${limits.depth} levels inside each other`, node)
  }
  try {
    measure(document.contents)
    return undefined
  } catch (error) {
    if (error instanceof Beyond) return {reason: error.message, at: error.at}
    throw error
  }
}

class Beyond extends Error {
  readonly at: number

  constructor(reason: string, node: Node) {
    super(reason)
    this.at = node.range?.[0] ?? 0
  }
}

function together(parts: readonly Extent[], own: number): Extent {
  let [values, aliases, depth] = [own, 0, 0]
  for (const part of parts) {
    values += part.values
    aliases += part.aliases
    depth = Math.max(depth, part.depth)
  }
  return {values, aliases, depth: depth + own}
}

import {expect} from 'chai'
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import {exitCodes, type Failure} from '../../../src/lib/shared/errors.js'

/*
 * Documents that repeat what the sources say are compared with the sources.
 */

const root = path.resolve(import.meta.dirname, '../../..')
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')

/** The cells of every row below `heading`, trimmed, without backticks. */
function tableBelow(heading: string): string[][] {
  const [, after = ''] = read('docs/errors.md').split(`## ${heading}\n`)
  const [section = ''] = after.split('\n## ')
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

/** Every `new OpsError('CODE', ..., {failure: 'kind'})` in the sources whose code and kind are written out. */
function failuresInSources(): {code: string; kind: Failure; place: string}[] {
  const found: {code: string; kind: Failure; place: string}[] = []
  for (const name of readdirSync(path.join(root, 'src'), {recursive: true, encoding: 'utf8'})) {
    if (!name.endsWith('.ts')) continue
    const file = ts.createSourceFile(name, read(path.join('src', name)), ts.ScriptTarget.ESNext, true)
    const visit = (node: ts.Node): void => {
      if (ts.isNewExpression(node) && node.expression.getText() === 'OpsError') {
        const [code, , options] = node.arguments ?? []
        const kind = literalFailure(options)
        if (code !== undefined && ts.isStringLiteral(code) && kind !== undefined)
          found.push({code: code.text, kind, place: name})
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
  }
  return found
}

/** What `failure:` says; `failure` when there are no options; undefined when it is worked out at run time. */
function literalFailure(options: ts.Expression | undefined): Failure | undefined {
  if (options === undefined) return 'failure'
  if (!ts.isObjectLiteralExpression(options)) return undefined
  const property = options.properties.find((one) => one.name?.getText() === 'failure')
  if (property === undefined) return options.properties.some(ts.isSpreadAssignment) ? undefined : 'failure'
  if (!ts.isPropertyAssignment(property) || !ts.isStringLiteral(property.initializer)) return undefined
  return property.initializer.text as Failure
}

describe('docs/errors.md', () => {
  const rows = tableBelow('Error codes')
  const codes = [...read('src/lib/shared/errors.ts').matchAll(/^ {2}\| '(OPS_\w+)'/gm)].map(
    ([, code]) => code,
  )

  it('has one row for every code, in the order of the source', () => {
    expect(rows.map(([code]) => code)).to.deep.equal(codes)
  })

  it('names the exit codes as the source does', () => {
    const named = tableBelow('Exit codes').filter(([, kind]) => kind !== '')
    expect(Object.fromEntries(named.map(([code, kind]) => [kind, Number(code)]))).to.deep.equal(exitCodes)
  })

  it('names every kind that the sources give a code', () => {
    const kindsOf = new Map(rows.map(([code, kinds = '']) => [code, kinds.split(', ')]))
    const missing = failuresInSources().filter(({code, kind}) => !kindsOf.get(code)?.includes(kind))
    expect(missing).to.deep.equal([])
  })

  it('names only kinds there are', () => {
    const kinds = rows.flatMap(([, text = '']) => text.split(', '))
    expect(kinds.filter((kind) => !(kind in exitCodes))).to.deep.equal([])
  })
})

describe('documents', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...markdownBelow('docs')]

  /** What `pattern` finds in every page and is not there, seen from the folder that `from` gives. */
  const missing = (pattern: RegExp, from: (page: string) => string): string[] =>
    pages.flatMap((page) =>
      [...read(page).matchAll(pattern)]
        .filter(([, target = '']) => !existsSync(path.join(root, from(page), target)))
        .map(([, target]) => `${page}: ${target}`),
    )

  it('lead nowhere that does not exist', () => {
    expect(missing(/\]\((?!https?:|#)([^)#]+)/g, (page) => path.dirname(page))).to.deep.equal([])
  })

  it('name only files there are', () => {
    expect(missing(/`((?:src|test|scripts|bench|bin)\/[\w./-]+\.\w+)`/g, () => '')).to.deep.equal([])
  })
})

function markdownBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), {recursive: true, encoding: 'utf8'})
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name))
}

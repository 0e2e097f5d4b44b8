import {readFileSync, readdirSync} from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

const sources = path.resolve(import.meta.dirname, '../src')

/** The YAML files a person may write, and where their shape is written down. */
const shapeOf = {
  'logs.yaml': 'lib/logs/collect/logs-file.ts',
  'seed.yaml': 'lib/sandbox/seed/seed-shape.ts',
  'setup.yaml': 'lib/aws/setup/answers-file.ts',
  'orgs.yaml': 'lib/okta/org/orgs-file.ts',
  'flows.yaml': 'lib/flows/registry/flows-file.ts',
  'triggers.yaml': 'lib/triggers/rules/rules-shape.ts',
  'batch.yaml': 'lib/flows/batch/batch-shape.ts',
  'scim.yaml': 'lib/scim/config/scim-file.ts',
}

/** Every key that holds a value, `[{file: 'seed.yaml', keys: ['users[].login', ...]}]`, read from the sources' `record({...})`. */
export function yamlKeys() {
  const known = new Set(Object.values(shapeOf))
  for (const file of filesWithShapes())
    if (!known.has(file))
      throw new Error(`${file} describes a YAML file that scripts/yaml-keys.mjs does not know`)
  return Object.entries(shapeOf).map(([file, source]) => ({file, keys: keysIn(source)}))
}

function filesWithShapes() {
  return readdirSync(sources, {recursive: true}).filter(
    (name) =>
      name.endsWith('.ts') && /import [^;]*?\brecord\b[^;]*? from '[^']*yaml-shapes\.js'/.test(read(name)),
  )
}

function read(name) {
  return readFileSync(path.join(sources, name), 'utf8')
}

/** The keys of every record of a source file that is not a part of another one. */
function keysIn(source) {
  const file = ts.createSourceFile(source, read(source), ts.ScriptTarget.ESNext, true)
  const constants = new Map()
  const records = []
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && node.initializer)
      constants.set(node.name.getText(), node.initializer)
    if (isShapeFunction(node)) constants.set(node.name.getText(), node.body)
    if (isCallOf(node, 'record')) records.push(node)
    ts.forEachChild(node, visit)
  }
  visit(file)

  const inner = new Set()
  const keysOf = new Map(records.map((record) => [record, keysOfRecord(record, '', {constants, inner})]))
  return [...keysOf].filter(([record]) => !inner.has(record)).flatMap(([, keys]) => keys)
}

/** `prefix` is the key whose value this record is; every record met inside goes into `scope.inner`. */
function keysOfRecord(record, prefix, scope) {
  return record.arguments[0].properties.flatMap((property) => {
    const key = `${prefix}${prefix === '' ? '' : '.'}${property.name.getText()}`
    const within = keysOfShape(property.initializer ?? property.name, key, scope)
    return within.length > 0 ? within : [key]
  })
}

/** Looks through whatever stands around a record: another shape, or a function that makes or reads one. */
function keysOfShape(shape, key, scope) {
  if (ts.isIdentifier(shape)) {
    const constant = scope.constants.get(shape.text)
    const {entered = new Set()} = scope
    if (constant === undefined || entered.has(constant)) return []
    return keysOfShape(constant, key, {...scope, entered: new Set([...entered, constant])})
  }
  if (isCallOf(shape, 'record')) {
    scope.inner.add(shape)
    return keysOfRecord(shape, key, scope)
  }
  const prefix = isCallOf(shape, 'listOf') || isCallOf(shape, 'filledList') ? `${key}[]` : key
  const parts = new Set()
  ts.forEachChild(shape, (part) => {
    if (ts.isPropertyAccessExpression(shape) && part === shape.name) return
    for (const found of keysOfShape(part, prefix, scope)) parts.add(found)
  })
  return [...parts]
}

/** A shape may be written as a function of the value it reads. */
function isShapeFunction(node) {
  return ts.isFunctionDeclaration(node) && node.parameters[0]?.type?.getText() === 'YamlValue'
}

function isCallOf(node, name) {
  return ts.isCallExpression(node) && node.expression.getText() === name
}

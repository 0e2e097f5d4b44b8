import {nearest} from '../../shared/nearest.js'
import type {Comparison} from './filter-tree.js'

/** Every operator that may follow an attribute. */
export type Operator = Comparison | 'pr' | 'in'

const operators: readonly Operator[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr', 'in']

/** What other languages write for them. */
const otherwise: Readonly<Record<string, string>> = {
  '=': 'eq',
  '==': 'eq',
  '===': 'eq',
  is: 'eq',
  equals: 'eq',
  equal: 'eq',
  '!=': 'ne',
  '<>': 'ne',
  '!==': 'ne',
  '>': 'gt',
  '>=': 'ge',
  '<': 'lt',
  '<=': 'le',
  '~': 'co',
  '=~': 'co',
  like: 'co',
  has: 'co',
  contains: 'co',
  includes: 'co',
  matches: 'co',
  startswith: 'sw',
  beginswith: 'sw',
  endswith: 'ew',
  exists: 'pr',
  present: 'pr',
}

/** What other languages write between two conditions. */
export const connectives: Readonly<Record<string, string>> = {'&&': 'and', '&': 'and', '|': 'or'}

/** The operator a word stands for, in capitals or not. */
export function operatorNamed(text: string): Operator | undefined {
  const lower = text.toLowerCase()
  return operators.find((operator) => operator === lower)
}

/** What to say of a word that is no operator: what it may have meant, and which there are. */
export function unknownOperator(text: string): string {
  const lower = text.toLowerCase()
  const meant = Object.hasOwn(otherwise, lower) ? [otherwise[lower]] : nearest(lower, operators)
  const hint = meant.length === 0 ? 'there' : `did you mean ${meant.join(', ')}? There`
  return `${text} is no operator; ${hint} are ${operators.join(' ')}`
}

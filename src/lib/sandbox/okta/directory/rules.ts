import {parseExpression, type RuleTest} from './rule-expression.js'
import {oktaId} from '../../company/people.js'

export interface GroupRule {
  readonly id: string
  readonly name: string
  readonly status: 'ACTIVE' | 'INACTIVE'
  readonly expression: string
  /** User ids that the rule leaves alone; whoever is removed from its group by hand gets here. */
  readonly excludedUsers: readonly string[]
  readonly groupIds: readonly string[]
  readonly createdAt: Date
  readonly lastUpdatedAt: Date
}

export type NewRule = Pick<GroupRule, 'name' | 'expression' | 'excludedUsers' | 'groupIds'>

/** Okta keeps no longer list of exceptions. */
export const mostExcluded = 100

/** The group rules of the org, and which memberships they made. */
export class GroupRules {
  readonly #now: () => Date
  readonly #rules = new Map<string, GroupRule>()
  readonly #tests = new Map<string, RuleTest>()
  /** `groupId userId` -> the rule that put them there. */
  readonly #assigned = new Map<string, string>()
  #count = 0

  constructor(now: () => Date) {
    this.#now = now
  }

  get all(): readonly GroupRule[] {
    return [...this.#rules.values()]
  }

  find(id: string): GroupRule | undefined {
    return this.#rules.get(id)
  }

  /** Whether the rule's expression holds; read once for each text. */
  test({expression}: Pick<GroupRule, 'expression'>): RuleTest {
    const test = this.#tests.get(expression) ?? parseExpression(expression)
    this.#tests.set(expression, test)
    return test
  }

  /** A new rule does nothing before it is activated. */
  create(rule: NewRule): GroupRule {
    this.#count += 1
    const at = this.#now()
    return this.#keep({
      ...rule,
      id: oktaId('0pr', this.#count),
      status: 'INACTIVE',
      createdAt: at,
      lastUpdatedAt: at,
    })
  }

  update(rule: GroupRule, changes: Partial<NewRule & Pick<GroupRule, 'status'>>): GroupRule {
    return this.#keep({...rule, ...changes, lastUpdatedAt: this.#now()})
  }

  delete({id}: GroupRule): void {
    this.#rules.delete(id)
    for (const [key, rule] of this.#assigned) if (rule === id) this.#assigned.delete(key)
  }

  /** The rule that made this membership; undefined when a person did. */
  assignerOf(groupId: string, userId: string): GroupRule | undefined {
    return this.find(this.#assigned.get(`${groupId} ${userId}`) ?? '')
  }

  noteAssigned({id}: GroupRule, groupId: string, userId: string): void {
    this.#assigned.set(`${groupId} ${userId}`, id)
  }

  noteRemoved(groupId: string, userId: string): void {
    this.#assigned.delete(`${groupId} ${userId}`)
  }

  #keep(rule: GroupRule): GroupRule {
    this.#rules.set(rule.id, rule)
    return rule
  }
}

import {counted} from '../../shared/counted.js'
import {shellWord} from '../../shared/shell-word.js'
import {visibleText} from '../../shared/visible-text.js'
import type {WaitingRule} from '../journal/waiting-rules.js'

/** What waits for rules that are not `known`: renamed or removed, or of another rules file. */
export function withoutRule(
  waiting: readonly WaitingRule[],
  known: {readonly has: (id: string) => boolean},
): readonly WaitingRule[] {
  return waiting.filter(({rule}) => !known.has(rule))
}

/** What to do about it, for people. */
export function withoutRuleLine({rule, count}: WaitingRule, file: string): string {
  return visibleText(
    `${counted(count, 'piece')} of work ${count === 1 ? 'waits' : 'wait'} for the rule ${rule}, which is not in ${file}: ` +
      `give the rule back, or okta-ops triggers dead-letters drop --all-pending --rule ${shellWord(rule)}`,
  )
}

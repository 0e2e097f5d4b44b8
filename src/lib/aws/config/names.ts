import {OpsError} from '../../shared/errors.js'
import {visibleText} from '../../shared/visible-text.js'
import type {Settings} from './config-file.js'

/** The characters every AWS tool reads alike in an unquoted section name; the JS SDK's pattern is the narrowest. */
const safeName = /^[A-Za-z0-9_.@+:/%-]+$/

/**
 * Refuses a name for a section that some AWS tool would not find again.
 * @param what how the message calls it, e.g. `profile`
 * @throws OpsError OPS_NAME_UNSAFE (usage)
 */
export function checkName(what: string, name: string): void {
  if (name === 'DEFAULT') throw unsafeName(what, name, 'in capitals it means every section to some AWS tools')
  if (!safeName.test(name)) {
    throw unsafeName(what, name, 'other AWS tools find only names of letters, digits and _ . @ + : / % -')
  }
}

/** Whether `checkName` would let it pass. */
export function isSafeName(name: string): boolean {
  return name !== 'DEFAULT' && safeName.test(name)
}

/** `text` as a name every AWS tool finds: other characters become single hyphens. Empty when nothing is left. */
export function slug(text: string): string {
  return text.replace(/[^A-Za-z0-9_.@+:/%-]+/g, '-').replace(/^-+|-+$/g, '')
}

/**
 * Refuses values that AWS tools read differently: line breaks and control characters, blanks at the ends, and what the JS
 * SDK takes for a comment while the AWS CLI takes it for part of the value.
 * @throws OpsError OPS_NAME_UNSAFE (usage)
 */
export function checkSettings(settings: Settings): void {
  for (const [key, value] of Object.entries(settings)) {
    const isPlain = value !== '' && value === value.trim() && value === visibleText(value)
    if (isPlain && !/(^|\s)[#;]/.test(value)) continue
    throw new OpsError(
      'OPS_NAME_UNSAFE',
      `${key}: AWS tools would not all read this value alike (blanks at its ends, control characters, or a "#" or ";" like a comment)`,
      {
        failure: 'usage',
      },
    )
  }
}

function unsafeName(what: string, name: string, why: string): OpsError {
  const [safe] = [slug(name)].filter((proposal) => proposal !== '' && isSafeName(proposal))
  const hint = safe === undefined ? '' : `; "${safe}" would do`
  return new OpsError('OPS_NAME_UNSAFE', `"${visibleText(name)}" cannot name a ${what}: ${why}${hint}`, {
    failure: 'usage',
  })
}

import {grouped} from '../shared/counted.js'

/** Longest displayName of a group (Identity Store API, CreateGroup). */
const longest = 1024

/**
 * Which rule of Identity Center's a group's displayName breaks, in words, or undefined: the service answers every breach with one
 * and the same sentence (IAM Identity Center user guide, SCIM; Identity Store API, CreateGroup).
 */
export function groupNameFault(name: string): string | undefined {
  if (name.trim() === '') return 'a group name may not be empty'
  if (name.length > longest) return `a group name has at most 1,024 characters, not ${grouped(name.length)}`
  const forbidden = /[<>;:%]/.exec(name)?.[0]
  if (forbidden !== undefined) return `a group name may not hold ${forbidden} (nor any of < > ; : %)`
  const strange = /[^\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r \u3000]/u.exec(name)?.[0]
  return strange === undefined
    ? undefined
    : `a group name may not hold the character ${codePoint(strange)}: only letters, marks, digits, punctuation, symbols and plain spaces`
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** Whether `pattern` has a `*` or a `?`. */
export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern)
}

/**
 * Whether the whole of `text` fits `pattern`: `*` stands for any characters, dots included, `?` for one, anything else for
 * itself, in capitals or not. Takes at most pattern times text steps.
 */
export function globMatches(pattern: string, text: string): boolean {
  const [wanted, found] = [pattern.toLowerCase(), text.toLowerCase()]
  let [at, from] = [0, 0]
  // Where the last star stood, and how far what it stands for has grown.
  let [star, grown] = [-1, 0]
  while (from < found.length) {
    const character = wanted[at]
    if (character === '*') {
      star = at++
      grown = from
    } else if (character !== undefined && (character === '?' || character === found[from])) {
      at++
      from++
    } else if (star !== -1) {
      at = star + 1
      from = ++grown
    } else return false
  }
  while (wanted[at] === '*') at++
  return at === wanted.length
}

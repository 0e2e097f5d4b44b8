const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u

/** How many terminal columns `text` takes: none for combining marks, two for East Asian wide characters and pictographs. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) {
    // Nothing below the combining marks is one, or wide.
    if (character < '\u0300') {
      columns++
      continue
    }
    if (/\p{Mark}/u.test(character)) continue
    columns += wide.test(character) ? 2 : 1
  }
  return columns
}

/**
 * A name as it is matched: capitals of A to Z do not count, as SCIM has it for userName (`caseExact` false; RFC 7643, 4.1.1), and
 * everything else does. Letters beyond ASCII are not folded: a dotless i or a Kelvin sign would become an i or a k, and whoever may
 * choose a name could choose somebody else's.
 */
export function foldName(name: string): string {
  return name.replaceAll(/[A-Z]+/g, (capitals) => capitals.toLowerCase())
}

/**
 * A name as it is kept apart from others: capitals and ways of writing accents do not count. How Identity Center compares names is
 * documented nowhere (UNVERIFIED), so whatever might be one name to it counts as a clash.
 */
export function clashName(name: string): string {
  // By way of capitals: a sharp s and the sigma at the end of a word are written otherwise in small letters only.
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
}

/** Order by UTF-16 code units: the same on every machine, whatever its language. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

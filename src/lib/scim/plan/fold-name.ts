const plainAscii = /^[\0-\x7F]*$/

/**
 * A name as it is compared when capitals and ways of writing accents do not count (SCIM: `caseExact` false; RFC 7643, 2.2):
 * whether Identity Center compares like that is documented nowhere, so two names that are alike here count as a clash.
 */
export function foldName(name: string): string {
  // A sigma at the end of a word has a small form of its own.
  return plainAscii.test(name)
    ? name.toLowerCase()
    : name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC').replaceAll('ς', 'σ')
}

/** Order by UTF-16 code units: the same on every machine, whatever its language. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

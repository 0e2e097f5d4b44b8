import {createHash} from 'node:crypto'

/**
 * Which events have arrived within a window of time. 20 bytes an event and room to spare, in flat arrays: a set of a
 * million strings would cost four times as much.
 */
export interface SeenEvents {
  /** Whether `uuid` arrived within the window before `atMs`; remembers it when it did not. */
  readonly seenBefore: (uuid: string, atMs: number) => boolean
  /** Puts back what `packUuids` made, as arrived at `atMs`. */
  readonly restore: (packed: Uint8Array, atMs: number) => void
  readonly size: () => number
}

/** Bytes that stand for one uuid. */
export const packedSize = 16
const words = 4

/** An open-addressing table of 128-bit numbers, each with the second of its arrival; 0 marks a free place. */
export function createSeenEvents(windowMs: number): SeenEvents {
  let capacity = 4096
  let keys = new Uint32Array(capacity * words)
  let arrivals = new Uint32Array(capacity)
  let used = 0
  const key = new Uint32Array(words)

  const placeOf = (): number => {
    let place = mix(key) & (capacity - 1)
    while (arrivals[place] !== 0 && !sameAt(keys, place * words, key)) place = (place + 1) & (capacity - 1)
    return place
  }
  const put = (place: number, second: number): void => {
    if (arrivals[place] === 0) used++
    keys.set(key, place * words)
    arrivals[place] = second
  }
  /** What is out of the window goes; the table doubles only when the rest needs it. */
  const makeRoom = (nowSecond: number): void => {
    if (used * 2 < capacity) return
    const [oldKeys, oldArrivals] = [keys, arrivals]
    const from = nowSecond - windowMs / 1000
    const alive = oldArrivals.reduce((sum, second) => sum + (second !== 0 && second >= from ? 1 : 0), 0)
    while (alive * 4 > capacity) capacity *= 2
    keys = new Uint32Array(capacity * words)
    arrivals = new Uint32Array(capacity)
    used = 0
    oldArrivals.forEach((second, place) => {
      if (second === 0 || second < from) return
      key.set(oldKeys.subarray(place * words, place * words + words))
      put(placeOf(), second)
    })
  }

  return {
    seenBefore: (uuid, atMs) => {
      const second = Math.max(1, Math.floor(atMs / 1000))
      makeRoom(second)
      readKey(uuid, key)
      const place = placeOf()
      const arrived = arrivals[place] ?? 0
      if (arrived !== 0 && arrived >= second - windowMs / 1000) return true
      put(place, second)
      return false
    },
    restore: (packed, atMs) => {
      const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
      const second = Math.max(1, Math.floor(atMs / 1000))
      for (let offset = 0; offset + packedSize <= packed.byteLength; offset += packedSize) {
        makeRoom(second)
        for (let word = 0; word < words; word++) key[word] = view.getUint32(offset + word * 4)
        put(placeOf(), second)
      }
    },
    size: () => used,
  }
}

/** The 16 bytes of each uuid, one after the other: what is kept on disk of a page. */
export function packUuids(uuids: readonly string[]): Uint8Array {
  const packed = new Uint8Array(uuids.length * packedSize)
  const view = new DataView(packed.buffer)
  const key = new Uint32Array(words)
  uuids.forEach((uuid, index) => {
    readKey(uuid, key)
    key.forEach((word, at) => {
      view.setUint32(index * packedSize + at * 4, word)
    })
  })
  return packed
}

/** A uuid's own 128 bits; of any other text the first 128 of its SHA-256. */
function readKey(uuid: string, key: Uint32Array): void {
  if (uuid.length === 36 && readUuid(uuid, key)) return
  const digest = createHash('sha256').update(uuid).digest()
  for (let word = 0; word < words; word++) key[word] = digest.readUInt32BE(word * 4)
}

/** False for what is not 8-4-4-4-12 lower-case hexadecimal digits. */
function readUuid(uuid: string, key: Uint32Array): boolean {
  let [digits, word] = [0, 0]
  for (let at = 0; at < 36; at++) {
    const code = uuid.charCodeAt(at)
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (code !== 0x2d) return false
      continue
    }
    const value = code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : -1
    if (value < 0) return false
    word = (word << 4) | value
    digits++
    if (digits % 8 === 0) key[digits / 8 - 1] = word
  }
  return true
}

function mix(key: Uint32Array): number {
  let hash = (key[0] ?? 0) ^ Math.imul(key[1] ?? 0, 0x9e3779b1)
  hash ^= Math.imul(key[2] ?? 0, 0x85ebca6b) ^ Math.imul(key[3] ?? 0, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}

function sameAt(keys: Uint32Array, offset: number, key: Uint32Array): boolean {
  return (
    keys[offset] === key[0] &&
    keys[offset + 1] === key[1] &&
    keys[offset + 2] === key[2] &&
    keys[offset + 3] === key[3]
  )
}

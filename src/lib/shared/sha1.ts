/**
 * The SHA-1 of a text's UTF-8 bytes, as lower-case hex (RFC 3174). It only names cache files, as every AWS tool does.
 * In plain JavaScript because loading node:crypto would cost the credential helper more than all its other work.
 */
export function sha1(text: string): string {
  const words = paddedWords(new TextEncoder().encode(text))
  let state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]
  for (let block = 0; block < words.length; block += 16) state = mixBlock(state, words, block)
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

type State = [number, number, number, number, number]

/** The message, a 1 bit, zeros, and its length in bits as 64 bits: whole blocks of sixteen big-endian words. */
function paddedWords(bytes: Uint8Array): Int32Array {
  const words = new Int32Array((((bytes.length + 8) >>> 6) << 4) + 16)
  bytes.forEach((byte, index) => {
    words[index >>> 2] = at(words, index >>> 2) | (byte << (24 - (index & 3) * 8))
  })
  const end = bytes.length
  words[end >>> 2] = at(words, end >>> 2) | (0x80 << (24 - (end & 3) * 8))
  words[words.length - 2] = Math.floor(end / 0x20000000)
  words[words.length - 1] = end << 3
  return words
}

function mixBlock(state: State, words: Int32Array, offset: number): State {
  const schedule = new Int32Array(80)
  let [a, b, c, d, e] = state
  for (let round = 0; round < 80; round++) {
    schedule[round] =
      round < 16
        ? at(words, offset + round)
        : rotate(
            at(schedule, round - 3) ^
              at(schedule, round - 8) ^
              at(schedule, round - 14) ^
              at(schedule, round - 16),
            1,
          )
    const next = (rotate(a, 5) + roundValue(round, [b, c, d]) + e + at(schedule, round)) | 0
    ;[a, b, c, d, e] = [next, a, rotate(b, 30), c, d]
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0, (state[4] + e) | 0]
}

/** The function and constant of each quarter of the 80 rounds. */
function roundValue(round: number, [b, c, d]: readonly [number, number, number]): number {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
  return (b ^ c ^ d) + 0xca62c1d6
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

function at(words: Int32Array, index: number): number {
  return words[index] ?? 0
}

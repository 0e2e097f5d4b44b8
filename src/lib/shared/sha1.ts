/**
 * The SHA-1 of a text's UTF-8 bytes, as lower-case hex (RFC 3174). It only names cache files, as every AWS tool does.
 * In plain JavaScript because loading node:crypto would cost the credential helper more than all its other work, and
 * sparing with calls and objects because the helper runs it cold.
 */
export function sha1(text: string): string {
  const words = paddedWords(Buffer.from(text, 'utf8'))
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0])
  for (let block = 0; block < words.length; block += 16) mixBlock(state, schedule(words, block))
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

/** The message, a 1 bit, zeros, and its length in bits as 64 bits: whole blocks of sixteen big-endian words. */
function paddedWords(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(((bytes.length + 8) >>> 6) * 16 + 16)
  for (let i = 0; i <= bytes.length; i++) {
    const byte = i < bytes.length ? (bytes[i] ?? 0) : 0x80
    words[i >>> 2] = (words[i >>> 2] ?? 0) | (byte << (24 - (i & 3) * 8))
  }
  words[words.length - 2] = Math.floor(bytes.length / 0x20000000)
  words[words.length - 1] = bytes.length << 3
  return words
}

/** A block's sixteen words, and the 64 made of them. */
function schedule(message: Int32Array, block: number): Int32Array {
  const words = new Int32Array(80)
  for (let i = 0; i < 80; i++) {
    const mixed = (words[i - 3] ?? 0) ^ (words[i - 8] ?? 0) ^ (words[i - 14] ?? 0) ^ (words[i - 16] ?? 0)
    words[i] = i < 16 ? (message[block + i] ?? 0) : (mixed << 1) | (mixed >>> 31)
  }
  return words
}

/** Eighty rounds; each quarter of them has its function and its constant. */
function mixBlock(state: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  for (let i = 0; i < 80; i++) {
    let mixed: number
    if (i < 20) mixed = ((b & c) | (~b & d)) + 0x5a827999
    else if (i < 40) mixed = (b ^ c ^ d) + 0x6ed9eba1
    else if (i < 60) mixed = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
    else mixed = (b ^ c ^ d) + 0xca62c1d6
    const next = (((a << 5) | (a >>> 27)) + mixed + e + (words[i] ?? 0)) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  for (const [i, word] of [a, b, c, d, e].entries()) state[i] = (state[i] ?? 0) + word
}

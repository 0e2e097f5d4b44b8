import {BlockList, isIPv4, isIPv6} from 'node:net'
import {OpsError} from '../../shared/errors.js'

/** Several IP addresses at once. */
export interface AddressRange {
  /** The text that all of them begin with, if there is one. */
  readonly prefix: string | undefined
  /** Absent where the prefix says it all. */
  readonly includes?: (ip: string) => boolean
}

/**
 * Reads a CIDR range (`10.20.0.0/22`, `2001:db8::/32`) or the beginning of an address (`10.20.`).
 * @throws OpsError OPS_USAGE when it is neither
 */
export function addressRange(text: string): AddressRange {
  const [address = '', bits, more] = text.split('/')
  if (bits === undefined && isBeginning(text)) return {prefix: text}
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined
  const length = /^\d{1,3}$/.test(bits ?? '') ? Number(bits) : Number.NaN
  if (family === undefined || more !== undefined || !(length <= (family === 'ipv4' ? 32 : 128)))
    throw new OpsError(
      'OPS_USAGE',
      `--ip is an address, a range like 10.20.0.0/16, or a beginning like 10.20., not ${JSON.stringify(text)}`,
      {failure: 'usage'},
    )
  const list = new BlockList()
  list.addSubnet(address, length, family)
  return {
    prefix: family === 'ipv4' && length >= 8 ? wholeOctets(address, length) : undefined,
    includes: (ip) => (isIPv4(ip) ? list.check(ip, 'ipv4') : isIPv6(ip) && list.check(ip, 'ipv6')),
  }
}

/** `10.20.` for 10.20.16.0/20: texts compare by whole numbers only. */
function wholeOctets(address: string, length: number): string {
  const octets = address.split('.').slice(0, Math.min(4, Math.floor(length / 8)))
  return octets.length === 4 ? octets.join('.') : `${octets.join('.')}.`
}

/** One to three numbers with a dot at the end, or groups of an IPv6 address with a colon. */
function isBeginning(text: string): boolean {
  return /^(?:\d{1,3}\.){1,3}$/.test(text) || /^(?:[\da-f]{1,4}:){1,7}$/i.test(text)
}

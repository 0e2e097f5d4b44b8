import {describeReference, type AskAboutProfile} from '../../../secrets/describe-reference.js'
import type {Machine} from '../../../shared/machine.js'
import {secretOfWay} from '../list-orgs.js'
import {wayWords, type OrgSetting} from '../org-setting.js'
import type {AddressFacts} from './check-address.js'
import type {CheckLine} from './check-line.js'

type Line = Omit<CheckLine, 'what'>

/** Skew below this is the way there and `Date`'s whole seconds. */
const tolerableSkewMs = 5000

export function configurationLine({way, source, name}: OrgSetting): Line {
  const called = name === undefined ? '' : `${name}, `
  return {state: 'ok', words: `${called}${wayWords[way.kind]}, by ${source}`}
}

/** A host that is not Okta's own is shown as such: everything secret goes there. */
export function addressLine({address}: OrgSetting): Line {
  const {url, domain, notes} = address
  const mended = notes.map((note) => `; ${note}`).join('')
  if (domain === 'custom')
    return {state: 'warned', words: `${url} is not okta.com: right for a custom domain${mended}`}
  const where = domain === 'loopback' ? ' on this machine' : ''
  return {state: notes.length > 0 ? 'warned' : 'ok', words: `${url}${where}${mended}`}
}

export async function secretLine(
  machine: Pick<Machine, 'env'>,
  {way, values}: OrgSetting,
  askAboutProfile: AskAboutProfile,
): Promise<Line> {
  const secret = secretOfWay(way)
  if (secret === undefined) return {state: 'ok', words: 'none: you sign in by browser; no service can'}
  if (secret.kind === 'text') {
    const from = (way.kind === 'api-token' ? values.apiToken : values.privateKey)?.from
    return {
      state: 'ok',
      words: `read from ${from ?? 'the file'}; a service can when it runs under this account`,
    }
  }
  const {place, serviceCanRead, why} = await describeReference(machine, secret.reference, askAboutProfile)
  return {
    state: serviceCanRead ? 'ok' : 'warned',
    words: `read from ${place}; a service ${serviceCanRead ? 'can' : 'cannot'}: ${why}`,
  }
}

export function networkLine({address}: OrgSetting, {tookMs, issuer}: AddressFacts): Line {
  const answered = `the org answered in ${tookMs} ms`
  if (issuer === address.url) return {state: 'ok', words: answered}
  return {state: 'warned', words: `${answered}, and calls itself ${issuer}`}
}

/** Proofs and assertions carry our time, and Okta refuses those from the future or five minutes old. */
export function clockLine({clockAheadMs}: AddressFacts): Line {
  if (clockAheadMs === undefined) return {state: 'warned', words: 'the org did not say its time'}
  if (Math.abs(clockAheadMs) <= tolerableSkewMs) return {state: 'ok', words: "agrees with the org's"}
  const seconds = Math.round(Math.abs(clockAheadMs) / 1000)
  return {
    state: 'warned',
    words: `this machine's clock is ${seconds} s ${clockAheadMs > 0 ? 'behind' : 'ahead of'} the org's; okta-ops goes by the org's`,
    next: 'timedatectl set-ntp true',
  }
}

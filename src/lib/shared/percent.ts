import {OpsError} from './errors.js'

/**
 * Reads `50%` or `50` into 0.5; whole percents up to 100%.
 * @param least the smallest one: 1, or 0 where nothing at all is a share
 * @throws OpsError OPS_USAGE naming the flag or key (`what`)
 */
export function parsePercent(text: string, what: string, {least = 1}: {readonly least?: 0 | 1} = {}): number {
  const percent = /^(\d{1,3})\s*%?$/.exec(text.trim())?.[1]
  const share = Number(percent) / 100
  if (share >= least / 100 && share <= 1) return share
  throw new OpsError('OPS_USAGE', `${what} should be ${least}% to 100%, not ${JSON.stringify(text)}`, {
    failure: 'usage',
  })
}

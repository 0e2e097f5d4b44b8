import {OpsError} from './errors.js'

/**
 * Reads `50%` or `50` into 0.5; 1% to 100%.
 * @throws OpsError OPS_USAGE naming the flag or key (`what`)
 */
export function parsePercent(text: string, what: string): number {
  const percent = /^(\d{1,3})\s*%?$/.exec(text.trim())?.[1]
  const share = Number(percent) / 100
  if (share >= 0.01 && share <= 1) return share
  throw new OpsError('OPS_USAGE', `${what} should be 1% to 100%, not ${JSON.stringify(text)}`, {
    failure: 'usage',
  })
}

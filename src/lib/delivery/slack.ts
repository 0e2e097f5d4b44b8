import {OpsError} from '../shared/errors.js'
import {sendRequest} from '../shared/http-client.js'
import {isLoopbackHost} from '../shared/loopback.js'
import type {Machine} from '../shared/machine.js'
import {visibleText} from '../shared/visible-text.js'

/** Why a message was not taken, in one line, and how long its receiver wants to be left alone. */
export interface DeliveryTrouble {
  readonly why: string
  readonly retryAfterMs?: number
}

const patienceMs = 10_000
/** Slack cuts longer texts; the beginning says it all. */
const longestText = 3000

/**
 * The address of an incoming webhook, which lets anybody who has it write: only Slack's own host, or this machine.
 * @throws OpsError OPS_SECRET (usage) naming the flag (`what`) and never the address
 */
export function checkedSlackHook(text: string, what: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:'
  const isSlack = url?.protocol === 'https:' && url.host === 'hooks.slack.com' && url.username === ''
  if (url !== undefined && (isSlack || (isHttp && isLoopbackHost(url.hostname)))) return url.href
  throw new OpsError(
    'OPS_SECRET',
    `${what} does not lead to the address of a Slack incoming webhook: https://hooks.slack.com/services/...`,
    {failure: 'usage'},
  )
}

/**
 * Posts plain text to an incoming webhook, once.
 * @returns undefined when Slack took it, else what went wrong, without the address; it never throws
 */
export async function tellSlack(
  machine: Machine,
  hook: string,
  text: string,
): Promise<DeliveryTrouble | undefined> {
  try {
    const {status, headers, body} = await sendRequest(quietly(machine, hook), {
      method: 'POST',
      url: hook,
      headers: {'content-type': 'application/json; charset=utf-8'},
      body: JSON.stringify(slackMessage(text)),
      timeoutMs: patienceMs,
    })
    if (status >= 200 && status < 300) return undefined
    const seconds = Number(headers['retry-after'])
    return {
      why: `Slack answered ${status}${saidBy(body)}`,
      ...(Number.isFinite(seconds) && seconds > 0 ? {retryAfterMs: seconds * 1000} : {}),
    }
  } catch (error) {
    return {why: error instanceof OpsError ? error.message : String(error)}
  }
}

/**
 * Nothing in the text is formatted, linked or mentions anybody: `&`, `<` and `>` are all that Slack asks to be escaped, and the
 * rest of its markup is switched off.
 */
function slackMessage(text: string): object {
  return {
    text: slackText(text.slice(0, longestText)),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
  }
}

/** Lines stay lines; everything else that a terminal or Slack would obey is shown. */
function slackText(text: string): string {
  const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;'}
  const shown = text.split('\n').map(visibleText).join('\n')
  return shown.replace(/[&<>]/g, (character) => entities[character] ?? '')
}

/** Slack names what is wrong in a word, such as `no_service`; anything else may be a proxy's page. */
function saidBy(body: string): string {
  return /^[a-z_]{1,60}$/.test(body) ? `: ${body}` : ''
}

/** `--verbose` tells addresses, and this one is the secret. */
function quietly(machine: Machine, hook: string): Machine {
  const {origin, pathname} = new URL(hook)
  return {
    ...machine,
    debug: (line) => {
      machine.debug(line.replaceAll(`${origin}${visibleText(pathname)}`, `${origin}/...`))
    },
  }
}

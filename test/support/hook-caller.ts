import {setTimeout as delay} from 'node:timers/promises'
import type {JsonObject} from '../../src/lib/shared/json.js'

export const hookSecret = 'halyard-hook-secret-of-32-letters'

/** A delivery as Okta posts it: its envelope around events. */
export function deliveryOf(events: readonly JsonObject[], eventId = 'delivery-1'): JsonObject {
  return {
    eventType: 'com.okta.event_hook',
    eventTypeVersion: '1.0',
    cloudEventsVersion: '0.1',
    source: 'https://halyard.example.com/api/v1/eventHooks/whofake1',
    eventId,
    eventTime: '2026-11-25T12:00:00.000Z',
    contentType: 'application/json',
    data: {events},
  }
}

/** Posts a body to a receiver with the secret, or with other headers. */
export async function postDelivery(
  url: string,
  body: JsonObject | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{readonly status: number; readonly text: string}> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {'content-type': 'application/json', authorization: hookSecret, ...headers},
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return {status: response.status, text: await response.text()}
}

/** Resolves once somebody answers there. */
export async function whenAnswered(url: string): Promise<void> {
  for (;;) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => undefined,
    )
    if (status !== undefined) return
    await delay(10)
  }
}

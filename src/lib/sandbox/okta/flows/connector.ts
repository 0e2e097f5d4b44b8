import {randomBytes} from 'node:crypto'
import type {Origin} from '../log/log-event.js'

/** The app by which flows act on the org: Okta's own connector of Workflows. */
export const connectorApp = {
  id: '0oa9workflowshalyard',
  type: 'PublicClientApp',
  alternateId: '0oa9workflowshalyard',
  displayName: 'Okta Workflows OAuth',
}

/** What a flow does to the org, as an event tells it. */
export function connectorOrigin(): Origin {
  return {
    actor: connectorApp,
    ipAddress: '127.0.0.1',
    userAgent: 'Okta-Workflows',
    requestId: randomBytes(15).toString('base64url'),
    requestUri: '/api/v1',
    url: '/api/v1?',
  }
}

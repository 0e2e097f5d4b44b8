import type {IncomingHttpHeaders} from 'node:http'
import {hideSecrets} from '../../shared/hide-secrets.js'
import type {JsonObject} from '../../shared/json.js'
import {visibleText} from '../../shared/visible-text.js'
import {readObject} from './scim-resources.js'

/** AWS's no, as its answer says it; the cause of the OpsError that explains it. Texts are safe to print. */
export class ScimRefusal extends Error {
  readonly status: number
  /** AWS's sentence; the same for every 400. For people only. */
  readonly detail: string
  /** `exceptionRequestId` of the body, else the header X-Amzn-RequestId. */
  readonly requestId: string | undefined
  /** An earlier try of the same call may have been carried out: its answer was lost, or was a 5xx. */
  readonly doubtful: boolean

  constructor(answer: {
    readonly status: number
    readonly headers: IncomingHttpHeaders
    readonly body: string
    readonly doubtful: boolean
  }) {
    super(`the SCIM endpoint answered ${answer.status}`)
    const {detail, exceptionRequestId} = errorBody(answer.body)
    this.name = 'ScimRefusal'
    this.status = answer.status
    this.detail = typeof detail === 'string' ? visibleText(hideSecrets(detail)).slice(0, 300) : ''
    this.requestId = [exceptionRequestId, answer.headers['x-amzn-requestid']].find(isRequestId)
    this.doubtful = answer.doubtful
  }
}

/** What AWS answered, when `error` came of an answer of its SCIM endpoint. */
export function scimRefusalOf(error: unknown): ScimRefusal | undefined {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof ScimRefusal ? cause : undefined
}

function isRequestId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value)
}

/** A proxy's page has nothing of it. */
function errorBody(body: string): JsonObject {
  try {
    return readObject(body.slice(0, 100_000))
  } catch {
    return {}
  }
}

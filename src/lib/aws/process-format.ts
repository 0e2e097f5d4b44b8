import {formatAwsDate} from './aws-date.js'
import type {Credentials} from './credentials.js'
import {pythonJson} from './python-json.js'

/**
 * What a `credential_process` prints (AWS SDKs reference, "process credential provider"): one line of JSON. Version is a
 * number; without Expiration the reader believes the credentials never end.
 */
export function formatProcess(credentials: Credentials): string {
  const {accessKeyId, secretAccessKey, sessionToken, expiresAt, accountId} = credentials
  return `${pythonJson({
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expiresAt && formatAwsDate(expiresAt),
    AccountId: accountId,
  })}\n`
}

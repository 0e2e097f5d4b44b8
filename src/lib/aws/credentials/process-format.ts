import {formatAwsDate} from '../cache/aws-date.js'
import type {Credentials} from './credentials.js'

/** The names AWS's own JSON uses; what is absent is left out. */
export function awsFields(credentials: Credentials): Readonly<Record<string, string>> {
  const {accessKeyId, secretAccessKey, sessionToken, expiresAt, accountId} = credentials
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    ...(sessionToken === undefined ? {} : {SessionToken: sessionToken}),
    ...(expiresAt === undefined ? {} : {Expiration: formatAwsDate(expiresAt)}),
    ...(accountId === undefined ? {} : {AccountId: accountId}),
  }
}

/**
 * What a `credential_process` prints (AWS SDKs reference, "Process credential provider"): one line of JSON, here without
 * its line feed. Version is a number; without Expiration the reader believes that the credentials never end.
 */
export function formatProcess(credentials: Credentials): string {
  return JSON.stringify({Version: 1, ...awsFields(credentials)})
}

import type {ObjectStore} from '../../delivery/object-store.js'
import {PassingFailure} from '../../delivery/redelivery.js'
import type {Machine} from '../../shared/machine.js'
import {s3Endpoint} from '../service/endpoints.js'
import {createS3Client, type CredentialSupply} from '../service/sdk.js'
import {mayPass, readServiceRefusal, translateServiceError} from '../service/service-error.js'
import type {AwsPlace} from './aws-place.js'

/** A bucket, written with PutObject as whoever the credentials are (S3 API reference). Needs `s3:PutObject`. */
export function s3Objects(
  machine: Machine,
  {bucket, region, endpoints}: AwsPlace & {readonly bucket: string},
  supply: CredentialSupply,
): ObjectStore {
  const label = `s3://${bucket}`
  const client = createS3Client(machine, {region, endpoint: s3Endpoint(machine, region, endpoints)}, supply)
  // Whoever puts hears of a failure; until then nobody may.
  client.catch(() => undefined)
  return {
    label,
    put: async ({key, body, contentType, contentEncoding}, signal) => {
      const {PutObjectCommand} = await import('@aws-sdk/client-s3')
      const input = {
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: contentType,
        ...(contentEncoding === undefined ? {} : {ContentEncoding: contentEncoding}),
      }
      try {
        await (
          await client
        ).send(new PutObjectCommand(input), signal === undefined ? {} : {abortSignal: signal})
      } catch (error) {
        throw judgedFailure(error, `cannot write to ${label}`)
      }
    },
  }
}

/** What another try may mend as PassingFailure, the rest as an OpsError. */
export function judgedFailure(error: unknown, what: string): Error {
  const failure = translateServiceError(error, what)
  const refusal = readServiceRefusal(error)
  const passes = mayPass(error) || refusal?.name === 'ThrottlingException' || isLost(failure)
  return passes
    ? new PassingFailure(failure.message, {afterMs: refusal?.retryAfterMs, cause: error})
    : failure
}

function isLost(failure: Error): boolean {
  return 'code' in failure && failure.code === 'OPS_NETWORK'
}

import {createHash, createHmac, timingSafeEqual} from 'node:crypto'
import type {Call} from './call.js'
import type {RoleKeyRing, RoleKeys} from './role-keys.js'
import {ServiceError} from './service-error.js'

interface Signature {
  readonly keyId: string
  readonly date: string
  readonly region: string
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

/**
 * Who signed the call: the credentials were issued here, have not expired, and the signature (AWS Signature Version 4 in
 * the Authorization header) was made with their secret over exactly this request.
 * @throws ServiceError with the code the real STS gives in each case
 */
export function verifiedSigner(ring: RoleKeyRing, call: Call, now: Date): RoleKeys {
  const signature = readAuthorization(call.headers['authorization'])
  const keys = ring.find(signature.keyId)
  if (keys === undefined || keys.sessionToken !== call.headers['x-amz-security-token']) {
    throw refused('InvalidClientTokenId', 'The security token included in the request is invalid.')
  }
  if (keys.expiresAt <= now) {
    throw refused('ExpiredToken', 'The security token included in the request is expired')
  }
  if (!sameHex(signature.signature, expectedSignature(signature, keys.secretAccessKey, call))) {
    throw refused(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    )
  }
  return keys
}

function readAuthorization(header: string | undefined): Signature {
  const match =
    /^AWS4-HMAC-SHA256 Credential=(?<keyId>[^/]+)\/(?<date>\d{8})\/(?<region>[^/]+)\/(?<service>[^/]+)\/aws4_request,\s*SignedHeaders=(?<headers>[^,]+),\s*Signature=(?<signature>[0-9a-f]{64})$/.exec(
      header ?? '',
    )
  const {keyId = '', date = '', region = '', service = '', headers = '', signature = ''} = match?.groups ?? {}
  if (match === null) throw refused('MissingAuthenticationToken', 'Request is missing Authentication Token')
  return {keyId, date, region, service, signedHeaders: headers.split(';'), signature}
}

function expectedSignature(
  {date, region, service, signedHeaders}: Signature,
  secret: string,
  call: Call,
): string {
  const scope = `${date}/${region}/${service}/aws4_request`
  const text = [
    'AWS4-HMAC-SHA256',
    call.headers['x-amz-date'] ?? '',
    scope,
    sha256(canonicalRequest(call, signedHeaders)),
  ].join('\n')
  const key = [date, region, service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secret}`)
  return hmac(key, text).toString('hex')
}

function canonicalRequest(call: Call, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map(
    (name) => `${name}:${(call.headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}\n`,
  )
  const query = call.rawQuery.split('&').filter(Boolean).sort().join('&')
  return [
    call.method,
    call.rawPath,
    query,
    headers.join(''),
    signedHeaders.join(';'),
    call.headers['x-amz-content-sha256'] ?? sha256(call.bodyText),
  ].join('\n')
}

function refused(code: string, message: string): ServiceError {
  return new ServiceError(403, code, {message})
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sameHex(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))
}

import {parseSecretReference} from '../secrets/secret-reference.js'
import {OpsError} from '../shared/errors.js'
import {isLoopbackHost} from '../shared/loopback.js'
import {readPlace, readSinkTarget, schemeOf, unknownScheme} from './sink-target.js'

/*
 * What the address of each sink may say (docs/system-log.md), read without opening anything: `logs validate` and the makers
 * of sinks go by the same words. Secrets stay references. Each throws OpsError OPS_USAGE, OPS_SECRET (usage) or
 * OPS_CLEAR_TEXT (refused).
 */

/** `https://HOST/PATH#authorization=REFERENCE&lines=100&dead-letters=FILE` */
export function readHttpTarget(target: string): {
  readonly address: string
  readonly authorization: string | undefined
  readonly lines: number | undefined
  readonly deadLetters: string | undefined
} {
  const {address, options} = readSinkTarget(target, ['authorization', 'lines', 'dead-letters'])
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined) throw usage(`not an http(s) address: ${address}`)
  if (url.username !== '' || url.password !== '')
    throw usage(
      `the address of ${url.host} holds a user or password: name where the header is instead, #authorization=env:NAME`,
    )
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    throw new OpsError(
      'OPS_CLEAR_TEXT',
      `events would go to ${url.host} in clear text: its address begins with http://`,
      {failure: 'refused', next: `curl -sSI https://${url.host}`},
    )
  return {
    address,
    authorization: reference(options.authorization, 'authorization'),
    lines: options.lines === undefined ? undefined : wholeNumber(options.lines, 'lines'),
    deadLetters: options['dead-letters'],
  }
}

/** Whose account a bucket or log group is in. */
interface AwsOptions {
  readonly profile?: string
  readonly region?: string
}

/** `s3://BUCKET/PREFIX#profile=NAME&region=REGION` */
export function readBucketTarget(target: string): {
  readonly bucket: string
  readonly prefix: string
  readonly options: AwsOptions
} {
  const {address, options} = readSinkTarget(target, ['profile', 'region'])
  const {host: bucket, rest: prefix} = readPlace(address, 'a bucket, s3://BUCKET/PREFIX')
  return {bucket, prefix, options}
}

/** `cloudwatch:GROUP#stream=NAME&profile=NAME&region=REGION&dead-letters=FILE` */
export function readGroupTarget(target: string): {
  readonly address: string
  readonly group: string
  readonly stream: string
  readonly options: AwsOptions
  readonly deadLetters: string | undefined
} {
  const {address, options} = readSinkTarget(target, ['profile', 'region', 'stream', 'dead-letters'])
  const group = address.replace(/^cloudwatch:(\/\/)?/i, '')
  if (group === '') throw usage('name the log group: cloudwatch:GROUP')
  return {
    address,
    group,
    stream: options.stream ?? 'okta-system-log',
    options,
    deadLetters: options['dead-letters'],
  }
}

/** `nats://HOST:PORT/SUBJECT#token=REFERENCE`, or `#user=NAME&password=REFERENCE`; `tls:` likewise */
export function readSubjectTarget(target: string): {
  readonly server: string
  readonly subject: string
  readonly token: string | undefined
  readonly user: string | undefined
  readonly password: string | undefined
} {
  const {address, options} = readSinkTarget(target, ['token', 'user', 'password'])
  const {host, rest: subject} = readPlace(address, 'a subject, nats://HOST:PORT/SUBJECT')
  if (host.includes('@'))
    throw usage('the address holds a user or password: say #user=NAME&password=env:NAME instead')
  if (subject === '') throw usage(`name the subject: ${address}/SUBJECT`)
  return {
    server: `${address.slice(0, address.indexOf(':'))}://${host}`,
    subject,
    token: reference(options.token, 'token'),
    user: options.user,
    password: reference(options.password, 'password'),
  }
}

const readers: Readonly<Record<string, (target: string) => unknown>> = {
  http: readHttpTarget,
  https: readHttpTarget,
  s3: readBucketTarget,
  cloudwatch: readGroupTarget,
  nats: readSubjectTarget,
  tls: readSubjectTarget,
}

/** Checks the words of any sink's address, as far as they go: whether it answers is seen when it is opened. */
export function checkSinkTarget(target: string): void {
  const scheme = schemeOf(target)
  if (scheme === undefined || scheme === 'file') return
  const read = Object.hasOwn(readers, scheme) ? readers[scheme] : undefined
  if (read === undefined) throw unknownScheme(scheme, Object.keys(readers))
  read(target)
}

function reference(written: string | undefined, what: string): string | undefined {
  if (written !== undefined) parseSecretReference(written, what)
  return written
}

function wholeNumber(text: string, what: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : 0
  if (number > 0) return number
  throw usage(`${what} should be a whole number above 0, not ${JSON.stringify(text)}`)
}

function usage(message: string): OpsError {
  return new OpsError('OPS_USAGE', message, {failure: 'usage', next: 'okta-ops logs collect --help'})
}

import {createHash} from 'node:crypto'
import {accessKeyId, secretAccessKey, sessionToken} from '../random.js'

/** Three keys somebody was given, and whom they make of the bearer. */
export interface RoleKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiresAt: Date
  readonly identity: Identity
}

export interface Identity {
  readonly accountId: string
  /** As it stands in the ARN. */
  readonly arnRole: string
  /** The permission set or IAM role, as people name it. */
  readonly roleName: string
  readonly sessionName: string
  /** Got through AssumeRole with other temporary credentials: one hour at most, no console SessionDuration. */
  readonly chained: boolean
  /** The person behind it. */
  readonly login: string
}

/** Every credential the sandbox handed out and has not forgotten. */
export class RoleKeyRing {
  readonly #keys = new Map<string, RoleKeys>()

  get all(): readonly RoleKeys[] {
    return [...this.#keys.values()]
  }

  issue(identity: Identity, expiresAt: Date): RoleKeys {
    const keys = {
      accessKeyId: accessKeyId(),
      secretAccessKey: secretAccessKey(),
      sessionToken: sessionToken(),
      expiresAt,
      identity,
    }
    this.#keys.set(keys.accessKeyId, keys)
    return keys
  }

  find(keyId: string): RoleKeys | undefined {
    return this.#keys.get(keyId)
  }

  /** Everything issued so far has expired by `now`. Returns how many were still good. */
  expireAll(now: Date): number {
    const live = this.all.filter(({expiresAt}) => expiresAt > now)
    for (const keys of live) this.#keys.set(keys.accessKeyId, {...keys, expiresAt: now})
    return live.length
  }
}

/** `AWSReservedSSO_Developer_0123456789abcdef`: the name Identity Center gives its role in an account. */
export function reservedRoleName(accountId: string, roleName: string): string {
  const suffix = createHash('sha256').update(`${accountId}/${roleName}`).digest('hex').slice(0, 16)
  return `AWSReservedSSO_${roleName}_${suffix}`
}

/** `arn:aws:sts::111111111111:assumed-role/ROLE/SESSION`. */
export function assumedRoleArn({accountId, arnRole, sessionName}: Identity): string {
  return `arn:aws:sts::${accountId}:assumed-role/${arnRole}/${sessionName}`
}

/** The unique id IAM gives to a role. */
export function roleId({accountId, arnRole}: Identity): string {
  const hash = createHash('sha256').update(`${accountId}/${arnRole}`).digest('hex')
  return `AROA${hash.slice(0, 17).toUpperCase()}`
}

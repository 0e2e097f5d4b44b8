import {opaqueSecret, userCode} from '../random.js'

/** What a device asked for, from device_authorization until its token is handed out. */
export interface DeviceGrant {
  readonly deviceCode: string
  readonly userCode: string
  readonly clientId: string
  readonly expiresAt: Date
  readonly answer:
    {readonly kind: 'waiting' | 'denied' | 'used'} | {readonly kind: 'approved'; readonly login: string}
}

/** An authorization code on its way through the browser, good for one exchange within ten minutes. */
export interface CodeGrant {
  readonly code: string
  readonly clientId: string
  readonly login: string
  readonly redirectUri: string
  readonly codeChallenge: string
  readonly expiresAt: Date
}

const codeLifetimeMs = 600_000

/** Device codes and authorization codes that wait for someone. */
export class Grants {
  readonly #devices = new Map<string, DeviceGrant>()
  readonly #codes = new Map<string, CodeGrant>()

  get devices(): readonly DeviceGrant[] {
    return [...this.#devices.values()]
  }

  startDevice(clientId: string, now: Date, lifetimeMs: number): DeviceGrant {
    const grant: DeviceGrant = {
      deviceCode: opaqueSecret('sandbox-device-', 32),
      userCode: userCode(),
      clientId,
      expiresAt: new Date(now.getTime() + lifetimeMs),
      answer: {kind: 'waiting'},
    }
    this.#devices.set(grant.deviceCode, grant)
    return grant
  }

  findDevice(deviceCode: string): DeviceGrant | undefined {
    return this.#devices.get(deviceCode)
  }

  /** By the code a person reads: case, spaces and the hyphen do not matter. */
  findUserCode(typed: string): DeviceGrant | undefined {
    const wanted = lettersOf(typed)
    return this.devices.find((grant) => lettersOf(grant.userCode) === wanted)
  }

  answerDevice(grant: DeviceGrant, answer: DeviceGrant['answer']): DeviceGrant {
    const answered = {...grant, answer}
    this.#devices.set(grant.deviceCode, answered)
    return answered
  }

  issueCode(grant: Omit<CodeGrant, 'code' | 'expiresAt'>, now: Date): CodeGrant {
    const issued = {
      ...grant,
      code: opaqueSecret('sandbox-code-', 24),
      expiresAt: new Date(now.getTime() + codeLifetimeMs),
    }
    this.#codes.set(issued.code, issued)
    return issued
  }

  /** Takes the code away: a second exchange finds nothing. */
  takeCode(code: string): CodeGrant | undefined {
    const grant = this.#codes.get(code)
    this.#codes.delete(code)
    return grant
  }
}

function lettersOf(typed: string): string {
  return typed.toUpperCase().replaceAll(/[^A-Z]/g, '')
}

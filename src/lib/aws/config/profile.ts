/*
 * What ~/.aws/config says a profile is, in the words of the AWS SDKs' shared-config reference. Reading the file is
 * config-file.ts, choosing and resolving a profile is profiles.ts.
 */

/** An `[sso-session]`, or the legacy form in which the profile itself holds the start URL. */
export interface SsoSession {
  /** The name of the `[sso-session]` section; undefined for a legacy profile. */
  readonly name: string | undefined
  /** Exactly as configured: it is hashed, never normalised. */
  readonly startUrl: string
  readonly region: string
  /** `sso_registration_scopes`, split; undefined when the key is absent. */
  readonly scopes: readonly string[] | undefined
  /** `sso_use_device_code`: sign in with a device code even where a browser could be opened. */
  readonly useDeviceCode: boolean
}

interface ProfileBase {
  readonly name: string
  readonly region: string | undefined
  readonly output: string | undefined
  /** Own-line position for messages, e.g. `~/.aws/config:12`. */
  readonly place: string
  /** Endpoint overrides of this profile: `endpoint_url` and its `services` section. */
  readonly endpoints: EndpointSettings
}

/** Endpoint overrides a profile carries; the environment's are read by endpoints.ts. */
export interface EndpointSettings {
  /** `endpoint_url` of the profile: for every service without a line of its own. */
  readonly all?: string
  readonly sso?: string
  readonly ssoOidc?: string
  readonly sts?: string
  readonly s3?: string
  readonly logs?: string
  readonly secretsManager?: string
  readonly identityStore?: string
}

export interface SsoProfile extends ProfileBase {
  readonly kind: 'sso'
  readonly session: SsoSession
  /** Absent in a token-only profile (bearer auth), which gives no role credentials. Text: leading zeros count. */
  readonly accountId: string | undefined
  readonly roleName: string | undefined
}

/** `role_arn` with `source_profile` or `credential_source`. */
export interface ChainedProfile extends ProfileBase {
  readonly kind: 'chained'
  readonly roleArn: string
  readonly source:
    | {readonly profile: string}
    | {readonly environment: 'Environment' | 'EcsContainer' | 'Ec2InstanceMetadata'}
  readonly externalId: string | undefined
  readonly durationSeconds: number | undefined
  readonly roleSessionName: string | undefined
  readonly mfaSerial: string | undefined
}

export interface ProcessProfile extends ProfileBase {
  readonly kind: 'process'
  readonly command: string
}

/** Keys written in the config or credentials file. */
export interface StaticProfile extends ProfileBase {
  readonly kind: 'static'
}

export interface WebIdentityProfile extends ProfileBase {
  readonly kind: 'web-identity'
}

/** A section without anything that leads to credentials (for example only `region`). */
export interface EmptyProfile extends ProfileBase {
  readonly kind: 'empty'
}

export type Profile =
  SsoProfile | ChainedProfile | ProcessProfile | StaticProfile | WebIdentityProfile | EmptyProfile

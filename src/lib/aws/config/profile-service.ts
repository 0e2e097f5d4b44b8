import {OpsError} from '../../shared/errors.js'
import type {AwsConfig} from './aws-config.js'
import {helperTarget} from './process-profile.js'
import type {Profile} from './profile.js'
import {sourceSsoProfile} from './profiles.js'

/** Whether a service could use a profile: this account, but nobody at a terminal who signs in. */
export interface ServiceUse {
  readonly possible: boolean
  /** A few words, for a person. */
  readonly why: string
}

/** What the configuration says about it; no credential is fetched, and no program run. */
export function serviceUse(config: AwsConfig, name: string): ServiceUse {
  try {
    return useOf(config, config.profile(name))
  } catch (error) {
    if (error instanceof OpsError) return {possible: false, why: error.message}
    throw error
  }
}

function useOf(config: AwsConfig, profile: Profile): ServiceUse {
  const {name} = profile
  if (sourceSsoProfile(config, profile) !== undefined) return afterSignIn(name)
  switch (profile.kind) {
    case 'sso':
      return afterSignIn(name)
    case 'static':
      return withKeysOf(name)
    case 'process': {
      // Our own helper hands out what a sign-in gives, and nothing else.
      const served = helperTarget(profile.command)
      return served === undefined
        ? {possible: true, why: `when the program of profile ${name} asks nobody to sign in`}
        : afterSignIn(served)
    }
    case 'web-identity':
      return {possible: true, why: `where the web identity token of profile ${name} is`}
    case 'chained':
      if (profile.mfaSerial !== undefined)
        return {possible: false, why: `profile ${name} asks for the code of an MFA device`}
      if ('environment' in profile.source)
        return {possible: true, why: `where ${sourceWords[profile.source.environment]} gives credentials`}
      return profile.source.profile === name ? withKeysOf(name) : serviceUse(config, profile.source.profile)
    case 'empty':
      return {possible: false, why: `profile ${name} leads to no credentials`}
  }
}

function afterSignIn(name: string): ServiceUse {
  return {possible: false, why: `only as long as the sign-in of profile ${name} lasts`}
}

function withKeysOf(name: string): ServiceUse {
  return {possible: true, why: `when it runs under this account, with the keys of profile ${name}`}
}

const sourceWords = {
  Environment: 'its environment',
  EcsContainer: 'its container',
  Ec2InstanceMetadata: 'its instance',
} as const

import type {Machine} from '../../shared/machine.js'
import {visibleText} from '../../shared/visible-text.js'
import {awsPaths} from '../config/aws-paths.js'
import {askProvider, silentLogger} from './credential-provider.js'
import type {Credentials} from './credentials.js'
import type {
  ChainedProfile,
  ProcessProfile,
  Profile,
  StaticProfile,
  WebIdentityProfile,
} from '../config/profile.js'
import {webIdentityAssumer} from './web-identity.js'

/** The kinds of profile whose credentials the SDK's own providers read. It never gets to see an Identity Center profile. */
export type ProvidedProfile = StaticProfile | ProcessProfile | WebIdentityProfile

/**
 * Credentials of a profile with keys, a `credential_process` or a web identity.
 * @throws OpsError OPS_CREDENTIAL_PROCESS or OPS_NO_CREDENTIALS, naming the profile's place
 */
export function profileCredentials(machine: Machine, profile: ProvidedProfile): Promise<Credentials> {
  const source = sourceOf(machine, profile)
  const called = `${profile.place}: profile "${profile.name}"`
  switch (profile.kind) {
    case 'static':
      return askProvider({origin: 'static', called}, ({fromIni}) => fromIni(source))
    case 'web-identity':
      return askProvider({origin: 'web-identity', called}, ({fromIni}) =>
        fromIni({...source, roleAssumerWithWebIdentity: webIdentityAssumer(machine, profile)}),
      )
    case 'process':
      return askProvider(
        {
          origin: 'process',
          called: `${profile.place}: the credential_process of "${profile.name}"`,
          code: 'OPS_CREDENTIAL_PROCESS',
          explain: processTrouble,
        },
        ({fromProcess}) => fromProcess(source),
      )
  }
}

/**
 * The keys that stand beside a `role_arn` whose `source_profile` is the profile itself. The SDK finds the source as every
 * tool does; instead of assuming the role it hands it over.
 */
export function keysBesideRole(machine: Machine, profile: ChainedProfile): Promise<Credentials> {
  const called = `${profile.place}: profile "${profile.name}", its own source,`
  return askProvider({origin: 'static', called}, ({fromIni}) =>
    fromIni({...sourceOf(machine, profile), roleAssumer: (keys) => Promise.resolve(keys)}),
  )
}

function sourceOf(machine: Machine, profile: Profile) {
  const {configFile, credentialsFile} = awsPaths(machine)
  return {
    profile: profile.name,
    configFilepath: configFile,
    filepath: credentialsFile,
    ignoreCache: true,
    logger: silentLogger,
  }
}

/** What the SDK says of a program's answer may be shown; the command line and what the program printed may not. */
function processTrouble(message: string): string {
  return message.startsWith('Profile ')
    ? visibleText(message)
    : 'it failed; run its command by itself to see why'
}

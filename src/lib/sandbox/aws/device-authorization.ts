import {textField, type Answer, type Call} from './call.js'
import type {Client} from './clients.js'
import {sameStartUrl} from './register.js'
import {oidcError} from './service-error.js'
import type {World} from '../world.js'

/** Seconds between two polls; short, so that trying the flow is no waiting. */
const pollSeconds = 1

/** POST /device_authorization (sso-oidc StartDeviceAuthorization). */
export function startDeviceAuthorization(world: World, call: Call): Answer {
  const client = authenticatedClient(world, call)
  const startUrl = textField(call, 'startUrl')
  if (startUrl === undefined) throw oidcError('InvalidRequest', 'startUrl is required')
  if (!sameStartUrl(startUrl, world.seed.startUrl)) {
    throw oidcError('InvalidRequest', `this sandbox's start URL is ${world.seed.startUrl}`)
  }
  const grant = world.grants.startDevice(client.id, world.now(), world.lifetimes.deviceCodeMs)
  const page = `${world.origin}/aws/device`
  return {
    body: {
      deviceCode: grant.deviceCode,
      userCode: grant.userCode,
      verificationUri: page,
      verificationUriComplete: `${page}?user_code=${grant.userCode}`,
      expiresIn: Math.floor(world.lifetimes.deviceCodeMs / 1000),
      interval: pollSeconds,
    },
  }
}

/** The client named in the body, with the right secret and still registered. */
export function authenticatedClient(world: World, call: Call): Client {
  const client = world.clients.find(textField(call, 'clientId') ?? '')
  if (client === undefined) throw oidcError('InvalidClient', 'the client is not registered')
  if (client.secret !== textField(call, 'clientSecret')) {
    throw oidcError('InvalidClient', 'the client secret is wrong')
  }
  if (client.expiresAt <= world.now()) throw oidcError('InvalidClient', 'the client registration has expired')
  return client
}

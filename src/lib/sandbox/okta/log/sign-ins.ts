import {browserOrigin, record, unknownParty, userParty} from './journal.js'
import type {Party} from './log-event.js'
import type {User} from '../../company/company.js'
import type {World} from '../../world.js'

/* Who signs in where, told in the System Log. */

const awsApp: readonly Party[] = [
  {
    id: '0oa0000001halyard0d7',
    type: 'AppInstance',
    alternateId: 'AWS IAM Identity Center',
    displayName: 'AWS IAM Identity Center',
  },
]

/** Somebody's password was right. */
export function recordSignIn(world: World, user: User, userAgent?: string): void {
  world.company.signedIn(user.login)
  record(
    world,
    {
      eventType: 'user.session.start',
      displayMessage: 'User login to Okta',
      legacyEventType: 'core.user_auth.login_success',
    },
    browserOrigin(userParty(user), '/idp/idx/identify', userAgent),
  )
}

/** A sign-in that was refused; `typed` may be anything. */
export function recordRefusedSignIn(world: World, typed: string, userAgent?: string): void {
  const user = world.company.findUser(typed)
  record(
    world,
    {
      eventType: 'user.session.start',
      displayMessage: 'User login to Okta',
      legacyEventType: 'core.user_auth.login_failed',
      severity: 'WARN',
      outcome: {result: 'FAILURE', reason: user?.active === false ? 'LOCKED_OUT' : 'INVALID_CREDENTIALS'},
      debugData: {loginResult: 'CREDENTIALS_ERROR'},
    },
    browserOrigin(user === undefined ? unknownParty(typed) : userParty(user), '/idp/idx/identify', userAgent),
  )
}

/** Somebody left in a browser. */
export function recordSignOut(world: World, login: string): void {
  const user = world.company.findUser(login)
  if (user === undefined) return
  record(
    world,
    {
      eventType: 'user.session.end',
      displayMessage: 'User logout from Okta',
      legacyEventType: 'core.user_auth.logout_success',
    },
    browserOrigin(userParty(user), '/login/signout'),
  )
}

/** Okta vouched for somebody towards Identity Center. */
export function recordAwsSignIn(world: World, login: string): void {
  const user = world.company.user(login)
  record(
    world,
    {
      eventType: 'user.authentication.sso',
      displayMessage: 'User single sign on to app',
      legacyEventType: 'app.auth.sso',
      target: [
        ...awsApp,
        {
          id: `0ua${user.id.slice(3)}`,
          type: 'AppUser',
          alternateId: user.login,
          displayName: user.name,
        },
      ],
      debugData: {initiationType: 'SP_INITIATED', signOnMode: 'SAML 2.0'},
    },
    browserOrigin(userParty(user), '/app/amazon_aws_sso/sso/saml'),
  )
}

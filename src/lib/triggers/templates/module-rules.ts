import type {RuleTemplate} from './rule-template.js'

/**
 * The five rules that the Workflows integration module came with, by the events that Okta really has (Okta's event types,
 * release 2026.08).
 */
export const moduleRules: readonly RuleTemplate[] = [
  {
    name: 'new-hire-onboarding',
    summary: 'someone was created or activated: accounts and access',
    text: `- id: new-hire-onboarding
  on: [user.lifecycle.create, user.lifecycle.activate]
  flow: onboarding
  # One person, one onboarding, whichever of the two events comes first.
  key: \${{ target[type eq "User"].id | first }}
  input:
    user_id: \${{ target[type eq "User"].id | first }}
    email: \${{ target[type eq "User"].alternateId | first }}
    name: \${{ target[type eq "User"].displayName | first }}
    by: \${{ actor.alternateId }}
  tests:
    - name: an admin activates someone
      event: {eventType: user.lifecycle.activate}
      expect:
        match: true
        input:
          user_id: 00uexampleperson0001
          email: kim.doe@example.com
          name: Kim Doe
          by: ida.admin@example.com
    - name: an unsuspended user is no new hire
      event: {eventType: user.lifecycle.unsuspend}
      expect: {match: false}
`,
  },
  {
    name: 'employee-offboarding',
    summary: 'someone was deactivated: access goes',
    text: `- id: employee-offboarding
  on: user.lifecycle.deactivate
  when: outcome.result eq "SUCCESS"
  flow: offboarding
  # It takes access away: an event hook's word is not enough, the System Log must have the event too.
  destructive: true
  input:
    user_id: \${{ target[type eq "User"].id | first }}
    email: \${{ target[type eq "User"].alternateId | first }}
    at: \${{ published }}
  tests:
    - name: someone leaves
      event: {target: [{type: User, id: 00u1, alternateId: noor@example.com}]}
      expect:
        match: true
        input: {user_id: 00u1, email: noor@example.com, at: '2026-01-01T09:00:00.000Z'}
    - name: it did not work
      event: {outcome: {result: FAILURE}}
      expect: {match: false}
`,
  },
  {
    name: 'mfa-remediation',
    summary: 'a sign-in failed for want of a factor: help with enrolling',
    text: `# The module asked for user.authentication.sso.login.failure with the reason mfa_not_enrolled. Okta has neither. The nearest
# are sign-ins that were refused for another reason than a wrong password; which reason your org gives for a missing factor
# is not documented, so look at what it has logged, and narrow the rule down to it:
#   okta-ops logs query --since 30d --filter 'eventType eq "policy.evaluate_sign_on"' --fields outcome.result,outcome.reason
- id: mfa-remediation
  on: [user.session.start, policy.evaluate_sign_on]
  when:
    outcome.result: [FAILURE, DENY]
  unless:
    outcome.reason: [INVALID_CREDENTIALS, LOCKED_OUT]
  flow: mfa-remediation
  throttle: {max: 1, per: 1d, by: '\${{ actor.id }}'}
  input:
    user_id: \${{ actor.id }}
    email: \${{ actor.alternateId }}
    reason: \${{ outcome.reason | default "unknown" }}
  tests:
    - name: the policy says no
      event: {eventType: policy.evaluate_sign_on, outcome: {result: DENY, reason: 'example reason'}}
      expect:
        match: true
        input: {user_id: 00uexampleperson0001, email: kim.doe@example.com, reason: example reason}
    - name: a wrong password is another matter
      event: {outcome: {result: FAILURE, reason: INVALID_CREDENTIALS}}
      expect: {match: false}
    - name: a sign-in that worked
      event: {}
      expect: {match: false}
`,
  },
  {
    name: 'password-expiry',
    summary: 'a password was expired: tell its owner',
    text: `# The module asked for user.password.expiring. Okta does not announce that a password will expire; the nearest are the
# events that it was expired by an admin. To warn ahead of time, a scheduled flow has to compare passwordChanged with the policy.
- id: password-expiry
  on: [user.account.expire_password, user.lifecycle.password_mass_expiry]
  flow: password-expiry
  input:
    user_id: \${{ target[type eq "User"].id | first }}
    email: \${{ target[type eq "User"].alternateId | first }}
  tests:
    - name: an admin expires a password
      event: {eventType: user.account.expire_password}
      expect:
        match: true
        input: {user_id: 00uexampleperson0001, email: kim.doe@example.com}
`,
  },
  {
    name: 'application-access',
    summary: 'someone was given an application: note it, tell the manager',
    text: `- id: application-access
  on: application.user_membership.add
  when: outcome.result eq "SUCCESS"
  flow: access-request
  input:
    user: \${{ target[type eq "User"].alternateId | first }}
    app: \${{ target[type eq "AppInstance"].displayName | first }}
    by: \${{ actor.alternateId }}
  tests:
    - name: AWS is given
      event: {}
      expect:
        match: true
        input:
          user: kim.doe@example.com
          app: AWS IAM Identity Center
          by: ida.admin@example.com
`,
  },
]

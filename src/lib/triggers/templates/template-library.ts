import type {RuleTemplate} from './rule-template.js'

/** Rules for the usual occasions, by name. */
export const templateLibrary: readonly RuleTemplate[] = [
  {
    name: 'joiner',
    summary: 'someone was activated: onboard, then tell; an alarm when onboarding fails',
    text: `- id: joiner
  on: user.lifecycle.activate
  when: outcome.result eq "SUCCESS"
  flow: onboard
  key: \${{ target[type eq "User"].id | first }}
  input:
    user_id: \${{ target[type eq "User"].id | first }}
    email: \${{ target[type eq "User"].alternateId | first | lower }}
  then:
    - id: tell
      flow: notify
      input:
        text: 'onboarded \${{ target[type eq "User"].displayName | first }}'
        details: \${{ steps.flow.output }}
  on_failure:
    flow: notify
    input:
      text: 'onboarding \${{ target[type eq "User"].displayName | first }} failed: \${{ failure.reason }}'
  tests:
    - name: someone starts
      event: {target: [{type: User, id: 00u1, alternateId: Noor@Example.com}]}
      expect: {match: true, input: {user_id: 00u1, email: noor@example.com}}
    - name: an activation that failed
      event: {outcome: {result: FAILURE}}
      expect: {match: false}
`,
  },
  {
    name: 'mover',
    summary: 'membership of department groups changed: adjust access once it is quiet',
    text: `- id: mover
  on: [group.user_membership.add, group.user_membership.remove]
  # Your departments' groups; a move is a removal and an addition, so it waits until two minutes have been quiet.
  when: target[type eq "UserGroup" and displayName sw "dept-"]
  debounce: {for: 2m, by: '\${{ target[type eq "User"].id | first }}'}
  flow: adjust-access
  input:
    user_id: \${{ target[type eq "User"].id | first }}
    group: \${{ target[type eq "UserGroup"].displayName | first }}
    change: \${{ eventType }}
  tests:
    - name: someone comes to a department
      event: {target: [{type: User, id: 00u1}, {type: UserGroup, displayName: dept-sales}]}
      expect:
        match: true
        input: {user_id: 00u1, group: dept-sales, change: group.user_membership.add}
    - name: another group
      event: {target: [{type: User, id: 00u1}, {type: UserGroup, displayName: football}]}
      expect: {match: false}
`,
  },
  {
    name: 'leaver',
    summary: 'someone was deactivated or suspended: sessions and access go',
    text: `- id: leaver
  on: [user.lifecycle.deactivate, user.lifecycle.suspend]
  when: outcome.result eq "SUCCESS"
  destructive: true
  flow: offboard
  retry: {max: 8, backoff: 30s, on: [refused]}
  input:
    user_id: \${{ target[type eq "User"].id | first }}
    email: \${{ target[type eq "User"].alternateId | first }}
    why: \${{ eventType }}
  tests:
    - name: someone leaves
      event: {target: [{type: User, id: 00u1, alternateId: noor@example.com}]}
      expect:
        match: true
        input: {user_id: 00u1, email: noor@example.com, why: user.lifecycle.deactivate}
    - name: someone comes back
      event: {eventType: user.lifecycle.unsuspend}
      expect: {match: false}
`,
  },
  {
    name: 'mfa',
    summary: 'a factor was removed or reset: ask whether it was meant',
    text: `- id: mfa
  on: [user.mfa.factor.deactivate, user.mfa.factor.reset_all]
  when: outcome.result eq "SUCCESS"
  flow: confirm-factor-reset
  throttle: {max: 3, per: 1h, by: '\${{ target[type eq "User"].id | first }}'}
  input:
    user: \${{ target[type eq "User"].alternateId | first }}
    by: \${{ actor.alternateId }}
    from: \${{ client.ipAddress }}
  tests:
    - name: an admin resets every factor
      event:
        eventType: user.mfa.factor.reset_all
        actor: {type: User, alternateId: ida.admin@example.com}
        target: [{type: User, id: 00u1, alternateId: noor@example.com}]
      expect:
        match: true
        input: {user: noor@example.com, by: ida.admin@example.com, from: 198.51.100.20}
    - name: a new factor
      event: {eventType: user.mfa.factor.activate}
      expect: {match: false}
`,
  },
  {
    name: 'session',
    summary: 'a sign-in from behind a proxy: look at it',
    text: `- id: session
  on: user.session.start
  when:
    outcome.result: SUCCESS
    securityContext.isProxy: true
  flow: review-session
  debounce: {for: 30s, by: '\${{ actor.id }}'}
  input:
    user: \${{ actor.alternateId }}
    session: \${{ authenticationContext.rootSessionId }}
    from: \${{ client.ipAddress }}
    country: \${{ client.geographicalContext.country | default "unknown" }}
  tests:
    - name: behind a proxy
      event: {securityContext: {isProxy: true}, authenticationContext: {rootSessionId: trs1}}
      expect:
        match: true
        input: {user: kim.doe@example.com, session: trs1, from: 198.51.100.20, country: Netherlands}
    - name: from the office
      event: {}
      expect: {match: false}
`,
  },
  {
    name: 'risky-sign-in',
    summary: 'Okta sees a risk: investigate',
    text: `# user.risk.detect needs Identity Threat Protection. Without it the sign-in itself tells: Okta writes its risk as a text.
- id: risky-sign-in
  on: [user.risk.detect, user.session.start]
  when:
    any:
      - eventType eq "user.risk.detect"
      - debugContext.debugData.risk co "level=HIGH"
  flow: investigate
  concurrency: {limit: 5}
  input:
    user: \${{ target[type eq "User"].alternateId | first | default "the actor" }}
    actor: \${{ actor.alternateId }}
    risk: \${{ debugContext.debugData.risk | default "unknown" }}
    from: \${{ client.ipAddress }}
  tests:
    - name: a sign-in of high risk
      event:
        eventType: user.session.start
        debugContext: {debugData: {risk: '{level=HIGH}'}}
      expect:
        match: true
        input:
          user: the actor
          actor: kim.doe@example.com
          risk: '{level=HIGH}'
          from: 198.51.100.20
    - name: a quiet sign-in
      event: {eventType: user.session.start}
      expect: {match: false}
`,
  },
  {
    name: 'aws-access',
    summary: 'someone came into a group that gives AWS access: note who, what and by whom',
    text: `- id: aws-access
  on: group.user_membership.add
  # How your groups for AWS accounts and roles are called.
  when: target[type eq "UserGroup" and displayName sw "AWS_"] and outcome.result eq "SUCCESS"
  flow: note-aws-access
  input:
    user: \${{ target[type eq "User"].alternateId | first }}
    groups: \${{ target[type eq "UserGroup"].displayName }}
    by: \${{ actor.alternateId }}
  tests:
    - name: a group of AWS
      event: {target: [{type: User, alternateId: noor@example.com}, {type: UserGroup, displayName: AWS_123456789012_Admin}]}
      expect:
        match: true
        input:
          user: noor@example.com
          groups: [AWS_123456789012_Admin]
          by: ida.admin@example.com
    - name: another group
      event: {}
      expect: {match: false}
`,
  },
]

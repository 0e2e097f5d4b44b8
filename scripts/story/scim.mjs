const startUrl = 'https://d-5a4d7c1e90.awsapps.com/start'

/** Groups of Okta that decide who gets into which account, carried over to Identity Center. */
export const scim = {
  name: 'scim',
  title: 'Groups of Okta in Identity Center, by a plan',
  steps: [
    {
      title: 'Someone wants to be an admin of production; AWS says no',
      command: [
        `okta-ops setup --session halyard --start-url ${startUrl} --sso-region us-east-1 \\`,
        '  --profile prod --account 333333333333 --role ProdAdmin --region eu-west-1 --yes 2>&1 | tail -1',
        'okta-ops login --profile prod --device-code',
        'okta-ops export --profile prod',
      ].join('\n'),
      exit: 5,
    },
    {
      title: 'In Okta, they are put into the group (sandbox only)',
      command: 'okta-ops sandbox do group.add AWS_prod-admins tobias.wren@halyard.test',
    },
    {
      title: 'What would change in AWS? The exit code tells a script that something would',
      command: 'okta-ops scim plan --out plan.json',
      exit: 3,
    },
    {
      title: 'Somebody has read it, and it is applied: that plan, or nothing',
      command: 'okta-ops scim apply --plan plan.json --yes',
    },
    {
      title: 'AWS says yes',
      command: 'okta-ops export --profile prod',
    },
    {
      title: 'Two of three admins leave the group in Okta at once; a guard asks whether that is right',
      command: [
        'okta-ops sandbox do group.remove AWS_prod-admins mira.castellan@halyard.test &&',
        '  okta-ops sandbox do group.remove AWS_prod-admins tobias.wren@halyard.test',
        'okta-ops scim apply --yes --max-removal-count 1',
      ].join('\n'),
      exit: 9,
    },
    {
      title: 'It is. And who did what?',
      command:
        'okta-ops scim apply --yes --max-removal-count 2 && okta-ops scim history --group AWS_prod-admins',
    },
    {title: 'In step?', command: 'okta-ops scim plan && okta-ops scim status'},
  ],
}

const startUrl = 'https://d-5a4d7c1e90.awsapps.com/start'

/** From a fresh laptop to working credentials. */
export const aws = {
  name: 'aws',
  title: 'From a fresh laptop to working AWS credentials',
  steps: [
    {
      inPicture: true,
      title: 'A fresh laptop: setup writes ~/.aws/config, and shows the change first',
      command: [
        `okta-ops setup --session halyard --start-url ${startUrl} --sso-region us-east-1`,
        '  --profile dev --account 111111111111 --role Developer --region eu-west-1 --yes',
      ].join(' \\\n'),
    },
    {
      inPicture: true,
      title: 'Sign in. Here with a device code, as over SSH; with a browser it is one click',
      command: 'okta-ops login --profile dev --device-code',
    },
    {title: 'Who am I, and how long will it last?', command: 'okta-ops whoami --profile dev'},
    {
      title: 'Credentials for this shell; eval "$(...)" would take them',
      command: 'okta-ops export --profile dev',
    },
    {
      title: 'Or for one command only',
      command: `okta-ops exec --profile dev -- sh -c 'echo "key $AWS_ACCESS_KEY_ID in $AWS_REGION"'`,
    },
    {
      inPicture: true,
      title: 'A script asks by exit code',
      command: 'okta-ops session check --profile dev --min-ttl 30m && echo "good for half an hour"',
    },
    {
      inPicture: true,
      title: 'The AWS CLI, unmodified, uses the same sign-in',
      command: 'aws sts get-caller-identity --profile dev --query Arn --output text',
      needs: 'aws',
    },
    {title: 'Sign out, here and for every AWS tool', command: 'okta-ops logout --profile dev'},
    {
      title: 'From now on every command says what to do, and never opens a browser by itself',
      command: 'okta-ops export --profile dev',
      exit: 4,
    },
  ],
}

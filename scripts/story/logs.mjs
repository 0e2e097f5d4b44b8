/** The Okta org and its System Log. */
export const logs = {
  name: 'logs',
  title: 'The Okta org and its System Log',
  steps: [
    {
      title:
        'Is the org reachable, and may we read its log? Each line that fails names the command that mends it',
      command: 'okta-ops org check',
    },
    {
      title: 'Some traffic, as a company makes it (sandbox only)',
      command: 'okta-ops sandbox generate --count 400 --rate 2000/s --seed 7 --mix busy',
    },
    {
      title: 'The newest events, a line each',
      command: 'okta-ops logs query --since 1h --limit 8',
    },
    {
      title: 'What failed, and who; Okta filters what it can, the rest happens here',
      command:
        'okta-ops logs query --since 1h --outcome FAILURE --limit 5 -o csv --fields published,eventType,actor.alternateId,outcome.reason',
    },
    {
      title: 'A filter with a mistake is not sent: it is shown where the mistake is',
      command: `okta-ops logs query --since 1h --filter 'eventType eqq "user.session.start"'`,
      exit: 2,
    },
    {
      title: 'What happens most',
      command: 'okta-ops logs stats --since 1h --by type',
    },
    {
      title: 'Collect into a file: every event once, also across kill -9 and restarts',
      command:
        'okta-ops logs collect --name audit --sink audit.ndjson --since 1h --once && wc -l < audit.ndjson',
    },
    {
      title: 'Somebody leaves the company; the same collector takes up where it was',
      command: [
        'okta-ops sandbox do user.deactivate tobias.wren@halyard.test',
        'okta-ops logs collect --name audit --sink audit.ndjson --once',
        "okta-ops logs replay audit.ndjson --speed max --type user.lifecycle.deactivate -o template --template '${{ actor.displayName }}: ${{ eventType }} ${{ target | first | json }}' | cut -c1-150",
      ].join(' && \\\n  '),
    },
    {
      title: 'Where collectors stand',
      command: 'okta-ops logs checkpoint list',
    },
  ],
}

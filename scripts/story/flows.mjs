/** Flows of Okta Workflows, by hand and by rules. */
export const flows = {
  name: 'flows',
  title: 'Flows of Okta Workflows, and rules that run them',
  steps: [
    {
      title: 'The flows that this folder registers; half of an address is a secret, so it is not shown',
      command: 'okta-ops flows list',
    },
    {
      title: 'Run one. With a key the same work is done once: the second time gives the first answer',
      command: [
        'okta-ops flows run welcome-kit --input login=saga.lindqvist@halyard.test --key kit-4711',
        'okta-ops flows run welcome-kit --input login=saga.lindqvist@halyard.test --key kit-4711',
      ].join(' && \\\n  '),
    },
    {
      title: 'An answer that gets lost (sandbox only): nobody knows whether it ran, so it is not sent again',
      command: [
        'okta-ops sandbox do fault no_answer',
        'okta-ops flows run onboarding --input email=ines.okafor@halyard.test --key ines',
      ].join(' && \\\n  '),
      exit: 7,
    },
    {
      title: 'Every run is written down before it is sent, so there is always something to look at',
      command: 'okta-ops flows history && okta-ops flows stats',
    },
    {
      title: 'A rule: who is deactivated is offboarded. It comes with tests',
      command:
        "okta-ops triggers init --template employee-offboarding && sed -n '1,/^ *tests:/p' triggers.yaml && okta-ops triggers test",
    },
    {
      title: 'What would it do?',
      command:
        "okta-ops triggers simulate user.lifecycle.deactivate --dry-run --set 'target.0.alternateId=ines.okafor@halyard.test'",
    },
    {
      title:
        'Somebody leaves the company. Usually triggers run goes on and on; here it ends when nothing is due',
      command: [
        'okta-ops triggers run --once',
        'okta-ops sandbox do user.deactivate ines.okafor@halyard.test',
        'okta-ops triggers run --once',
      ].join(' && \\\n  '),
    },
    {
      title: 'Which event led to which run, and what did the flow answer?',
      command: 'okta-ops triggers history',
    },
  ],
}

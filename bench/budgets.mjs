/**
 * The budget table. Each row compares `ours` with `yardstick`, both a `{command, before?, times?, rss?}`: `before` runs
 * unmeasured ahead of every start, `times` starts that many at once, `rss` compares peak memory instead of time.
 */
export function budgets({node, aws, helper, cli, bareNode, emptyRoleCache}) {
  const onNode20 = node.major === 20
  const start = onNode20 ? 4 : 3.3
  const rows = [
    {
      name: 'helper, cached / node -e 0',
      budget: 1.25,
      ours: {command: helper},
      yardstick: {command: bareNode},
    },
    {
      name: 'helper, cached, peak memory / node -e 0',
      budget: 1.15,
      ours: {command: helper, rss: true},
      yardstick: {command: bareNode, rss: true},
    },
    {
      name: '20 helpers at once / 20 node -e 0',
      budget: 1.25,
      ours: {command: helper, times: 20},
      yardstick: {command: bareNode, times: 20},
    },
    {
      name: 'helper, not cached, loopback http / node -e 0',
      budget: 2,
      ours: {command: helper, before: emptyRoleCache},
      yardstick: {command: bareNode},
    },
    {
      name: 'okta-ops export, not cached / node -e 0',
      budget: onNode20 ? 4.3 : 4,
      ours: {command: cli('export', '--profile', 'dev', '--format', 'process'), before: emptyRoleCache},
      yardstick: {command: bareNode},
    },
    {
      name: 'okta-ops session check / node -e 0',
      budget: start,
      ours: {command: cli('session', 'check', '--profile', 'dev')},
      yardstick: {command: bareNode},
    },
    {
      name: 'okta-ops session --help / node -e 0',
      budget: start,
      ours: {command: cli('session', '--help')},
      yardstick: {command: bareNode},
    },
  ]
  if (aws !== undefined) {
    rows.splice(1, 0, {
      name: 'helper, cached / aws configure export-credentials',
      budget: 0.1,
      ours: {command: helper},
      yardstick: {command: [aws, 'configure', 'export-credentials', '--profile', 'dev']},
    })
  }
  return rows
}

import {expect} from 'chai'
import {importHel, type ImportedHel} from '../../../src/lib/logs/import/import-hel.js'
import {opsErrorOf} from '../../support/thrown.js'

const now = new Date('2026-11-21T12:00:00Z')

function imported(source: string, top = ''): ImportedHel {
  const body = source
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
  return importHel(`${top}sources:\n  audit:\n    url: https://\${OKTA_DOMAIN}/api/v1/logs\n${body}\n`, {
    file: 'hel.yaml',
    now,
  })
}

describe('importHel', () => {
  it('takes over what has a counterpart', () => {
    const {yaml, notes} = imported(
      [
        'schedule: {interval_secs: 60, jitter_secs: 10}',
        'auth: {type: bearer, token_env: OKTA_API_TOKEN, prefix: SSWS}',
        'pagination: {strategy: link_header, rel: next, max_pages: 20}',
        `query_params: {limit: "100", filter: 'severity eq "WARN"', q: admin}`,
        'from: "2026-11-01T00:00:00Z"',
        'resilience:',
        '  timeout_secs: 30.5',
        '  retries: {max_attempts: 5, initial_backoff_secs: 2, max_backoff_secs: 60, multiplier: 2.0}',
        '  circuit_breaker: {enabled: true, failure_threshold: 5, success_threshold: 2, half_open_timeout_secs: 60}',
        '  rate_limit: {respect_headers: true, page_delay_secs: 1}',
      ].join('\n'),
    )
    expect(notes).to.deep.equal([])
    for (const line of [
      'filter: "severity eq \\"WARN\\""',
      'q: "admin"',
      'since: "2026-11-01T00:00:00Z"',
      'interval: 60s',
      'jitter: 10s',
      'pageSize: 100',
      'maxPages: 20',
      'pageDelay: 1s',
      'timeout: 30500ms',
      '  attempts: 5',
      '  halfOpenAfter: 60s',
    ])
      expect(yaml).to.contain(`    ${line}\n`)
  })

  const signIns = [
    {
      auth: '{type: bearer, token_env: OKTA_API_TOKEN}',
      command: 'org add audit --org-url "https://${OKTA_DOMAIN}" --api-token env:OKTA_API_TOKEN',
    },
    {
      auth: '{type: bearer, token_env: A, token_file: /run/token}',
      command: 'org add audit --org-url "https://${OKTA_DOMAIN}" --api-token file:/run/token',
    },
    {
      auth: '{type: oauth2, token_url: "https://x.test/oauth2/v1/token", client_id_env: CID, client_private_key_env: KEY, scopes: [okta.logs.read], dpop: true}',
      command:
        'org add audit --org-url "https://${OKTA_DOMAIN}" --client-id "${CID}" --private-key env:KEY --scopes okta.logs.read --dpop always',
    },
  ]
  for (const {auth, command} of signIns)
    it(`turns auth ${auth} into references`, () => {
      expect(imported(`auth: ${auth}`).orgs).to.deep.equal([`okta-ops ${command}`])
    })

  const noted = [
    {source: 'priority: 10', note: 'audit: priority has no counterpart'},
    {source: 'headers: {X-A: secret-value}', note: 'audit: headers.X-A has no counterpart'},
    {
      source: 'auth: {type: bearer, prefix: Bearer, token_env: X}',
      note: 'auth.type bearer has another prefix than SSWS',
    },
    {source: 'auth: {type: bearer, token: secret-value}', note: 'audit: auth.token has no counterpart'},
    {
      source: 'auth: {type: oauth2, token_url: "https://x.test/oauth2/default/v1/token"}',
      note: "auth.token_url is not the org server's",
    },
    {source: 'query_params: {until: "2026-01-01"}', note: 'query_params.until is not taken over'},
    {source: 'query_params: {filter: \'eventType = "x"\'}', note: 'query_params.filter is not taken over'},
    {source: 'query_params: {limit: 5000}', note: '1000 is taken'},
    {source: 'query_params: {sortOrder: DESCENDING}', note: 'query_params.sortOrder is not taken over'},
    {source: 'schedule: {interval_secs: 1}', note: '2s is taken'},
    {source: 'schedule: {interval_secs: "${EVERY}"}', note: 'schedule.interval_secs is not a number'},
    {source: 'from: last week', note: 'is not a time that is understood'},
    {source: 'dedupe: {id_path: id, capacity: 10}', note: 'dedupe.id_path is not taken over'},
    {source: 'pagination: {strategy: cursor}', note: 'pagination.strategy is not taken over'},
    {source: 'resilience: {circuit_breaker: {enabled: false}}', note: 'the breaker cannot be switched off'},
    {source: '', top: 'global: {state: {backend: redis}}\n', note: 'global.state.backend has no counterpart'},
  ]
  for (const {source, top, note} of noted)
    it(`notes ${source || top}`, () => {
      const {yaml, notes} = imported(source, top)
      expect(notes.join('\n')).to.contain(note)
      expect(yaml).to.contain(`#   ${notes[0] ?? ''}`)
      expect(yaml + notes.join('')).not.to.contain('secret-value')
    })

  it('leaves out what is no System Log, and refuses a file without any', () => {
    const other = '  github:\n    url: https://api.github.com/events\n'
    const both = `sources:\n  audit:\n    url: https://a.test/api/v1/logs\n    auth: {type: bearer, token_env: T}\n${other}`
    const {sources, notes} = importHel(both, {file: 'hel.yaml', now})
    expect([sources, notes]).to.deep.equal([
      ['audit'],
      ['github is left out: its url is not https://ORG/api/v1/logs'],
    ])
    for (const text of [`sources:\n${other}`, 'a: 1', '- x', 'sources: [', ''])
      expect(opsErrorOf(() => importHel(text, {file: 'hel.yaml', now})).code).to.equal('OPS_YAML')
  })
})

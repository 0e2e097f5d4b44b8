/** A rule to begin with, as text. */
export interface RuleTemplate {
  readonly name: string
  /** One line for `--list-templates`. */
  readonly summary: string
  /** One item of `rules:`, its first line without indentation. */
  readonly text: string
}

const head = `# Rules: which events of the Okta System Log start which flows of Okta Workflows (docs/rules.md).
#   okta-ops triggers validate   says what is wrong or odd in this file
#   okta-ops triggers test       runs the tests below
#   okta-ops triggers simulate user.lifecycle.create --dry-run   shows what would be run
version: 1
rules:
`

/** A rules file with these rules in it. */
export function rulesFileOf(templates: readonly RuleTemplate[]): string {
  return head + templates.map(({text}) => indented(text)).join('\n')
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ')
}

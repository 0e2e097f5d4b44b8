import {OpsError} from '../shared/errors.js'
import {escapeHtml} from '../shared/html.js'
import {pageHeaders} from '../shared/loopback-guard.js'

/** What the page that ends a sign-in says. */
export type PageContent =
  | {readonly kind: 'done'; readonly session: string; readonly until: string}
  | {readonly kind: 'failed'; readonly title: string; readonly message: string; readonly next?: string}

const style = `
:root { color-scheme: light dark; --ground: #f3f5f8; --card: #fff; --ink: #14202e; --soft: #5a6878; --line: #dce2ea;
  --good: #1a7f4b; --bad: #b3362b; --code: #eef1f6 }
@media (prefers-color-scheme: dark) { :root { --ground: #0e141b; --card: #172029; --ink: #e8edf3; --soft: #9aa8b7;
  --line: #2a3643; --good: #4cc38a; --bad: #f0827a; --code: #0e151c } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }
main { width: min(30rem, 100%); padding: 2.5rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 14px; box-shadow: 0 12px 40px rgb(10 20 40 / .08) }
svg { display: block; width: 3rem; height: 3rem; margin-bottom: 1.25rem; fill: none; stroke: var(--tone);
  stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
.done { --tone: var(--good) } .failed { --tone: var(--bad) }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em }
p { margin: 0 0 .75rem; color: var(--soft); overflow-wrap: anywhere }
p strong { color: var(--ink); font-weight: 600 }
pre { margin: 1rem 0 0; padding: .75rem 1rem; background: var(--code); border: 1px solid var(--line);
  border-radius: 8px; font: .9rem/1.5 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-x: auto }
footer { margin-top: 1.75rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft);
  font-size: .85rem }
`

/** The code has been used: it need not stay in the address bar and the history. */
const script = "history.replaceState(null, '', location.pathname)"

const icons = {
  done: '<circle cx="12" cy="12" r="10"/><path d="m7.5 12.5 3 3 6-6.5"/>',
  failed: '<circle cx="12" cy="12" r="10"/><path d="M12 7v6"/><path d="M12 16.5v.01"/>',
} as const

/** In the tab, and so that no browser asks for /favicon.ico. */
function tabIcon(kind: PageContent['kind']): string {
  const stroke = kind === 'done' ? '#1a7f4b' : '#b3362b'
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="${stroke}" stroke-width="2.5" stroke-linecap="round">${icons[kind]}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

/** Headers for every answer that carries this page. */
export const callbackPageHeaders: Readonly<Record<string, string>> = {
  ...pageHeaders({styles: [style], scripts: [script], dataImages: true}),
  'content-type': 'text/html; charset=utf-8',
}

/** The whole page; every value in it is escaped, since names and error texts come from outside. */
export function callbackPage(content: PageContent): string {
  const title = content.kind === 'done' ? 'You are signed in' : content.title
  const body =
    content.kind === 'done'
      ? `<p>The session <strong>${escapeHtml(content.session)}</strong> is good until <strong>${escapeHtml(content.until)}</strong>.</p>
<p>You can close this tab and go back to the terminal.</p>`
      : `<p>${escapeHtml(content.message)}</p>${content.next === undefined ? '' : `\n<pre>${escapeHtml(content.next)}</pre>`}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} - okta-ops</title>
<link rel="icon" href="${tabIcon(content.kind)}">
<style>${style}</style>
</head>
<body>
<main class="${content.kind}">
<svg viewBox="0 0 24 24" aria-hidden="true">${icons[content.kind]}</svg>
<h1>${escapeHtml(title)}</h1>
${body}
<footer>okta-ops, on this computer</footer>
</main>
<script>${script}</script>
</body>
</html>
`
}

/** What the browser shows when a sign-in came to nothing. */
export function failurePage(error: unknown): PageContent {
  const title = 'You are not signed in'
  if (!(error instanceof OpsError))
    return {kind: 'failed', title, message: 'Something unexpected went wrong; the terminal says more.'}
  const {message, next} = error
  return {kind: 'failed', title, message, ...(next === undefined ? {} : {next})}
}

/** The one style sheet of the dashboard, allowed by its hash. */
export const style = `
:root { color-scheme: light dark; --ground: #f3f5f8; --card: #fff; --ink: #14202e; --soft: #566474; --faint: #8592a1; --line: #dfe5ec;
  --rail: #eef1f5; --accent: #1f5fc4; --good: #1a7f4b; --good-wash: #e4f4eb; --bad: #b3362b; --bad-wash: #fbe9e7; --wait: #8a5a00;
  --wait-wash: #fdf1da; --bar-good: #3fa873; --bar-bad: #d9584c; --bar-wait: #dea43c }
@media (prefers-color-scheme: dark) { :root { --ground: #0d131a; --card: #151d26; --ink: #e8edf3; --soft: #9dabba; --faint: #6f7e8e;
  --line: #26323f; --rail: #1b2530; --accent: #7fb0ff; --good: #54cf95; --good-wash: #12301f; --bad: #f38f86; --bad-wash: #3a1b19;
  --wait: #eebb5c; --wait-wash: #35270e; --bar-good: #3fa873; --bar-bad: #d9584c; --bar-wait: #c98f2e } }
* { box-sizing: border-box }
html { background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }
body { margin: 0 }
h1, h2, p, dl, dd, table { margin: 0; padding: 0 }
a { color: inherit; text-decoration: none }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
code { font: .86em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere }

.top { display: flex; flex-wrap: wrap; align-items: center; gap: 10px 16px; padding: 14px 28px; background: var(--card);
  border-bottom: 1px solid var(--line); position: sticky; top: 0; z-index: 1 }
.top svg { display: block; width: 26px; height: 26px; flex: none }
.top h1 { font-size: 16px; font-weight: 650; letter-spacing: -.005em }
.top h1 span { color: var(--soft); font-weight: 400 }
.spans { margin-left: auto; display: flex; padding: 3px; gap: 2px; background: var(--rail); border-radius: 9px }
.spans a { padding: 3px 12px; border-radius: 7px; font-size: 13px; color: var(--soft); font-variant-numeric: tabular-nums }
.spans a:hover { color: var(--ink) }
.spans a[aria-current] { background: var(--card); color: var(--ink); font-weight: 600; box-shadow: 0 1px 2px rgb(10 20 40 / .14) }
.lost { padding: 8px 28px; background: var(--bad-wash); color: var(--bad); font-size: 14px }
main { max-width: 1240px; margin: 0 auto; padding: 24px 28px 48px; display: grid; gap: 20px }

.cards { display: grid; gap: 14px; grid-template-columns: repeat(6, 1fr) }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 14px 16px 15px; min-width: 0 }
.card h2 { font-size: 12.5px; font-weight: 500; color: var(--soft) }
.card .big { font-size: 28px; line-height: 1.25; font-weight: 640; letter-spacing: -.02em; font-variant-numeric: tabular-nums; white-space: nowrap }
.card .big small { font-size: 14px; font-weight: 500; color: var(--soft); letter-spacing: 0; margin-left: 3px }
.card p:last-child { font-size: 12.5px; color: var(--soft); font-variant-numeric: tabular-nums }
.good { color: var(--good) } .bad { color: var(--bad) } .wait { color: var(--wait) }

.panel { background: var(--card); border: 1px solid var(--line); border-radius: 12px; min-width: 0; overflow: hidden }
.panel > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 14px; padding: 14px 18px 10px }
.panel h2 { font-size: 14px; font-weight: 620 }
.panel header p { font-size: 12.5px; color: var(--soft) }
.panel header p:last-child:not(:nth-child(2)), .key { margin-left: auto }
.key { display: flex; gap: 14px; font-size: 12.5px; color: var(--soft) }
.key span::before { content: ""; display: inline-block; width: 9px; height: 9px; border-radius: 2.5px; margin-right: 6px; background: var(--bar-good) }
.key .k-bad::before { background: var(--bar-bad) } .key .k-wait::before { background: var(--bar-wait) }
.chart { padding: 4px 18px 14px }
.chart svg { display: block; width: 100%; height: 116px; border-bottom: 1px solid var(--line) }
.chart .axis { display: flex; justify-content: space-between; font-size: 11.5px; color: var(--faint); padding-top: 5px; font-variant-numeric: tabular-nums }
.b-good { fill: var(--bar-good) } .b-bad { fill: var(--bar-bad) } .b-wait { fill: var(--bar-wait) } .b-none { fill: var(--rail) }
.pair { display: grid; gap: 20px; grid-template-columns: 1fr 1fr }
.scroll { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-size: 13.5px }
th { text-align: left; font-size: 12px; font-weight: 500; color: var(--soft); padding: 5px 10px; border-bottom: 1px solid var(--line); white-space: nowrap }
td { padding: 8px 10px; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere }
tr > :first-child { padding-left: 18px } tr > :last-child { padding-right: 18px }
tbody tr:last-child td { border-bottom: 0 }
.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
td.text { min-width: 12em } .zero { color: var(--faint) }
td small { display: block; color: var(--soft); font-size: 12.5px }
.name { font-weight: 560; overflow-wrap: break-word }
.share { display: inline-block; width: 72px; height: 6px; border-radius: 3px; margin-left: 9px; vertical-align: 2px }
.chip { display: inline-block; padding: 0 8px; border-radius: 99px; font-size: 12px; line-height: 20px; background: var(--rail); color: var(--soft); white-space: nowrap }
.chip.good { background: var(--good-wash); color: var(--good) } .chip.bad { background: var(--bad-wash); color: var(--bad) }
.chip.wait { background: var(--wait-wash); color: var(--wait) }
.nothing { padding: 2px 18px 18px; color: var(--soft); font-size: 13.5px }
.processes { display: flex; flex-wrap: wrap; gap: 6px 22px; font-size: 13px; color: var(--soft); padding: 0 2px }
.processes strong { color: var(--ink); font-weight: 560 }
.dot { display: inline-block; width: 8px; height: 8px; border-radius: 50%; margin-right: 7px; background: var(--bar-good) }
.dot.off { background: var(--bar-bad) }
.notice { border-radius: 12px; padding: 12px 16px; background: var(--wait-wash); color: var(--wait); font-size: 13.5px }
.door { min-height: 100vh; display: grid; place-items: center; padding: 24px }
.door div { max-width: 30rem; padding: 36px 40px; background: var(--card); border: 1px solid var(--line); border-radius: 14px }
.door h1 { font-size: 21px; margin-bottom: 8px } .door p { color: var(--soft) }
@media (max-width: 1080px) { .cards { grid-template-columns: repeat(3, 1fr) } .pair { grid-template-columns: 1fr } }
@media (max-width: 620px) {
  .top { padding: 12px 16px } .spans { margin-left: 0; width: 100% } .spans a { flex: 1; text-align: center; padding: 4px 6px }
  main { padding: 16px 14px 40px; gap: 14px } .cards { grid-template-columns: 1fr 1fr; gap: 10px } .lost { padding: 8px 16px }
  th, td { padding-left: 6px; padding-right: 6px } tr > :first-child { padding-left: 14px } tr > :last-child { padding-right: 14px }
  table { font-size: 13px } td.text { min-width: 8.5em } td small { font-size: 12px } .chip { font-size: 11px; padding: 0 6px }
  .card { padding: 12px 13px } .card .big { font-size: 23px } .wide { display: none } .chart svg { height: 92px }
}
`

/** The one style sheet of every page: a calm card for people signing in, a plain workbench for the admin view. */
export const css = `
:root {
  --ink: #1d1d21; --muted: #63636e; --faint: #8c8c96; --line: #dcdce1; --field: #8c8c96; --paper: #ffffff; --ground: #f4f4f6;
  --accent: #1662dd; --accent-deep: #124a94; --accent-wash: #eef4ff;
  --good: #16884a; --good-wash: #e9f7ef; --bad: #c4272b; --bad-wash: #fdeeee; --wait: #8a5a00; --wait-wash: #fff6e0;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace;
}
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; }
h1, h2, p, dl, dd, ul, table, fieldset { margin: 0; padding: 0; border: 0; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
a:focus-visible, button:focus-visible, input:focus-visible { outline: 3px solid #9cc0ff; outline-offset: 1px; }
code, .mono { font-family: var(--mono); font-size: 0.93em; }
code { white-space: nowrap; }

.stage { flex: 1; display: flex; flex-direction: column; align-items: center; padding: 64px 16px 32px; }
.card { width: 100%; max-width: 404px; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 1px 2px rgb(20 20 40 / 5%), 0 12px 32px rgb(20 20 40 / 6%); }
.brand { display: flex; align-items: center; justify-content: center; gap: 12px; padding: 30px 24px 26px; border-bottom: 1px solid var(--line); }
.brand svg { display: block; }
.brand strong { font-size: 20px; font-weight: 600; letter-spacing: 0.01em; }
.content { padding: 30px 40px 38px; }
.content h1 { font-size: 20px; line-height: 1.3; font-weight: 600; text-align: center; margin-bottom: 20px; }
.lead { color: var(--muted); text-align: center; margin: -10px 0 22px; }
.field { display: block; margin-bottom: 18px; }
.field span { display: block; font-weight: 600; font-size: 14px; margin-bottom: 6px; }
.field input { width: 100%; height: 44px; padding: 0 12px; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--field); border-radius: 4px; }
.field input:focus { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); outline: none; }
.field input.code { height: 56px; font: 600 24px var(--mono); letter-spacing: 0.14em; text-align: center; text-transform: uppercase; }
button { font: inherit; cursor: pointer; }
.primary, .quiet { display: block; width: 100%; height: 48px; border-radius: 4px; font-weight: 600; }
.primary { border: 1px solid var(--accent); background: var(--accent); color: #fff; }
.primary:hover { background: var(--accent-deep); border-color: var(--accent-deep); }
.quiet { border: 1px solid var(--field); background: var(--paper); color: var(--ink); margin-top: 10px; }
.quiet:hover { background: var(--ground); }
.note { border-radius: 6px; padding: 12px 14px; margin-bottom: 20px; font-size: 14px; border: 1px solid transparent; }
.note.bad { background: var(--bad-wash); border-color: #f2c4c5; }
.note.hint { background: var(--accent-wash); border-color: #cfe0ff; }
.facts { display: grid; grid-template-columns: auto 1fr; gap: 8px 16px; margin-bottom: 24px; font-size: 14px; }
.facts dt { color: var(--muted); }
.facts dd { text-align: right; font-weight: 600; overflow-wrap: anywhere; }
.usercode { display: block; margin: 0 0 22px; padding: 18px 0; text-align: center; font: 600 34px/1 var(--mono); letter-spacing: 0.12em; background: var(--accent-wash); border: 1px solid #cfe0ff; border-radius: 6px; }
.seal { display: block; margin: 0 auto 18px; }
.aside { width: 100%; max-width: 404px; margin-top: 20px; padding: 0 4px; font-size: 13px; color: var(--muted); }
.aside summary { cursor: pointer; text-align: center; list-style-position: inside; }
.people { list-style: none; margin-top: 12px; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.people li + li { border-top: 1px solid var(--line); }
.people a { display: flex; align-items: center; gap: 12px; padding: 10px 14px; color: var(--ink); }
.people a:hover { background: var(--accent-wash); text-decoration: none; }
.people small { display: block; color: var(--muted); font-size: 12px; }
.face { flex: none; width: 32px; height: 32px; border-radius: 50%; display: grid; place-items: center; background: #dfe8fb; color: var(--accent-deep); font-weight: 600; font-size: 12px; }
.foot { padding: 18px 24px; text-align: center; font-size: 12px; color: var(--muted); }
.switch { text-align: center; margin-top: 20px; font-size: 13px; color: var(--muted); }
.link { background: none; border: 0; padding: 0; color: var(--accent); font: inherit; }
.link:hover { text-decoration: underline; }
.link.danger { color: var(--bad); }

.topbar { display: flex; align-items: center; gap: 12px; height: 60px; padding: 0 24px; background: var(--paper); border-bottom: 1px solid var(--line); }
.topbar strong { font-size: 17px; font-weight: 600; }
.topbar .chip { margin-left: auto; }
.bench { flex: 1; display: grid; grid-template-columns: 208px minmax(0, 1fr); }
.rail { padding: 20px 12px; border-right: 1px solid var(--line); background: var(--paper); }
.rail a { display: flex; justify-content: space-between; padding: 8px 12px; border-radius: 6px; color: var(--ink); font-size: 14px; }
.rail a:hover { background: var(--ground); text-decoration: none; }
.rail a[aria-current] { background: var(--accent-wash); color: var(--accent-deep); font-weight: 600; }
.rail small { color: var(--muted); font-weight: 400; }
.work { padding: 28px 32px 48px; }
.work h1 { font-size: 22px; font-weight: 600; }
.work > p { color: var(--muted); margin: 2px 0 22px; max-width: 72ch; }
.work h2 { font-size: 16px; font-weight: 600; margin: 32px 0 12px; }
.sheet { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; }
.sheet table { width: 100%; border-collapse: collapse; font-size: 14px; }
.sheet th { text-align: left; font-size: 12px; font-weight: 600; color: var(--muted); padding: 10px 16px; background: #fafafb; border-bottom: 1px solid var(--line); white-space: nowrap; }
.sheet td { padding: 11px 16px; border-bottom: 1px solid #ececf0; vertical-align: top; }
.sheet tr:last-child td { border-bottom: 0; }
.sheet td small { display: block; color: var(--muted); font-size: 12px; }
.sheet td.act { text-align: right; white-space: nowrap; }
.sheet td.text { min-width: 14em; overflow-wrap: anywhere; }
.sheet td.num { font-variant-numeric: tabular-nums; white-space: nowrap; }
.empty { padding: 28px; text-align: center; color: var(--muted); }
.chip { display: inline-block; padding: 1px 9px; margin: 0 4px 4px 0; border-radius: 999px; font-size: 12px; line-height: 20px; background: #ececf0; color: #44444d; white-space: nowrap; }
.chip.good { background: var(--good-wash); color: var(--good); }
.chip.bad { background: var(--bad-wash); color: var(--bad); }
.chip.wait { background: var(--wait-wash); color: var(--wait); }
.chip form, td form, .planned form { display: inline; }
td form + form { margin-left: 14px; }
.planned { margin-bottom: 16px; }
.chip .link { color: inherit; margin-left: 4px; }
.row { display: flex; gap: 10px; margin-bottom: 16px; }
.row input { flex: 1; height: 40px; padding: 0 12px; font: 14px var(--mono); border: 1px solid var(--field); border-radius: 4px; }
.row button { height: 40px; padding: 0 18px; width: auto; margin: 0; }

.console-bar { display: flex; align-items: center; gap: 14px; height: 48px; padding: 0 20px; background: #1b2430; color: #fff; font-size: 14px; }
.console-bar .search { flex: 1; max-width: 520px; height: 32px; border: 1px solid #55606d; border-radius: 6px; background: #10171f; color: #8d98a5; padding: 4px 12px; }
.console-bar .who { margin-left: auto; text-align: right; line-height: 1.25; font-size: 12px; overflow-wrap: anywhere; }
.console-bar .who strong { display: block; font-weight: 600; }
@media (max-width: 720px) {
  .stage { padding-top: 24px; }
  .content { padding: 26px 24px 30px; }
  .bench { grid-template-columns: 1fr; }
  .rail { border-right: 0; border-bottom: 1px solid var(--line); display: flex; overflow-x: auto; padding: 8px; }
  .rail a { gap: 8px; white-space: nowrap; }
  .work { padding: 20px 16px 40px; }
}
`

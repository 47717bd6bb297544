/** The style sheet of the HTML documentation. It uses fonts of the system, so the page loads no files. */
export const pageStyle = `:root {
  --text: #1c2128; --soft: #57606a; --back: #ffffff; --panel: #f6f8fa; --line: #d8dee4;
  --link: #0757b8; --accent: #0f6b4f; --warn: #8a4600; --warn-back: #fff3df;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e8ee; --soft: #9aa4b1; --back: #12161c; --panel: #1a2028; --line: #303843;
    --link: #7ab7ff; --accent: #63d0a8; --warn: #f2b870; --warn-back: #38290f;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; color: var(--text); background: var(--back); font: 15px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
code, pre { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; font-size: 0.875em; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.25rem 1rem 2rem 1.25rem; background: var(--panel); border-right: 1px solid var(--line); font-size: 0.875rem; }
nav p { margin: 0 0 1rem; font-weight: 700; font-size: 1rem; }
nav p a { color: inherit; }
nav h2 { margin: 1.25rem 0 0.35rem; font-size: 0.75rem; text-transform: uppercase; letter-spacing: 0.05em; }
nav h2 a { color: var(--soft); }
nav h2 span { color: var(--soft); font-weight: 400; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding: 0.12rem 0.5rem; margin-left: -0.5rem; border-radius: 4px; color: var(--text); overflow-wrap: anywhere; }
nav li a:hover { background: var(--line); text-decoration: none; }
nav li a.deprecated { text-decoration: line-through; color: var(--soft); }
main { padding: 2rem clamp(1rem, 4vw, 3.5rem) 5rem; max-width: 78rem; }
h1 { margin: 0 0 0.5rem; font-size: 2rem; line-height: 1.2; overflow-wrap: anywhere; }
h1 small { color: var(--soft); font-weight: 400; font-size: 1.25rem; }
main h2 { margin: 3.5rem 0 0.25rem; padding-bottom: 0.4rem; border-bottom: 2px solid var(--line); font-size: 1.5rem; }
h3 { margin: 0; font-size: 1.125rem; overflow-wrap: anywhere; }
h3 .anchor { color: inherit; }
p, ul { margin: 0.5rem 0; max-width: 70ch; }
.facts { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; margin: 1.25rem 0 0; }
.facts div { min-width: 0; }
.facts dt { color: var(--soft); font-size: 0.75rem; text-transform: uppercase; letter-spacing: 0.05em; }
.facts dd { margin: 0; }
article { margin-top: 1.75rem; padding: 1.1rem 1.25rem 1.25rem; border: 1px solid var(--line); border-radius: 8px; scroll-margin-top: 1rem; }
article:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
.source { color: var(--soft); font-size: 0.8125rem; margin: 0.15rem 0 0.6rem; max-width: none; overflow-wrap: anywhere; }
p.type { padding: 0.5rem 0.75rem; background: var(--panel); border-radius: 6px; max-width: none; overflow-wrap: anywhere; }
.badge { display: inline-block; padding: 0 0.5em; border-radius: 1em; background: var(--warn-back); color: var(--warn); font-size: 0.75rem; font-weight: 500; vertical-align: 0.1em; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 0.4rem 0.75rem 0.4rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--soft); font-size: 0.75rem; font-weight: 600; white-space: nowrap; }
.overview { margin-top: 0.75rem; }
.overview td:first-child { width: 32%; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin-top: 0.75rem; }
.fields { font-size: 0.9rem; min-width: 38rem; }
.fields td:first-child { width: 19%; overflow-wrap: anywhere; }
.fields td.nested { padding-left: 1rem; }
.fields .parents { color: var(--soft); }
.fields .type { width: 19%; overflow-wrap: anywhere; }
.fields .constraints { width: 18%; color: var(--soft); overflow-wrap: anywhere; }
.fields tr.variant th { background: var(--panel); padding-left: 0.75rem; font-size: 0.8125rem; }
.fields .presence { width: 6rem; }
.required { color: var(--accent); font-weight: 600; font-size: 0.8125rem; }
.optional { color: var(--soft); font-size: 0.8125rem; }
td p, td ul { margin: 0 0 0.35rem; }
td ul { padding-left: 1.1rem; }
details { margin-top: 0.75rem; }
summary { cursor: pointer; color: var(--soft); font-size: 0.8125rem; font-weight: 600; }
pre { margin: 0.4rem 0 0; padding: 0.75rem 1rem; background: var(--panel); border-radius: 6px; overflow-x: auto; line-height: 1.45; }
pre code { font-size: 0.8125rem; }
@media (max-width: 56rem) {
  body { display: block; }
  nav { position: static; height: auto; max-height: 60vh; border-right: 0; border-bottom: 1px solid var(--line); }
  nav ul { columns: 14rem; }
  main { padding-top: 1.5rem; }
}
@media print {
  body { display: block; }
  nav { display: none; }
  article { break-inside: avoid-page; }
}
`;

import { pageStyle } from "./page-style.js";
import type { Chapter, Entry, Page, Row, StateTable, TypeSpan } from "./page.js";
import { blocks, firstSentence, inlines } from "./rich-text.js";
import type { Block, Inline } from "./rich-text.js";

type Field = Row & { readonly kind: "field" };

/**
 * Prints the documentation of a protocol as one HTML page. The page has no scripts, loads nothing, and follows the light
 * or dark mode of the system.
 */
export function emitHtml(page: Page): string {
  const title = `${escapeHtml(page.name)} ${escapeHtml(page.version)}`;
  return `<!doctype html>
<!-- ${page.note.replaceAll("--", "- -")} -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>
${pageStyle}</style>
</head>
<body>
${contents(page)}
<main>
<header>
<h1>${escapeHtml(page.name)} <small>${escapeHtml(page.version)}</small></h1>
${prose(page.description)}
<dl class="facts">
<div><dt>Distinguished by</dt><dd>${page.discriminators.map(code).join(" ") || "name only"}</dd></div>
${page.chapters.map(({ title: name, entries }) => `<div><dt>${name}</dt><dd>${entries.length}</dd></div>`).join("\n")}
<div><dt>Digest</dt><dd><code title="${escapeHtml(page.digest)}">${escapeHtml(page.digest.slice(0, 19))}…</code></dd></div>
</dl>
</header>
${[...page.chapters.map(chapter), ...(page.state === undefined ? [] : [stateChapter(page.state)])].join("\n")}
</main>
</body>
</html>
`;
}

/** Escapes a text for the content of an HTML element or a quoted attribute. */
function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}

function contents({ name, chapters, state }: Page): string {
  const lists = chapters.map(({ anchor, title, entries }) => {
    const items = entries.map(
      (entry) => `<li><a href="#${entry.anchor}"${entry.deprecated ? ' class="deprecated"' : ""}>${breakable(entry.name)}</a></li>`,
    );
    return `<h2><a href="#${anchor}">${title}</a> <span>${entries.length}</span></h2>\n<ul>\n${items.join("\n")}\n</ul>`;
  });
  const last = state === undefined ? [] : ['<h2><a href="#state">State</a></h2>'];
  return `<nav id="contents" aria-label="Contents">\n<p><a href="#">${escapeHtml(name)}</a></p>\n${[...lists, ...last].join("\n")}\n</nav>`;
}

function chapter({ anchor, title, lead, kind, entries }: Chapter): string {
  const lines = entries.map(
    (entry) =>
      `<tr><td><a href="#${entry.anchor}">${breakable(entry.name)}</a></td><td>${sentence(firstSentence(entry.description))}</td></tr>`,
  );
  return `<section class="chapter">
<h2 id="${anchor}">${title}</h2>
<p>${escapeHtml(lead)}</p>
<table class="overview"><tbody>
${lines.join("\n")}
</tbody></table>
${entries.map((entry) => section(entry, kind)).join("\n")}
</section>`;
}

function stateChapter({ type, initial, terminal, rows }: StateTable): string {
  const lines = rows.map(({ event, anchor, condition, op, at, source }) => {
    const when = condition === "" ? "" : code(condition);
    return `<tr><td><a href="#${anchor}">${breakable(event)}</a></td><td>${when}</td><td>${op}</td><td>${code(at)}</td><td>${source === "" ? "" : code(source)}</td></tr>`;
  });
  const end = terminal.length === 0 ? "" : ` After ${terminal.map(code).join(" or ")} no event changes the state.`;
  return `<section class="chapter">
<h2 id="state">State</h2>
<p>Server and clients compute one state from the server's events: ${spans(type)}.${end} The steps of an event change the state in the order of the table.</p>
<div class="scroll"><table class="fields">
<thead><tr><th scope="col">Event</th><th scope="col">Condition</th><th scope="col">Step</th><th scope="col">Path</th><th scope="col">Value</th></tr></thead>
<tbody>
${lines.join("\n")}
</tbody>
</table></div>
<details><summary>Before the first event</summary><pre tabindex="0"><code>${escapeHtml(initial)}</code></pre></details>
</section>`;
}

function section(entry: Entry, kind: Chapter["kind"]): string {
  const parts = [
    `<h3><a class="anchor" href="#${entry.anchor}">${breakable(entry.name)}</a>${badges(entry, kind)}</h3>`,
    `<p class="source">${facts(entry, kind)}</p>`,
    prose(entry.description),
    entry.type.length === 0 ? "" : `<p class="type">${spans(entry.type)}</p>`,
    entry.constraints === "" ? "" : `<p class="constraints">${sentence(entry.constraints)}</p>`,
    entry.rows.length === 0 ? "" : table(entry.rows),
    entry.type.length === 0 && entry.rows.length === 0 ? "<p>No fields.</p>" : "",
    ...entry.examples.map((example, index) => exampleOf(example, index, entry.examples.length)),
  ];
  return `<article id="${entry.anchor}">\n${parts.filter((part) => part !== "").join("\n")}\n</article>`;
}

function badges({ deprecated, mustUnderstand, tags }: Entry, kind: Chapter["kind"]): string {
  const names = [
    ...(deprecated ? ["deprecated"] : []),
    ...(mustUnderstand ? ["must be understood"] : []),
    ...(kind === "events" && tags === undefined ? ["not dispatched"] : []),
  ];
  return names.map((name) => ` <span class="badge">${name}</span>`).join("");
}

function facts({ tags, typeName, source }: Entry, kind: Chapter["kind"]): string {
  const told = (tags ?? []).map(({ pointer, values }) => `${code(pointer)} = ${values.map(code).join(" or ")}`);
  return [...told, ...(kind === "events" ? [`type ${code(typeName)}`] : []), `from ${code(source)}`].join(" · ");
}

function table(rows: readonly Row[]): string {
  const isConstrained = rows.some((row) => row.kind === "field" && row.constraints !== "");
  const columns = ["Field", "Type", "Required", ...(isConstrained ? ["Constraints"] : []), "Description"];
  const lines = rows.map((row) =>
    row.kind === "field"
      ? fieldLine(row, isConstrained)
      : `<tr class="variant"><th colspan="${columns.length}" scope="colgroup">${escapeHtml(row.label)}</th></tr>`,
  );
  return `<div class="scroll"><table class="fields">
<thead><tr>${columns.map((column) => `<th scope="col">${column}</th>`).join("")}</tr></thead>
<tbody>
${lines.join("\n")}
</tbody>
</table></div>`;
}

function fieldLine(field: Field, isConstrained: boolean): string {
  const at = field.path.lastIndexOf(".");
  const depth = field.path.split(".").length - 1;
  const parents = at < 0 ? "" : `<span class="parents">${breakable(field.path.slice(0, at + 1))}</span>`;
  const name = `<code>${parents}${breakable(field.path.slice(at + 1))}</code>${field.deprecated ? ' <span class="badge">deprecated</span>' : ""}`;
  const cells = [
    `<td${depth === 0 ? "" : ` class="nested"`}>${name}</td>`,
    `<td class="type">${spans(field.type)}</td>`,
    `<td class="presence">${field.required ? '<span class="required">required</span>' : '<span class="optional">optional</span>'}</td>`,
    ...(isConstrained ? [`<td class="constraints">${sentence(field.constraints)}</td>`] : []),
    `<td>${cellText(field.description)}</td>`,
  ];
  return `<tr>${cells.join("")}</tr>`;
}

/** Returns the HTML of a table's cell. A description of one paragraph gets no `<p>` element. */
function cellText(description: string): string {
  const [only, ...others] = blocks(description);
  return only?.kind === "paragraph" && others.length === 0 ? sentence(only.text) : prose(description);
}

function exampleOf(example: string, index: number, count: number): string {
  const label = count === 1 ? "Example" : `Example ${index + 1} of ${count}`;
  return `<details${index === 0 ? " open" : ""}><summary>${label}</summary><pre tabindex="0"><code>${escapeHtml(example)}</code></pre></details>`;
}

function spans(type: readonly TypeSpan[]): string {
  const printed = type.map(({ text, anchor }) =>
    anchor === undefined ? escapeHtml(text).replaceAll(" | ", "<wbr> | ") : `<a href="#${anchor}">${escapeHtml(text)}</a>`,
  );
  return `<code>${printed.join("")}</code>`;
}

function prose(description: string): string {
  return blocks(description).map(block).join("\n");
}

function block(one: Block): string {
  if (one.kind === "paragraph") return `<p>${sentence(one.text)}</p>`;
  return `<ul>${one.items.map((item) => `<li>${sentence(item)}</li>`).join("")}</ul>`;
}

function sentence(text: string): string {
  return inlines(text.replaceAll("\n", " ")).map(inline).join("");
}

function inline(part: Inline): string {
  switch (part.kind) {
    case "code":
      return code(part.text);
    case "strong":
      return `<strong>${escapeHtml(part.text)}</strong>`;
    case "link":
      return `<a href="${escapeHtml(part.href)}" rel="noreferrer">${escapeHtml(part.text)}</a>`;
    default:
      return escapeHtml(part.text);
  }
}

function code(text: string): string {
  return `<code>${breakable(text)}</code>`;
}

/** Escapes a long name and allows line breaks in it: after slashes, dots and underscores, and before capitals. */
function breakable(text: string): string {
  return text
    .split(/(?<=[/_.])|(?<=[a-z])(?=[A-Z])/)
    .map(escapeHtml)
    .join("<wbr>");
}

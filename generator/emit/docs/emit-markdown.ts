import type { Chapter, Entry, Page, Row, StateTable, TypeSpan } from "./page.js";
import { blocks, firstSentence, inlines } from "./rich-text.js";
import type { Inline } from "./rich-text.js";

/** Prints the documentation of a protocol as one Markdown file, for a repository or a wiki. */
export function emitMarkdown(page: Page): string {
  const parts = [
    `<!-- ${page.note} -->`,
    `# ${escape(page.name)} ${escape(page.version)}`,
    ...prose(page.description),
    `Events are distinguished by ${page.discriminators.map(code).join(", ") || "their names only"}. Digest: ${code(page.digest)}.`,
    "## Contents",
    ...page.chapters.map(overview),
    page.state === undefined ? "" : "- [State](#state)",
    ...page.chapters.flatMap(chapter),
    ...(page.state === undefined ? [] : stateParts(page.state)),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function overview({ anchor, title, entries }: Chapter): string {
  const lines = entries.map((entry) => `  - [${escape(entry.name)}](#${entry.anchor})${summary(entry)}`);
  return [`- [${title}](#${anchor})`, ...lines].join("\n");
}

function summary({ description }: Entry): string {
  const sentence = firstSentence(description);
  return sentence === "" ? "" : `: ${inlineText(sentence)}`;
}

function chapter({ anchor, title, lead, kind, entries }: Chapter): string[] {
  return [`<a id="${anchor}"></a>\n\n## ${title}`, escape(lead), ...entries.flatMap((entry) => entryParts(entry, kind))];
}

function stateParts({ type, initial, terminal, rows }: StateTable): string[] {
  const lines = rows.map(({ event, anchor, condition, op, at, source }) => {
    const when = condition === "" ? "" : code(condition);
    const cells = [`[${escape(event)}](#${anchor})`, when, op, code(at), source === "" ? "" : code(source)];
    return `| ${cells.map(cell).join(" | ")} |`;
  });
  return [
    '<a id="state"></a>\n\n## State',
    `Server and clients compute one state from the server's events: ${spans(type)}.${endText(terminal)} The steps of an event change the state in the order of the table.`,
    ["| Event | Condition | Step | Path | Value |", "|---|---|---|---|---|", ...lines].join("\n"),
    "Before the first event:",
    fence(initial),
  ];
}

function endText(terminal: readonly string[]): string {
  return terminal.length === 0 ? "" : ` After ${terminal.map(code).join(" or ")} no event changes the state.`;
}

function entryParts(entry: Entry, kind: Chapter["kind"]): string[] {
  return [
    `<a id="${entry.anchor}"></a>\n\n### ${escape(entry.name)}`,
    facts(entry, kind),
    ...prose(entry.description),
    ...(entry.type.length === 0 ? [] : [`Type: ${spans(entry.type)}`]),
    escape(entry.constraints),
    ...(entry.rows.length === 0 ? [] : tables(entry.rows)),
    ...(entry.type.length === 0 && entry.rows.length === 0 ? ["No fields."] : []),
    ...entry.examples.flatMap((example, index) => [entry.examples.length === 1 ? "Example:" : `Example ${index + 1}:`, fence(example)]),
  ];
}

function facts(entry: Entry, kind: Chapter["kind"]): string {
  const told = entry.tags?.map(({ pointer, values }) => `${code(pointer)} = ${values.map(code).join(" or ")}`).join(" and ");
  const notes = [
    ...(kind === "events" ? [told === undefined ? "Not dispatched: validated by name." : `The message has ${told}.`] : []),
    ...(entry.deprecated ? ["**Deprecated.**"] : []),
    ...(entry.mustUnderstand ? ["**A receiver that does not know this event has to report that it is too old.**"] : []),
    ...(kind === "events" ? [`Type ${code(entry.typeName)}, from ${code(entry.source)}.`] : [`From ${code(entry.source)}.`]),
  ];
  return notes.join(" ");
}

/** Prints the rows of an object: a heading for each variant of a union, and tables with the fields between the headings. */
function tables(rows: readonly Row[]): string[] {
  const parts: string[] = [];
  let fields: (Row & { readonly kind: "field" })[] = [];
  const flush = (): void => {
    if (fields.length > 0) parts.push(table(fields));
    fields = [];
  };
  for (const row of rows) {
    if (row.kind === "field") fields.push(row);
    else {
      flush();
      parts.push(`**${escape(row.label)}**`);
    }
  }
  flush();
  return parts;
}

function table(fields: readonly (Row & { readonly kind: "field" })[]): string {
  const lines = fields.map((field) => {
    const name = `${code(field.path)}${field.deprecated ? " (deprecated)" : ""}`;
    const cells = [
      name,
      spans(field.type),
      field.required ? "yes" : "no",
      inlineText(field.constraints),
      blocks(field.description).map(cellBlock).join("<br>"),
    ];
    return `| ${cells.map(cell).join(" | ")} |`;
  });
  return ["| Field | Type | Required | Constraints | Description |", "|---|---|---|---|---|", ...lines].join("\n");
}

function cellBlock(block: ReturnType<typeof blocks>[number]): string {
  return block.kind === "paragraph" ? inlineText(block.text) : block.items.map((item) => `• ${inlineText(item)}`).join("<br>");
}

function cell(text: string): string {
  return text.replaceAll("\n", " ").replaceAll("|", "\\|").trim();
}

function prose(description: string): string[] {
  return blocks(description).map((block) =>
    block.kind === "paragraph" ? inlineText(block.text) : block.items.map((item) => `- ${inlineText(item)}`).join("\n"),
  );
}

function spans(type: readonly TypeSpan[]): string {
  return type.map(({ text, anchor }) => (anchor === undefined ? plain(text) : `[${escape(text)}](#${anchor})`)).join("");
}

/** Prints a piece of a type in Markdown: as code, or as escaped text if it consists of punctuation. */
function plain(text: string): string {
  return /^[\s|&,()[\]…]*$/.test(text) ? escape(text) : code(text);
}

function inlineText(text: string): string {
  return inlines(text.replaceAll("\n", " ")).map(inline).join("");
}

function inline(part: Inline): string {
  switch (part.kind) {
    case "code":
      return code(part.text);
    case "strong":
      return `**${escape(part.text)}**`;
    case "link":
      return part.text === part.href ? `<${part.href}>` : `[${escape(part.text)}](${part.href})`;
    default:
      return escape(part.text);
  }
}

function code(text: string): string {
  const flat = text.replaceAll("\n", " ");
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  if (longest === 0) return `\`${flat}\``;
  const mark = "`".repeat(longest + 1);
  return `${mark} ${flat} ${mark}`;
}

function fence(text: string): string {
  return `\`\`\`json\n${text}\n\`\`\``;
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_[\]#]/g, (character) => (character === "_" || character === "#" ? character : `\\${character}`));
}

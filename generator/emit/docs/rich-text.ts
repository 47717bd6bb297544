/** A piece of a schema's description, in which a small part of Markdown has a meaning: plain text, code, bold text or a link. */
export type Inline =
  | { readonly kind: "text" | "code" | "strong"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

/** A paragraph of a schema's description, or the items of a list in it. */
export type Block = { readonly kind: "paragraph"; readonly text: string } | { readonly kind: "list"; readonly items: readonly string[] };

const pattern =
  /(?<code>`+)(?<codeText>.+?)\k<code>|\*\*(?<strong>[^*]+)\*\*|\[(?<label>[^\]]+)\]\((?<target>[^\s)]+)\)|\{@link\s+(?<reference>[^}]+)\}|(?<url>https?:\/\/[^\s<>"')\]]*[^\s<>"')\].,;:])/g;

/** Splits a text into code, bold text, links and plain text. Only addresses with http and https become links. */
export function inlines(text: string): Inline[] {
  const found: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) found.push({ kind: "text", text: text.slice(end, match.index) });
    found.push(inlineOf(match.groups ?? {}));
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ kind: "text", text: text.slice(end) });
  return found;
}

function inlineOf({ codeText, strong, label, target, reference, url }: Readonly<Record<string, string | undefined>>): Inline {
  if (codeText !== undefined) return { kind: "code", text: codeText.trim() };
  if (strong !== undefined) return { kind: "strong", text: strong };
  if (label !== undefined && target !== undefined) return linkOf(label.replaceAll("`", ""), target);
  if (reference !== undefined) return { kind: "code", text: reference.split(/[|\s]/)[0] ?? "" };
  return { kind: "link", text: url ?? "", href: url ?? "" };
}

/**
 * Returns a link if the address begins with http or https, else plain text: a relative address has no base, and another
 * scheme may be unsafe.
 */
function linkOf(text: string, href: string): Inline {
  return /^https?:\/\//.test(href) ? { kind: "link", text, href } : { kind: "text", text };
}

/** Splits a schema's description into paragraphs and lists. */
export function blocks(text: string): Block[] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== "")
    .flatMap(blocksOf);
}

function blocksOf(part: string): Block[] {
  const found: Block[] = [];
  for (const line of part.split("\n").map((one) => one.trim())) {
    const item = /^[-*+]\s+(.*)/.exec(line)?.[1];
    const last = found.at(-1);
    if (item !== undefined) {
      if (last?.kind === "list") found[found.length - 1] = { kind: "list", items: [...last.items, item] };
      else found.push({ kind: "list", items: [item] });
    } else if (last === undefined) found.push({ kind: "paragraph", text: line });
    else found[found.length - 1] = continued(last, line);
  }
  return found;
}

function continued(block: Block, line: string): Block {
  if (block.kind === "paragraph") return { kind: "paragraph", text: `${block.text} ${line}` };
  return { kind: "list", items: [...block.items.slice(0, -1), `${block.items.at(-1) ?? ""} ${line}`] };
}

/** Returns the first sentence of a schema's description. */
export function firstSentence(text: string): string {
  const [first] = blocks(text);
  const line = first === undefined ? "" : first.kind === "paragraph" ? first.text : (first.items[0] ?? "");
  return /^.*?[.!?](?=\s+[A-Z"`]|$)/.exec(line)?.[0] ?? line;
}

import { getNodeValue, parseTree } from "jsonc-parser";
import type { Node } from "jsonc-parser";
import type { Finding } from "../diagnostics/diagnostic.js";
import type { Document } from "../load/document-store.js";
import { canonicalJson } from "../base/canonical-json.js";
import { fact } from "../base/fact.js";
import type { Json } from "../base/json.js";
import type { LintContext } from "./context.js";

/**
 * Finds keys that occur twice in a JSON object. Parses a file a second time only if `JSON.parse` dropped keys from it.
 */
export function lintDuplicateKeys({ documents }: Pick<LintContext, "documents">): Finding[] {
  return documents.flatMap(duplicates);
}

const duplicates = fact((document: Document): readonly Finding[] => {
  return colons(document.text) === keys(document.value) ? [] : duplicatesIn(document);
});

const quote = 34;
const backslash = 92;
const colon = 58;

/** Counts the colons outside of strings in a JSON text, which is the number of keys. */
function colons(text: string): number {
  let count = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) isInString = !isInString;
    else if (code === backslash) index++;
    else if (code === colon && !isInString) count++;
  }
  return count;
}

function keys(root: Json): number {
  let count = 0;
  const pending: Json[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== "object" || value === null) continue;
    const members = Object.values(value) as readonly Json[];
    if (!Array.isArray(value)) count += members.length;
    pending.push(...members);
  }
  return count;
}

function duplicatesIn({ file, text }: Document): Finding[] {
  const found: Finding[] = [];
  const root = parseTree(text);
  const pending: Node[] = root === undefined ? [] : [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === "object") found.push(...duplicatesOf(node, file));
    pending.push(...(node.children ?? []));
  }
  return found;
}

function duplicatesOf(node: Node, file: string): Finding[] {
  const first = new Map<string, Node>();
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    const name = String(key?.value);
    const rival = first.get(name);
    if (rival === undefined) first.set(name, property);
    if (rival === undefined || value === undefined) return [];
    return [finding(name, file, property.offset, isSame(rival.children?.[1], value))];
  });
}

function isSame(a: Node | undefined, b: Node): boolean {
  return a !== undefined && canonicalJson(getNodeValue(a) as Json) === canonicalJson(getNodeValue(b) as Json);
}

function finding(name: string, file: string, offset: number, isHarmless: boolean): Finding {
  const message = isHarmless
    ? `"${name}" appears twice in this object, with the same value.`
    : `"${name}" appears twice in this object; the first value is lost.`;
  const hint = isHarmless ? "Remove one of the two keys." : "Join the two values under one key, or remove one of the keys.";
  return { rule: "JSON_KEY_DUPLICATE", place: { file, offset }, message, hint, ...(isHarmless && { severity: "warning" as const }) };
}

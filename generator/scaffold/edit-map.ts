import type { Node, ObjectLiteralExpression } from "ts-morph";
import { propertyName } from "./find-handlers.js";
import { goneMark, markEdit, unmarkEdits } from "./gone-mark.js";
import type { Additions, Marks, Refusal, TextEdit } from "./text-edits.js";
import type { HandlerPlan } from "./handler-plan.js";
import { layoutOf } from "./layout.js";
import { loadMorph } from "./parse-source.js";
import { printHandler } from "./print-case.js";
import type { Layout } from "./print-case.js";
import { behind, lineBreakBefore } from "./text-edits.js";

/** Returns the edits of a handler map that add a handler for each event that has none, in the manifest's order. */
export function addedHandlers(text: string, node: ObjectLiteralExpression, { events }: HandlerPlan): Additions | Refusal {
  const properties = node.getProperties();
  const names = properties.map((property) => propertyName(property));
  const missing = events.filter(({ name }) => !names.includes(name));
  const spread =
    missing.length === 0 ? undefined : properties.find((property, index) => names[index] === undefined && !hasConstantName(property));
  if (spread !== undefined) {
    return {
      refusal: `has "${spread.getText().split("\n")[0] ?? ""}" in line ${spread.getStartLineNumber()}, whose events dagwire cannot see; write those handlers in the map itself`,
    };
  }
  const layout = layoutOf(text, node);
  const order = events.map(({ name }) => name);
  const slots = missing.map(({ name }) => ({ name, slot: slotFor(name, order, names) }));
  return { added: missing.map(({ name }) => name), edits: printSlots(text, node, slots, layout) };
}

function hasConstantName(property: Node): boolean {
  const { Node: is } = loadMorph();
  return is.isGetAccessorDeclaration(property) || is.isSetAccessorDeclaration(property);
}

function slotFor(name: string, order: readonly string[], names: readonly (string | undefined)[]): number {
  const before = new Set(order.slice(0, order.indexOf(name)));
  return names.findLastIndex((present) => present !== undefined && before.has(present)) + 1;
}

type Slot = { readonly name: string; readonly slot: number };

function printSlots(text: string, node: ObjectLiteralExpression, slots: readonly Slot[], layout: Layout): TextEdit[] {
  const properties = node.getProperties();
  const hasTrailingComma = node.compilerNode.properties.hasTrailingComma;
  const indexes = [...new Set(slots.map(({ slot }) => slot))];
  return indexes.flatMap((slot) => {
    const isLast = slot === properties.length;
    const printed = slots.filter((one) => one.slot === slot).map(({ name }) => layout.eol + printHandler(name, layout));
    const needsComma = isLast && slot > 0 && !hasTrailingComma;
    const end = endOf(text, node, slot);
    const at = behind(text, end, layout.margin);
    const tail = needsComma ? "" : ",";
    const insert = `${printed.join(",")}${tail}${lineBreakBefore(text, at, layout)}`;
    return [...(needsComma ? [{ at: end, insert: "," }] : []), { at, insert }];
  });
}

/**
 * Returns the offset at which a handler is inserted: behind the comma of the property before index `slot`, or behind
 * the opening brace.
 */
function endOf(text: string, node: ObjectLiteralExpression, slot: number): number {
  const previous = node.getProperties()[slot - 1];
  if (previous === undefined) return node.getStart() + 1;
  const end = previous.getEnd();
  const comma = previous.getNextSiblingIfKind(loadMorph().SyntaxKind.CommaToken);
  return comma === undefined || text.charAt(comma.getStart()) !== "," ? end : comma.getEnd();
}

/** Returns the edits that put a comment above each handler whose event the protocol no longer has. */
export function goneHandlers(text: string, node: ObjectLiteralExpression, { events }: HandlerPlan): Marks {
  const known = new Set(events.map(({ name }) => name));
  const eol = layoutOf(text, node).eol;
  const marked: string[] = [];
  const unmarked: string[] = [];
  const edits: TextEdit[] = [];
  for (const property of node.getProperties()) {
    const name = propertyName(property);
    if (name === undefined) continue;
    const mark = goneMark(name, "handler");
    const isMarked = text.slice(property.getPos(), property.getStart()).includes(mark);
    if (known.has(name) && isMarked) {
      const removal = unmarkEdits(text, property.getPos(), property.getStart(), mark);
      if (removal.length > 0) unmarked.push(name);
      edits.push(...removal);
    } else if (!known.has(name) && !isMarked) {
      marked.push(name);
      edits.push(markEdit(text, property.getStart(), mark, eol));
    }
  }
  return { marked, unmarked, edits };
}

import { parse, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Node, ParseError } from "jsonc-parser";
import { fact } from "../base/fact.js";
import { pointerTokens } from "../base/pointer.js";

/** A line and column in a text. Both count from 1; columns count UTF-16 code units. */
export type Position = { readonly line: number; readonly column: number };

/** Returns the line and column of an offset in a text. */
export function positionAt(text: string, offset: number): Position {
  return new JsonPositions(text).at(offset);
}

/** Looks up positions in one text. Parses the text once, when the first pointer is looked up. */
export class JsonPositions {
  readonly #text: string;
  #root: Node | undefined;
  #lineStarts: readonly number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Returns line and column of an offset. Uses a binary search, because a file may have thousands of findings. */
  at(offset: number): Position {
    this.#lineStarts ??= [0, ...[...this.#text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /**
   * Returns the offset of the key or value at a pointer. If nothing is at the pointer, returns the offset of its
   * nearest ancestor that exists.
   */
  offsetOf(pointer: string, on: "key" | "value"): number {
    this.#root ??= parseTree(this.#text, [], { disallowComments: true });
    const root = this.#root;
    if (root === undefined) return 0;
    const tokens = pointerTokens(pointer);
    for (let depth = tokens.length; depth >= 0; depth -= 1) {
      const node = nodeAt(root, tokens.slice(0, depth));
      if (node !== undefined) return offsetOfNode(node, on);
    }
    return root.offset;
  }
}

function nodeAt(root: Node, tokens: readonly string[]): Node | undefined {
  let node: Node | undefined = root;
  for (const token of tokens) {
    if (node === undefined) return undefined;
    node = node.type === "array" ? node.children?.[Number(token)] : propertiesOf(node).get(token);
  }
  return node;
}

/** Returns the values of an object by key. The map is made once, because a file may have thousands of findings in one object. */
const propertiesOf = fact((object: Node): ReadonlyMap<string, Node> => {
  const values = new Map<string, Node>();
  for (const { children: [key, value] = [] } of object.type === "object" ? (object.children ?? []) : []) {
    const name: unknown = key?.value;
    if (typeof name === "string" && value !== undefined && !values.has(name)) values.set(name, value);
  }
  return values;
});

function offsetOfNode(node: Node, on: "key" | "value"): number {
  const property = node.parent?.type === "property" ? node.parent : undefined;
  return on === "key" && property !== undefined ? property.offset : node.offset;
}

/** Returns the offset and the reason of a text's first JSON error, or `undefined` if the text is JSON. */
export function jsonFault(text: string): { readonly offset: number; readonly reason: string } | undefined {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (first === undefined) return undefined;
  return { offset: first.offset, reason: words(printParseErrorCode(first.error)) };
}

function words(code: string): string {
  return code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

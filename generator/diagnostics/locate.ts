import { findNodeAtLocation, parse, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Node, ParseError } from "jsonc-parser";
import { pointerTokens } from "../base/pointer.js";

/** A place in a text; both count from 1, columns in UTF-16 code units. */
export type Position = { readonly line: number; readonly column: number };

/** Turns an offset into line and column. */
export function positionAt(text: string, offset: number): Position {
  return new JsonPositions(text).at(offset);
}

/** Looks up positions in one text; parses it once, when first asked for a pointer. */
export class JsonPositions {
  readonly #text: string;
  #root: Node | undefined;
  #lineStarts: readonly number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Line and column of an offset; a search, as a file may have thousands of findings. */
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

  /** Offset of a pointer's key or value; of the nearest ancestor that exists where it does not. */
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
    node = findNodeAtLocation(node, [node.type === "array" ? Number(token) : token]);
  }
  return node;
}

function offsetOfNode(node: Node, on: "key" | "value"): number {
  const property = node.parent?.type === "property" ? node.parent : undefined;
  return on === "key" && property !== undefined ? property.offset : node.offset;
}

/** Where and why a text is not JSON; `undefined` when the parser finds no fault. */
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

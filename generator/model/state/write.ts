import { canonicalJson, compareTexts } from "../../base/canonical-json.js";
import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";
import type { PathToken, TextPart } from "./state-model.js";
import type { Condition } from "./write-guard.js";

/** One change of one place of the state. Every step is translated into a list of writes. */
export type Write = {
  /**
   * - `ensure`: makes an empty object, unless the place has an object.
   * - `put`: sets the value of the place.
   * - `all`: sets each property that the source has.
   */
  readonly kind: "ensure" | "put" | "all" | "remove" | "append" | "extend";
  /** The path from the root of the state. The names of a placeholder lead from the root of the event to the key. */
  readonly path: readonly PathToken[];
  /** The conditions on the event's message. Only a message that satisfies all of them makes the change. */
  readonly guard: readonly Condition[];
  readonly source: WriteSource;
  /** For `append`: the most items that the list keeps. For `extend`: the most units of the text. 0 for other kinds. */
  readonly limit: number;
  /** Present for `extend`, and only for it. The path to the offset leads from the root of the event. */
  readonly piece?: TextPart;
};

/**
 * The value that a write puts into the state: a constant, or a part of the event. `names` leads from the root of the event to
 * the part. `rest` is that part without some properties.
 */
export type WriteSource =
  | { readonly kind: "none" }
  | { readonly kind: "const"; readonly value: Json }
  | { readonly kind: "part"; readonly names: readonly string[] }
  /** An object with the properties `only` of the part, as far as the event has them. */
  | { readonly kind: "picked"; readonly names: readonly string[]; readonly only: readonly string[] }
  | { readonly kind: "rest"; readonly names: readonly string[]; readonly without: readonly string[] };

/** The {@link WriteSource} of a write that has no value, such as `remove`. */
export const noSource: WriteSource = { kind: "none" };

/** Returns a comparison key: two writes have the same key if all their fields are the same. */
export const writeText: (write: Write) => string = fact(({ kind, path, guard, source, limit, piece }: Write) =>
  JSON.stringify([
    kind,
    path.map((token) => ("key" in token ? token.key : token.names)),
    sourceParts(source),
    limit,
    ...(piece === undefined ? [] : [[piece.unit, piece.offset ?? null]]),
    [...new Set(guard.map(({ text }) => text))].toSorted(compareTexts),
  ]),
);

function sourceParts(source: WriteSource): readonly (string | readonly string[])[] {
  switch (source.kind) {
    case "none":
      return [];
    case "const":
      return ["const", canonicalJson(source.value)];
    case "part":
      return ["part", source.names];
    case "picked":
      return ["picked", source.names, source.only];
    default:
      return ["rest", source.names, source.without];
  }
}

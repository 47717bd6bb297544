import { canonicalJson, compareTexts } from "../../base/canonical-json.js";
import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";
import type { PathToken } from "./state-model.js";
import type { Condition } from "./write-guard.js";

/** One change of one place of the state. Every step is a list of these. */
export type Write = {
  /**
   * - `ensure`: makes an empty object, unless the place has an object.
   * - `put`: sets the value of the place.
   * - `all`: sets each property that the source has.
   */
  readonly kind: "ensure" | "put" | "all" | "remove" | "append";
  /** From the root of the state. A placeholder holds names from the root of the event. */
  readonly path: readonly PathToken[];
  /** The conditions under which an event makes the change. */
  readonly guard: readonly Condition[];
  readonly source: WriteSource;
  /** The most items of a list; 0 for anything but `append`. */
  readonly limit: number;
};

/** The value of a write. Names lead from the root of the event. */
export type WriteSource =
  | { readonly kind: "none" }
  | { readonly kind: "const"; readonly value: Json }
  | { readonly kind: "part"; readonly names: readonly string[] }
  /** An object of those of the properties `only` that the event has. */
  | { readonly kind: "picked"; readonly names: readonly string[]; readonly only: readonly string[] }
  | { readonly kind: "rest"; readonly names: readonly string[]; readonly without: readonly string[] };

/** The source of a write that has no value. */
export const noSource: WriteSource = { kind: "none" };

/** Returns a text that is equal for equal writes. */
export const writeText: (write: Write) => string = fact(({ kind, path, guard, source, limit }: Write) =>
  JSON.stringify([
    kind,
    path.map((token) => ("key" in token ? token.key : token.names)),
    sourceParts(source),
    limit,
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

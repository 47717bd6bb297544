import type { WireVerdict } from "./wire.js";
import type { Json } from "../../base/json.js";
import type { Location, Schema } from "../../schema/schema.js";

/**
 * The kind of change that may have broken a constraint.
 * - `value`: a change of the value at its path.
 * - `presence`: the field at its path became required, optional or forbidden.
 * - `closing`: a change of the fields or items that are declared at its path.
 * - `branch`: a change of a branch of the union at its path.
 * - `all`: any change at its path or below.
 */
export type Concern = "value" | "presence" | "closing" | "branch" | "all";

/** One requirement of a reader. The reader accepts a message if it satisfies all constraints. */
export type Constraint = {
  /** A JSON Pointer into the message. `*` means any item or undeclared key. */
  readonly path: string;
  /** The constraint as a schema of the whole message. */
  readonly schema: Schema;
  readonly concern: Concern;
  /** The keyword of the reader's schema, if the constraint comes from a single one. */
  readonly keyword?: keyof Schema;
  /** The value that the constraint refuses, if it refuses a single one. */
  readonly value?: Json;
  /** The place in the reader's schema. For a `branch`: the place in the sender's schema. */
  readonly location: Location;
  /** Equal for constraints with equal meaning on equal messages. */
  readonly key: string;
};

/** One reason why a reader refuses messages of an event, with the verdict on it alone. */
export type BrokenPart = {
  /** Absent if no single constraint is the reason: the reader does not know the event, or reads it as several events. */
  readonly constraint?: Constraint;
  readonly verdict: WireVerdict & { readonly verdict: "breaking" | "unknown" };
};

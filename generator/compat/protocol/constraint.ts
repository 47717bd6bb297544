import type { WireVerdict } from "./wire.js";
import type { Json, Location, Schema } from "../../model/schema.js";

/**
 * What may have broken a constraint.
 * - `value`: what is said of the value at its path.
 * - `presence`: whether the field at its path may, or must, be there.
 * - `closing`: which fields or items are declared at its path.
 * - `branch`: a branch of the union at its path.
 * - `all`: whatever is said at its path or below.
 */
export type Concern = "value" | "presence" | "closing" | "branch" | "all";

/** One of the things that a reader asks of a message: the reader accepts what satisfies all of them. */
export type Constraint = {
  /** JSON Pointer into the message; `*` stands for any item or undeclared key. */
  readonly path: string;
  /** Of the whole message. */
  readonly schema: Schema;
  readonly concern: Concern;
  /** The keyword that asks it, where one does. */
  readonly keyword?: keyof Schema;
  /** The value that it refuses, where it refuses one. */
  readonly value?: Json;
  /** Where the reader's schema asks it; of a `branch`, where the sender's has it. */
  readonly location: Location;
  /** Equal for constraints that ask the same of the same messages. */
  readonly key: string;
};

/** What becomes of the messages of one event that one constraint is asked of. */
export type BrokenPart = {
  /** Absent where no single constraint is to blame: an event that the reader does not know, or several that it might be. */
  readonly constraint?: Constraint;
  readonly verdict: WireVerdict & { readonly verdict: "breaking" | "unknown" };
};

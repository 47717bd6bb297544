import type { Branch } from "../change/branch.js";
import type { WireVerdict } from "./wire.js";
import type { Json } from "../../base/json.js";
import type { Location, Schema } from "../../schema/schema.js";

/**
 * The kind of change in a schema that may have broken a constraint.
 * - `value`: a change of the value at its path.
 * - `presence`: the field at its path became required, optional or forbidden.
 * - `closing`: a change of the fields or items that are declared at its path.
 * - `branch`: a change of a branch of the union at its path.
 * - `all`: any change at its path or below.
 */
export type Concern = "value" | "presence" | "closing" | "branch" | "all";

/**
 * One requirement that a consumer's schema has for a message. The consumer accepts a message if the message satisfies
 * all constraints.
 */
export type Constraint = {
  /** A JSON Pointer into the message. `*` means any item or undeclared key. */
  readonly path: string;
  /** The constraint, written as a schema for the whole message. */
  readonly schema: Schema;
  readonly concern: Concern;
  /**
   * The keyword of the consumer's schema from which the constraint comes; absent if it comes from several keywords.
   */
  readonly keyword?: keyof Schema;
  /** The value that the constraint refuses; absent if it refuses several values. */
  readonly value?: Json;
  /**
   * The place of the constraint in the consumer's schema. For the concern `branch`, the place of the branch in the
   * producer's schema.
   */
  readonly location: Location;
  /**
   * The schema that applies again inside one of its own values. Its changes have been reported at other paths. Absent if the
   * constraint is not about such a repetition.
   */
  readonly repeated?: Schema;
  /** The branches of unions and the patterns of names inside which the constraint applies, the outermost first. */
  readonly branches: readonly Branch[];
  /** A comparison key: two constraints with the same schema, path and branches have equal keys. */
  readonly key: string;
};

/** One reason why a consumer refuses messages of an event, with the verdict as if this were the only reason. */
export type BrokenPart = {
  /**
   * The constraint that the messages do not satisfy. Absent if the consumer does not know the event, or may read its
   * messages as one of several events.
   */
  readonly constraint?: Constraint;
  readonly verdict: WireVerdict & { readonly verdict: "breaking" | "unknown" };
};

import type { Direction } from "../../model/protocol.js";
import type { Location } from "../../model/schema.js";
import type { ChangeKind } from "./change-kind.js";

/**
 * One difference between an event as it was and as it is, found by comparing the two structures.
 * It names a rule and a place for people; verdicts never come from it.
 */
export type Change = {
  /** What happened, without the direction: `FIELD_REQUIRED_ADDED`, `ENUM_VALUE_ADDED`, `EVENT_REMOVED`. */
  readonly kind: ChangeKind;
  readonly direction: Direction;
  /** Name of the event; the old one's where it is gone. */
  readonly event: string;
  /** JSON Pointer into the message; `*` stands for any item or undeclared key. */
  readonly path: string;
  /**
   * What tells it from another change of the same kind at the same place: the value that was added,
   * the bound that holds today. Absent where kind and path say all.
   */
  readonly detail?: string;
  /** A sentence without the consequences: `client event "human_decision" now requires "reason".` */
  readonly sentence: string;
  /** Where the old schema says it; absent for what is new. */
  readonly before?: Location;
  /** Where today's schema says it, or the nearest place that is still there; absent where the whole event is gone. */
  readonly after?: Location;
};

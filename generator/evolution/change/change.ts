import type { Direction } from "../../model/event-model.js";
import type { Location } from "../../schema/schema.js";
import type { Branch } from "./branch.js";

/**
 * The kinds of changes of an event. The id of a rule about changes is a direction and a kind, such as
 * `SERVER_EVENT_ADDED`.
 */
export const changeKinds = [
  "EVENT_ADDED",
  "EVENT_REMOVED",
  "EVENT_RENAMED",
  "EVENT_TAG_CHANGED",
  "EVENT_NAME_CHANGED",
  "EVENT_FOLDED",
  "EVENT_SPLIT",
  "EVENT_MOVED",
  "MUST_UNDERSTAND_ADDED",
  "MUST_UNDERSTAND_REMOVED",
  "FIELD_OPTIONAL_ADDED",
  "FIELD_OPTIONAL_DECLARED",
  "FIELD_REQUIRED_ADDED",
  "FIELD_OPTIONAL_REMOVED",
  "FIELD_REQUIRED_REMOVED",
  "FIELD_OPTIONAL_RENAMED",
  "FIELD_REQUIRED_RENAMED",
  "FIELD_BECAME_REQUIRED",
  "FIELD_BECAME_OPTIONAL",
  "ENUM_VALUE_ADDED",
  "ENUM_VALUE_REMOVED",
  "ENUM_ADDED",
  "ENUM_REMOVED",
  "ENUM_OPENED",
  "ENUM_CLOSED",
  "CONST_CHANGED",
  "TYPE_CHANGED",
  "TYPE_WIDENED",
  "TYPE_NARROWED",
  "INTEGER_BECAME_NUMBER",
  "NUMBER_BECAME_INTEGER",
  "NULL_ADDED",
  "NULL_REMOVED",
  "SCALAR_BECAME_ARRAY",
  "ARRAY_BECAME_SCALAR",
  "BOUND_TIGHTENED",
  "BOUND_LOOSENED",
  "PATTERN_ADDED",
  "PATTERN_REMOVED",
  "PATTERN_CHANGED",
  "FORMAT_ADDED",
  "FORMAT_REMOVED",
  "FORMAT_CHANGED",
  "OBJECT_CLOSED",
  "OBJECT_OPENED",
  "LIST_CLOSED",
  "LIST_OPENED",
  "ITEM_ADDED",
  "ITEM_REMOVED",
  "UNION_BRANCH_ADDED",
  "UNION_BRANCH_REMOVED",
  "CONDITION_ADDED",
  "CONDITION_REMOVED",
  "CONDITION_CHANGED",
  "CONSTRAINT_ADDED",
  "CONSTRAINT_REMOVED",
  "CONSTRAINT_CHANGED",
] as const;

/** One of {@link changeKinds}. */
export type ChangeKind = (typeof changeKinds)[number];

/**
 * One difference between two versions of an event, found by comparing their schemas. A change tells people what is
 * different and where. It never decides whether the versions are compatible.
 */
export type Change = {
  /** The kind of the change, without the direction, such as `FIELD_REQUIRED_ADDED`. */
  readonly kind: ChangeKind;
  readonly direction: Direction;
  /** The name of the event; its old name if the event was removed. */
  readonly event: string;
  /** A JSON Pointer into the message. `*` means any item or undeclared key. */
  readonly path: string;
  /**
   * A text that distinguishes changes of the same kind at the same path, such as the added value or the new bound.
   * Absent for kinds of changes that a path can have only once.
   */
  readonly detail?: string;
  /**
   * The branches of unions and the patterns of names inside which the change is, the outermost first. They distinguish equal
   * changes at one path. Absent outside of branches.
   */
  readonly branches?: readonly Branch[];
  /** The change in one sentence, without the consequences: `client event "human_decision" now requires "reason".` */
  readonly sentence: string;
  /** The place of the change in the old schema; absent if the changed part exists only in the new schema. */
  readonly before?: Location;
  /**
   * The place of the change in the new schema, or the nearest place around it that the new schema has. Absent if the
   * event was removed.
   */
  readonly after?: Location;
};

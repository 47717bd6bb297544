import type { EventModel } from "../event-model.js";
import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import type { Initial } from "./initial-state.js";

/**
 * A part of a step's path: a fixed key, or a placeholder. A placeholder stands for the string or integer at the path `names`
 * in the annotated object. The key of an integer is its decimal.
 */
export type PathToken =
  | { readonly key: string }
  | {
      readonly names: readonly string[];
      /** Set in a write if the placeholder names an integer: an integer that the event's schema allows, with the one after it. */
      readonly example?: number;
    };

/**
 * The value that a step writes. The annotated object is the object in the event whose schema has the `x-state`. `from` is one
 * value in it, `pick` an object of some of its properties, and `value` a constant.
 */
export type StepSource =
  /** The annotated object without the properties in {@link StateBlock.tags}. */
  | { readonly kind: "whole" }
  | { readonly kind: "from"; readonly names: readonly string[] }
  | { readonly kind: "pick"; readonly names: readonly string[] }
  | { readonly kind: "value"; readonly value: Json };

/** The operation by which a step changes the state. */
export type StepOp = "set" | "merge" | "remove" | "append" | "extend";

/** The unit of the offsets and the limit of a text: bytes of UTF-8, or units of UTF-16. */
export type TextUnit = "utf-8" | "utf-16";

/** The parts of a step that only "extend" has. */
export type TextPart = {
  /** The path in the annotated object to the offset of the piece; `undefined` if each piece goes to the end of the text. */
  readonly offset: readonly string[] | undefined;
  readonly unit: TextUnit;
};

/** One step of an `x-state`. */
export type Step = {
  readonly op: StepOp;
  /** The path from the root of the state to the place that the step changes. */
  readonly at: readonly PathToken[];
  readonly source: StepSource;
  /** For `append`: the most items that the list keeps. For `extend`: the most units of the text. 0 for other operations. */
  readonly limit: number;
  /** Present for `extend`, and only for it. */
  readonly piece?: TextPart;
  /** JSON Pointer from the schema to the step. */
  readonly pointer: string;
  /** The schema whose `x-state` contains the step. */
  readonly owner: Schema;
};

/**
 * The steps for one object of an event, in the order in which they change the state. Then follow the blocks of its
 * {@link StateChoice}s and {@link StateMember}s.
 */
export type StateBlock = {
  readonly steps: readonly Step[];
  readonly choices: readonly StateChoice[];
  readonly members: readonly StateMember[];
  /** All schemas that the object satisfies in every valid event. */
  readonly conjuncts: readonly Schema[];
  /** Names of the properties that distinguish the event from other events, or a union's member from its other members. */
  readonly tags: readonly string[];
};

/** The steps for the object at a property of another object. */
export type StateMember = { readonly name: string; readonly isRequired: boolean; readonly block: StateBlock };

/** Blocks of steps, of which the value of a property (`tag`) or the result of tests (`if`) selects one. */
export type StateChoice =
  | {
      readonly kind: "tag";
      readonly name: string;
      readonly cases: readonly { readonly values: readonly Json[]; readonly block: StateBlock }[];
    }
  | {
      readonly kind: "if";
      readonly tests: readonly StateTest[];
      readonly yes: StateBlock | undefined;
      readonly no: StateBlock | undefined;
    };

/** One test of an `if`: a property is present, or has one of some values. */
export type StateTest = { readonly name: string; readonly values?: readonly Json[] };

/** A place of the state whose value shows that the stream has ended. */
export type EndMark = {
  /** The terminal event that writes `value` at `path`. */
  readonly event: EventModel;
  readonly path: readonly string[];
  readonly value: Json;
};

/** The model of a protocol's state: its schema, its start value, and the steps by which the server's events change it. */
export type StateModel = {
  readonly schema: Schema;
  readonly typeName: string;
  /** The steps of each event. An event without an entry changes nothing. */
  readonly blocks: ReadonlyMap<EventModel, StateBlock>;
  /** The schemas with an `x-state` that applies to an object of at least one event. */
  readonly reached: ReadonlySet<Schema>;
  /** The start value: the state of a stream before its first event. */
  readonly initial: Initial;
  /** One mark for each terminal event. If a terminal event has no mark, the linter reports a finding. */
  readonly endMarks: readonly EndMark[];
};

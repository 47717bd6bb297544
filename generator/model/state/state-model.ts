import type { EventModel } from "../event-model.js";
import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import type { Initial } from "./initial-state.js";

/** A token of a step's path: a fixed key, or the string at a path of names in the annotated object. */
export type PathToken = { readonly key: string } | { readonly names: readonly string[] };

/** The value that a step writes. */
export type StepSource =
  /** The annotated object without the properties that only distinguish it from others. */
  | { readonly kind: "whole" }
  | { readonly kind: "from"; readonly names: readonly string[] }
  | { readonly kind: "pick"; readonly names: readonly string[] }
  | { readonly kind: "value"; readonly value: Json };

/** The change that a step makes. */
export type StepOp = "set" | "merge" | "remove" | "append";

/** One step of an `x-state`. */
export type Step = {
  readonly op: StepOp;
  /** The path from the root of the state. */
  readonly at: readonly PathToken[];
  readonly source: StepSource;
  /** The most items that the list keeps. 0 for every other operation than `append`. */
  readonly limit: number;
  /** JSON Pointer from the schema to the step. */
  readonly pointer: string;
  /** The schema whose `x-state` contains the step. */
  readonly owner: Schema;
};

/** The steps for one object of an event, in their order, followed by the blocks that depend on the object's contents. */
export type StateBlock = {
  readonly steps: readonly Step[];
  readonly choices: readonly StateChoice[];
  readonly members: readonly StateMember[];
  /** All schemas that certainly apply to the object. */
  readonly conjuncts: readonly Schema[];
  /** Names of the properties that only distinguish the object from others. */
  readonly tags: readonly string[];
};

/** An object inside another. */
export type StateMember = { readonly name: string; readonly isRequired: boolean; readonly block: StateBlock };

/** Blocks of which the object's contents select one. */
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
  /** The terminal event that writes the value. */
  readonly event: EventModel;
  readonly path: readonly string[];
  readonly value: Json;
};

/** The state that a protocol's server events change. */
export type StateModel = {
  readonly schema: Schema;
  readonly typeName: string;
  /** The steps of each event. An event without an entry changes nothing. */
  readonly blocks: ReadonlyMap<EventModel, StateBlock>;
  /** The schemas whose steps at least one event takes. */
  readonly reached: ReadonlySet<Schema>;
  /** The state before the first event. */
  readonly initial: Initial;
  /** One mark for each terminal event; otherwise the linter reports a finding. After a terminal event nothing changes the state. */
  readonly endMarks: readonly EndMark[];
};

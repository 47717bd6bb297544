import type { EventModel } from "../event-model.js";
import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import type { Initial } from "./initial-state.js";

/** A token of a step's path: a key as it is, or the string that stands at a path of names in the annotated object. */
export type PathToken = { readonly key: string } | { readonly names: readonly string[] };

/** What a step writes. */
export type StepSource =
  /** The annotated object less what tells it from others. */
  | { readonly kind: "whole" }
  | { readonly kind: "from"; readonly names: readonly string[] }
  | { readonly kind: "pick"; readonly names: readonly string[] }
  | { readonly kind: "value"; readonly value: Json };

/** What a step does to the state. */
export type StepOp = "set" | "merge" | "remove" | "append";

/** One step of an `x-state`. */
export type Step = {
  readonly op: StepOp;
  /** From the root of the state. */
  readonly at: readonly PathToken[];
  readonly source: StepSource;
  /** The most items that the list keeps; 0 for anything but `append`. */
  readonly limit: number;
  /** JSON Pointer from the schema to the step as it is written. */
  readonly pointer: string;
  /** The schema whose `x-state` holds the step. */
  readonly owner: Schema;
};

/** What is done with one object of an event: steps in their order, then what hangs on its contents. */
export type StateBlock = {
  readonly steps: readonly Step[];
  readonly choices: readonly StateChoice[];
  readonly members: readonly StateMember[];
  /** All schemas that certainly hold of the object. */
  readonly conjuncts: readonly Schema[];
  /** Names of the properties that only tell the object from others. */
  readonly tags: readonly string[];
};

/** An object inside another. */
export type StateMember = { readonly name: string; readonly isRequired: boolean; readonly block: StateBlock };

/** Blocks of which an object's contents select one. */
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

/** One thing that an `if` asks: that a property is there, or has one of some values. */
export type StateTest = { readonly name: string; readonly values?: readonly Json[] };

/** A place of the state that shows that the stream has ended. */
export type EndMark = {
  /** The terminal event that leaves it. */
  readonly event: EventModel;
  readonly path: readonly string[];
  readonly value: Json;
};

/** The state that a protocol's server events keep. */
export type StateModel = {
  readonly schema: Schema;
  readonly typeName: string;
  /** What each event does; an event that is not here does nothing. */
  readonly blocks: ReadonlyMap<EventModel, StateBlock>;
  /** The schemas whose steps some event takes. */
  readonly reached: ReadonlySet<Schema>;
  /** The state before any event. */
  readonly initial: Initial;
  /** After the event that left one of these, nothing changes the state. As many as there are terminal events, or the lint objects. */
  readonly endMarks: readonly EndMark[];
};

import { canonicalJson } from "../../base/canonical-json.js";
import { isObject } from "../../base/json.js";
import type { Json } from "../../base/json.js";
import { pointerTokens } from "../../base/pointer.js";
import { envelopeSchema } from "../../model/envelope-schema.js";
import type { EventModel } from "../../model/event-model.js";
import type { Condition } from "../../model/state/write-guard.js";
import type { Write } from "../../model/state/write.js";
import type { Schema } from "../../schema/schema.js";
import { valueAt, withValueAt } from "./apply-block.js";
import { exampleKeys, exampleOf } from "./example-value.js";
import type { ExampleTools } from "./example-value.js";
import type { Sent } from "./reducer.js";

/**
 * Messages that represent all messages of an event. Every other message of the event changes the state as one of these
 * messages does.
 */
export type Instances = {
  readonly sent: readonly Sent[];
  /** False if the event has too many combinations of properties, or if no message was found for one of them. */
  readonly isComplete: boolean;
};

/** The input of {@link instancesOf} besides the event. */
export type InstanceContext = {
  /** The writes of both versions. The messages differ in the values that these writes read. */
  readonly writes: readonly Write[];
  /** The schemas that a message has to satisfy: the sender's and the reader's. */
  readonly schemas: readonly Schema[];
  /** Returns true if a step writes to a place inside `path`. */
  readonly isEntered: (path: Write["path"]) => boolean;
  readonly tools: ExampleTools;
};

/**
 * The most combinations of options for which all messages are made. If an event has more, only combinations with at
 * most two exceptions are made.
 */
const mostCombinations = 1500;

/** The salts of messages: one for the first message of an event, and one for a later message with other values. */
const salts = [0, 1] as const;

/**
 * Returns messages of an event, one for each combination of options. A placeholder has two keys as options. The value
 * that a write reads is absent, full or bare.
 */
export function instancesOf(event: EventModel, context: InstanceContext): Instances {
  const axes = axesOf(event, context);
  const count = axes.reduce((combinations, { options }) => combinations * options.length, 1);
  const isComplete = count <= mostCombinations;
  const choices = isComplete ? product(axes) : exceptions(axes);
  const maker = new MessageMaker(event, context);
  const found = new Map<string, Sent>();
  const lacking = new Set(axes.flatMap((axis) => axis.options.filter(({ isDoubtful }) => !isDoubtful)));
  for (const salt of salts) {
    for (const choice of choices) {
      const message = maker.make(choice, salt);
      if (message === undefined) continue;
      for (const { option } of choice) lacking.delete(option);
      found.set(canonicalJson(message), { event, message });
    }
  }
  return { sent: [...found.values()], isComplete: isComplete && lacking.size === 0 && found.size > 0 };
}

/** A property in which the messages of an event differ, with its options. */
type Axis = { readonly names: readonly string[]; readonly isTag: boolean; readonly options: readonly Option[] };

type Option = {
  /** The value of the property. `full` and `bare` stand for example values of this size, made from the schema. */
  readonly value: { readonly exactly: Json | undefined } | "full" | "bare";
  /** True if perhaps no valid message has the value. The messages are then complete without the value. */
  readonly isDoubtful: boolean;
};

type Choice = readonly { readonly axis: Axis; readonly option: Option }[];

function axesOf({ at, tags }: EventModel, { writes, isEntered }: InstanceContext): Axis[] {
  const content = pointerTokens(at);
  const axes = new Map<string, Axis>();
  const add = (names: readonly string[], isTag: boolean, options: readonly Option[]): void => {
    const full = [...content, ...names];
    const key = JSON.stringify(full);
    const before = axes.get(key);
    const known = new Set(before?.options.map(optionText));
    const more = options.filter((option) => !known.has(optionText(option)));
    axes.set(key, { names: full, isTag: isTag || before?.isTag === true, options: [...(before?.options ?? []), ...more] });
  };
  for (const [pointer, values] of tags ?? []) {
    if (values.length === 1 || pointer.startsWith("@")) continue;
    axes.set(JSON.stringify(pointerTokens(pointer)), { names: pointerTokens(pointer), isTag: true, options: values.map(exactly) });
  }
  const hasInside = (kind: Write["kind"], path: Write["path"]): boolean => kind === "all" || isEntered(path);
  for (const { kind, path, guard, source, piece } of writes) {
    for (const token of path) if ("names" in token) add(token.names, false, keyValues(token).map(exactly));
    if (piece?.offset !== undefined)
      add(piece.offset, false, [sized("full"), ...[0, 2].map((offset) => ({ ...exactly(offset), isDoubtful: true }))]);
    for (const condition of guard) addCondition(condition, add);
    if (source.kind === "part") add(source.names, false, hasInside(kind, path) ? [sized("full"), sized("bare")] : [sized("full")]);
    if (source.kind === "picked") for (const name of source.only) add([...source.names, name], false, [sized("full"), absent]);
    if (source.kind === "rest") add(source.names, false, [sized("full"), sized("bare")]);
  }
  return [...axes.values()].toSorted((a, b) => Number(b.isTag) - Number(a.isTag) || a.names.length - b.names.length);
}

/** Returns the values of a placeholder's property in the messages: two texts or two integers. */
function keyValues({ example }: { readonly example?: number }): readonly Json[] {
  return example === undefined ? exampleKeys : [example, example + 1];
}

type AddAxis = (names: readonly string[], isTag: boolean, options: readonly Option[]) => void;

function addCondition(condition: Condition, add: AddAxis): void {
  if (condition.kind === "not") for (const one of condition.all) addCondition(one, add);
  else if (condition.kind === "in")
    add(condition.names, true, [...condition.values.map(exactly), { ...sized("full"), isDoubtful: true }, absent]);
  else add(condition.names, false, [sized("full"), absent]);
}

const absent: Option = { value: { exactly: undefined }, isDoubtful: true };

function exactly(value: Json): Option {
  return { value: { exactly: value }, isDoubtful: false };
}

function sized(value: string): Option {
  return { value: value === "full" ? "full" : "bare", isDoubtful: value !== "full" };
}

function optionText({ value }: Option): string {
  return JSON.stringify(value);
}

function product(axes: readonly Axis[]): Choice[] {
  return axes.reduce<Choice[]>(
    (choices, axis) => choices.flatMap((choice) => axis.options.map((option) => [...choice, { axis, option }])),
    [[]],
  );
}

/** Returns the combinations in which all properties but two at most have their first option, or all have their last option. */
function exceptions(axes: readonly Axis[]): Choice[] {
  const plain = [0, -1].map((index) => axes.map((axis) => ({ axis, option: axis.options.at(index) ?? absent })));
  const single = (choice: Choice): Choice[] =>
    axes.flatMap((axis, place) => axis.options.map((option) => choice.with(place, { axis, option })));
  const once = plain.flatMap(single);
  return [...plain, ...(once.length <= 60 ? once.flatMap(single) : once)];
}

class MessageMaker {
  readonly #schema: Schema;
  readonly #event: EventModel;
  readonly #context: InstanceContext;
  readonly #bases = new Map<string, Json | undefined>();

  constructor(event: EventModel, context: InstanceContext) {
    this.#event = event;
    this.#schema = envelopeSchema(event);
    this.#context = context;
  }

  make(choice: Choice, salt: number): Json | undefined {
    const fixed = choice.reduce<Json | undefined>(
      (value, { axis, option: { value: wish } }) =>
        axis.isTag && typeof wish === "object" && wish.exactly !== undefined ? withValueAt(value, axis.names, wish.exactly) : value,
      this.#tags(),
    );
    const [full, bare] = [this.#base("full", salt, fixed), this.#base("bare", salt, fixed)];
    if (full === undefined) return undefined;
    const message = choice.reduce<Json | undefined>((value, { axis: { names }, option: { value: wish } }) => {
      if (wish === "full" || valueAt(full, names) === undefined) return value;
      if (wish === "bare") return bareAt(value, full, bare, names);
      return valueAt(value, names.slice(0, -1)) === undefined ? value : withValueAt(value, names, wish.exactly);
    }, full);
    return message !== undefined && this.#isValid(message) ? message : undefined;
  }

  #base(size: "full" | "bare", salt: number, fixed: Json | undefined): Json | undefined {
    const key = canonicalJson([size, salt, fixed ?? null]);
    if (!this.#bases.has(key)) {
      const { schemas, tools } = this.#context;
      this.#bases.set(key, exampleOf([this.#schema, ...schemas], { size, salt, fixed, tools }));
    }
    return this.#bases.get(key);
  }

  #isValid(message: Json): boolean {
    return [this.#schema, ...this.#context.schemas].every((schema) => this.#context.tools.refusedAt(schema, message) === undefined);
  }

  #tags(): Json | undefined {
    return [...(this.#event.tags ?? [])].reduce<Json | undefined>(
      (value, [pointer, [first]]) => (pointer.startsWith("@") ? value : withValueAt(value, pointerTokens(pointer), first)),
      undefined,
    );
  }
}

/** Replaces an object by one with the required properties only. Values that are no objects stay unchanged. */
function bareAt(value: Json | undefined, full: Json, bare: Json | undefined, names: readonly string[]): Json | undefined {
  const inside = valueAt(full, names);
  if (!isObject(inside) || valueAt(value, names) === undefined) return value;
  return withValueAt(value, names, valueAt(bare, names) ?? {});
}

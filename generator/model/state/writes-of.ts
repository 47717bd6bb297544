import { compareTexts } from "../../base/canonical-json.js";
import { isObject } from "../../base/json.js";
import type { Json } from "../../base/json.js";
import { conjunctsOf, declaredIn, isRequiredIn } from "../../schema/conjuncts.js";
import type { Schema } from "../../schema/schema.js";
import type { PathToken, StateBlock, StateChoice, Step, StepOp, StepSource, TextPart } from "./state-model.js";
import { noSource } from "./write.js";
import type { Write, WriteSource } from "./write.js";
import { presence, whenSomeFails, whenTest } from "./write-guard.js";
import type { Condition } from "./write-guard.js";

/**
 * Translates the steps of a block, and of the blocks inside it, into writes, in the order in which they change the state.
 *
 * @param messages the schemas of all events that reach the block: a message satisfies each of them.
 */
export function writesOf(block: StateBlock, messages: readonly Schema[]): Write[] {
  return new Writes(messages).of(block, [], []);
}

class Writes {
  readonly #messages: readonly Schema[];

  constructor(messages: readonly Schema[]) {
    this.#messages = messages;
  }

  /** Returns the writes of a block. @param at the names that lead from the event to the object of the block. */
  of(block: StateBlock, at: readonly string[], guard: readonly Condition[]): Write[] {
    const scope = new Scope(block, at, this.#messages);
    return [
      ...block.steps.flatMap((step) => scope.writes(step, guard)),
      ...block.choices.flatMap((choice) => this.#choice(choice, at, guard, scope)),
      ...block.members.flatMap(({ name, block: inner }) => this.of(inner, [...at, name], [...guard, ...scope.whenThere([name])])),
    ];
  }

  #choice(choice: StateChoice, at: readonly string[], guard: readonly Condition[], scope: Scope): Write[] {
    if (choice.kind === "tag") {
      return choice.cases.flatMap(({ values, block }) => this.of(block, at, [...guard, whenTest({ name: choice.name, values }, at)]));
    }
    const { tests, yes, no } = choice;
    const conditions = tests.flatMap((test) => (test.values === undefined ? scope.whenThere([test.name]) : [whenTest(test, at)]));
    return [
      ...(yes === undefined ? [] : this.of(yes, at, [...guard, ...conditions])),
      ...(no === undefined || conditions.length === 0 ? [] : this.of(no, at, [...guard, whenSomeFails(conditions)])),
    ];
  }
}

/** The object of an event that one {@link StateBlock} reads. */
class Scope {
  readonly #at: readonly string[];
  readonly #tags: readonly string[];
  /** All schemas that the object satisfies. */
  readonly #conjuncts: readonly Schema[];

  constructor({ conjuncts, tags }: StateBlock, at: readonly string[], messages: readonly Schema[]) {
    this.#at = at;
    this.#tags = tags;
    this.#conjuncts = [...new Set([...conjuncts, ...messages.flatMap((message) => conjunctsAt(message, at))])];
  }

  writes({ op, at, source, limit, piece }: Step, guard: readonly Condition[]): Write[] {
    const path = at.map((token): PathToken => ("key" in token ? token : this.#placeholder(token.names)));
    if (op === "remove") return [{ kind: "remove", path, guard, source: noSource, limit: 0 }];
    const made = piece !== undefined ? this.#extend(path, source, limit, piece) : this.#made(op, path, source, limit);
    return made.flatMap((write) => {
      const all = [...guard, ...write.guard];
      const parents = write.path.slice(1).map((_, index) => write.path.slice(0, index + 1));
      return [
        ...parents.map((parent): Write => ({ kind: "ensure", path: parent, guard: all, source: noSource, limit: 0 })),
        { ...write, guard: all },
      ];
    });
  }

  /** Returns the condition that the object has a value at a path of names; an empty list if the schemas require this value. */
  whenThere(names: readonly string[]): Condition[] {
    let inside: readonly Schema[] = this.#conjuncts;
    const isSure = names.every((name) => {
      const isRequired = isRequiredIn(inside, name);
      inside = conjunctsOf(declaredIn(inside, name));
      return isRequired;
    });
    return isSure ? [] : [presence([...this.#at, ...names])];
  }

  #placeholder(names: readonly string[]): PathToken {
    const schemas = names.reduce<readonly Schema[]>((inside, name) => conjunctsOf(declaredIn(inside, name)), this.#conjuncts);
    const full = { names: [...this.#at, ...names] };
    if (!schemas.some(({ types }) => types?.join() === "integer")) return full;
    const least = Math.max(
      ...schemas.map(({ minimum, exclusiveMinimum = -Infinity }) => Math.max(minimum ?? -Infinity, exclusiveMinimum + 1)),
    );
    return { ...full, example: least === -Infinity ? 1 : Math.ceil(least) };
  }

  #made(op: StepOp, path: readonly PathToken[], source: StepSource, limit: number): Write[] {
    return op === "append" ? this.#append(path, source, limit) : this.#written(path, source, op === "set");
  }

  #extend(path: readonly PathToken[], source: StepSource, limit: number, { offset, unit }: TextPart): Write[] {
    const guard = [...this.#guardOf(source), ...(offset === undefined ? [] : this.whenThere(offset))];
    const piece = { offset: offset && [...this.#at, ...offset], unit };
    return [{ kind: "extend", path, guard, source: this.#sourceOf(source), limit, piece }];
  }

  #append(path: readonly PathToken[], source: StepSource, limit: number): Write[] {
    if (source.kind === "pick" || (source.kind === "whole" && this.#names() !== undefined)) {
      const names = source.kind === "pick" ? source.names : (this.#names() ?? []);
      const item: WriteSource = { kind: "picked", names: this.#at, only: names.toSorted(compareTexts) };
      return [{ kind: "append", path, guard: [], source: item, limit }];
    }
    return [{ kind: "append", path, guard: this.#guardOf(source), source: this.#sourceOf(source), limit }];
  }

  #written(path: readonly PathToken[], source: StepSource, isSet: boolean): Write[] {
    if (source.kind === "value") return constantWrites(path, source.value, isSet);
    const names = source.kind === "pick" ? source.names : source.kind === "whole" ? this.#names() : undefined;
    if (names === undefined) {
      const guard = this.#guardOf(source);
      const from = this.#sourceOf(source);
      if (isSet) return [{ kind: "put", path, guard, source: from, limit: 0 }];
      return [
        { kind: "ensure", path, guard, source: noSource, limit: 0 },
        { kind: "all", path, guard, source: from, limit: 0 },
      ];
    }
    return [
      opening(path, isSet),
      ...names.map((name): Write => ({
        kind: "put",
        path: [...path, { key: name }],
        guard: this.whenThere([name]),
        source: { kind: "part", names: [...this.#at, name] },
        limit: 0,
      })),
    ];
  }

  #guardOf(source: StepSource): readonly Condition[] {
    return source.kind === "from" ? this.whenThere(source.names) : [];
  }

  #sourceOf(source: StepSource): WriteSource {
    if (source.kind === "value") return { kind: "const", value: source.value };
    if (source.kind === "from") return { kind: "part", names: [...this.#at, ...source.names] };
    return { kind: "rest", names: this.#at, without: this.#tags.toSorted(compareTexts) };
  }

  /**
   * Returns the names of the object's declared properties, without its tags. Returns `undefined` if the object may have
   * other properties, as in a branch of a union.
   */
  #names(): readonly string[] | undefined {
    const isBranched = this.#conjuncts.some(
      (part) => (part.anyOf ?? part.oneOf ?? part.then ?? part.else ?? part.dependentSchemas) !== undefined,
    );
    if (isBranched || this.#conjuncts.every(({ properties }) => properties === undefined)) return undefined;
    const isOpen = this.#conjuncts.some(
      ({ additionalProperties, patternProperties, unevaluatedProperties }) =>
        patternProperties !== undefined ||
        [additionalProperties, unevaluatedProperties].some((rest) => rest !== undefined && rest.always !== false),
    );
    if (isOpen) return undefined;
    const names = new Set(this.#conjuncts.flatMap(({ properties }) => [...(properties?.keys() ?? [])]));
    return [...names].filter((name) => !this.#tags.includes(name));
  }
}

function opening(path: readonly PathToken[], isSet: boolean): Write {
  const source: WriteSource = isSet ? { kind: "const", value: {} } : noSource;
  return { kind: isSet ? "put" : "ensure", path, guard: [], source, limit: 0 };
}

function constantWrites(path: readonly PathToken[], value: Json, isSet: boolean): Write[] {
  if (!isObject(value)) return [{ kind: "put", path, guard: [], source: { kind: "const", value }, limit: 0 }];
  const members = Object.entries(value).flatMap(([key, member]) => constantWrites([...path, { key }], member, true));
  return [opening(path, isSet), ...members];
}

function conjunctsAt(message: Schema, at: readonly string[]): readonly Schema[] {
  return at.reduce<readonly Schema[]>((inside, name) => conjunctsOf(declaredIn(inside, name)), conjunctsOf([message]));
}

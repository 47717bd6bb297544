import { isRecord, own } from "../../core/contract/v1/records.js";
import type { StateWatch } from "../../core/contract/v1/state/state-holder.js";
import { KnownKeys } from "./known-keys.js";
import type { StateSink } from "./state-sink.js";

type Members = Readonly<Record<string, unknown>>;

/** An object of the state as it was: its keys, and the values that events have changed since. Some of the keys may have no value. */
type Group = {
  /** The object itself, in which events may have changed values since. */
  readonly members: Members;
  readonly keys: Set<string> | readonly string[];
  /** For each changed key, the JSON text of the value that it had. */
  readonly aside: Map<string, string | undefined>;
  /** The members that are groups themselves. */
  readonly groups: ReadonlyMap<string, Group>;
  /** True after an event has put another value in the place of this object, which no later event changes. */
  isReplaced: boolean;
};

/** An object with at most this many keys is split further: its members become groups if they are objects. */
const fewKeys = 16;
const mostGroups = 256;

/**
 * A state as it was at one position, while later events change the state in place. It remembers a value when an event is about to
 * change this value, so that it costs time only for its keys.
 */
export class PastState implements StateWatch {
  readonly #known: KnownKeys;
  readonly #state: unknown;
  readonly #root: Group | undefined;
  #count = 0;

  /** @param known The keys of the state's large maps. @default the keys are listed now */
  constructor(state: unknown, known: KnownKeys = new KnownKeys()) {
    this.#known = known;
    this.#state = state;
    this.#root = isPlain(state) ? this.#groupOf([], state, true) : undefined;
  }

  beforeChange(path: readonly string[]): void {
    let group = this.#root;
    for (const key of path) {
      if (group === undefined || group.isReplaced) return;
      const inner = group.groups.get(key);
      if (inner === undefined) {
        if (!group.aside.has(key)) group.aside.set(key, jsonOf(group.members, key));
        return;
      }
      group = inner;
    }
    if (group !== undefined) group.isReplaced = true;
  }

  /** Writes the state to sinks. Stops after each value of a map, and events may change the state until the next step. */
  *writeTo(sinks: readonly StateSink[]): Generator<undefined> {
    if (this.#root !== undefined) return yield* writeGroup("", this.#root, sinks);
    const json = JSON.stringify(this.#state) ?? "null";
    for (const sink of sinks) sink.value("", json);
  }

  #groupOf(path: readonly string[], members: Members, isSplit: boolean): Group {
    this.#count++;
    const keys = this.#known.of(path, members);
    const groups = new Map<string, Group>();
    if (isSplit || (Array.isArray(keys) && keys.length <= fewKeys)) {
      for (const key of keys) {
        const value = own(members, key);
        if (isPlain(value) && this.#count < mostGroups) groups.set(key, this.#groupOf([...path, key], value, false));
      }
    }
    return { members, keys, aside: new Map(), groups, isReplaced: false };
  }
}

function* writeGroup(name: string, { members, keys, aside, groups }: Group, sinks: readonly StateSink[]): Generator<undefined> {
  for (const sink of sinks) sink.open(name);
  for (const key of keys) {
    const inner = groups.get(key);
    if (inner !== undefined) {
      yield* writeGroup(key, inner, sinks);
      continue;
    }
    const json = aside.has(key) ? aside.get(key) : jsonOf(members, key);
    if (json === undefined) {
      if (keys instanceof Set && !aside.has(key)) keys.delete(key);
      continue;
    }
    for (const sink of sinks) sink.value(key, json);
    yield;
  }
  for (const sink of sinks) sink.close();
}

function jsonOf(members: Members, key: string): string | undefined {
  return JSON.stringify(own(members, key));
}

/** Returns true for an object that JSON writes as its members. */
function isPlain(value: unknown): value is Members {
  if (!isRecord(value) || typeof value["toJSON"] === "function") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

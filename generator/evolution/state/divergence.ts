import { canonicalJson } from "../../base/canonical-json.js";
import { cpuMs } from "../../base/cpu-time.js";
import { isObject } from "../../base/json.js";
import type { Json } from "../../base/json.js";
import { joinPointer } from "../../base/pointer.js";
import { memberOf, withValueAt } from "./apply-block.js";
import type { Reducer, Sent } from "./reducer.js";
import { projectState } from "./project-state.js";
import type { Schema } from "../../schema/schema.js";

/**
 * The reducers of the two versions that a search compares, and the reader's schema of the state. Only places that this
 * schema declares count.
 */
export type Rivals = { readonly writer: Reducer; readonly reader: Reducer; readonly seenThrough: Schema };

/** Two states that differ. */
export type Difference = {
  /** A JSON Pointer into the state. */
  readonly path: string;
  /** The value at `path` in the writer's state; `undefined` if the writer's state has no value at `path`. */
  readonly writer: Json | undefined;
  /** The value at `path` in the reader's state; `undefined` if the reader's state has no value at `path`. */
  readonly reader: Json | undefined;
};

/** Events after which two reducers have different states, confirmed by running both. */
export type Divergence = Difference & {
  readonly events: readonly Json[];
  /** The state before the events. Absent if it is the start value. */
  readonly from?: Json;
};

/** The most events that a search applies, and the most milliseconds of processor time that it takes, to compare the effects of one event. */
export type SearchLimits = { readonly maxApplied: number; readonly maxMs: number };

/** The limits of a search. */
export const searchLimits: SearchLimits = { maxApplied: 100_000, maxMs: 5000 };

/** The states of both versions after the same events. */
type Reached = { readonly sent: readonly Sent[]; readonly writer: Json; readonly reader: Json };

/** The input of a search. */
export type SearchInput = {
  readonly rivals: Rivals;
  /** Messages of the event whose effects the search compares. */
  readonly own: readonly Sent[];
  /** Messages of events whose steps change the same places of the state, the compared event among them. */
  readonly others: readonly Sent[];
  /**
   * How many times the compared event must occur to exceed the lower of two limits of a list. 0 if the versions limit
   * the list alike.
   */
  readonly repeat: number;
  /** Lists of messages of the compared event, which extend a text. The search applies each list from the start value. */
  readonly chains: readonly (readonly Sent[])[];
  /** Generated states to which the search applies the compared event. Events need not lead to such a state. */
  readonly made: readonly Json[];
  /** Returns true if both versions accept a message. */
  readonly isValid: (sent: Sent) => boolean;
};

/**
 * Looks for events after which two reducers give different states. Tries the compared event alone, then after one other
 * event, then after two. If the versions limit a list differently, repeats the event until the shorter list is full.
 * Last, applies the event to generated states.
 *
 * @returns `equal` if the search found no difference, which is a proof if the input represents all messages and states.
 * `over` if the search reached a limit.
 */
export function findDivergence(input: SearchInput, limits: SearchLimits = searchLimits): Divergence | "equal" | "over" {
  return new Search(input, limits).run();
}

/** How many messages of the compared event the search tries first. They show most differences. */
const quick = 24;

/** The most pairs of states that the search keeps after one event, and after two. */
const mostReached = 120;

class Search {
  readonly #input: SearchInput;
  readonly #rivals: Rivals;
  readonly #end: number;
  readonly #most: number;
  readonly #mostRepeated: number;
  #asked = 0;
  #isLate = false;

  constructor(input: SearchInput, limits: SearchLimits) {
    this.#input = input;
    this.#rivals = input.rivals;
    this.#mostRepeated = limits.maxApplied;
    this.#end = cpuMs() + limits.maxMs;
    this.#most = input.rivals.writer.applied + limits.maxApplied;
  }

  run(): Divergence | "equal" | "over" {
    const { own } = this.#input;
    const few = spread(own, quick);
    const found = this.#reachable(few) ?? this.#chained() ?? this.#repeated() ?? this.#withReachable(this.#unreachable());
    if (found !== undefined) return new Shrink(found, this.#input).shortest();
    return this.#isOver() || this.#input.repeat > this.#mostRepeated ? "over" : "equal";
  }

  #isOver(): boolean {
    // Reading the processor time takes longer than applying an event.
    this.#isLate ||= ++this.#asked % 64 === 0 && cpuMs() > this.#end;
    return this.#isLate || this.#rivals.writer.applied >= this.#most;
  }

  /** Prefers a list of events from the start to a generated state, because people understand the list better. */
  #withReachable(found: Found | undefined): Found | undefined {
    return found && (this.#reachable(this.#input.own) ?? found);
  }

  #reachable(own: readonly Sent[]): Found | undefined {
    let reached: readonly Reached[] = [this.#begin()];
    for (let length = 0; length < 3; length += 1) {
      for (const before of reached) {
        for (const sent of own) {
          const after = this.#next(before, sent);
          if (this.#differs(after)) return { sent: after.sent };
          if (this.#isOver()) return undefined;
        }
      }
      if (length < 2) reached = this.#further(reached, this.#input.others);
    }
    return undefined;
  }

  #further(reached: readonly Reached[], others: readonly Sent[]): readonly Reached[] {
    const known = new Map<string, Reached>();
    for (const sent of others) {
      for (const before of reached) {
        if (known.size >= mostReached) return [...known.values()];
        const after = this.#next(before, sent);
        // If other events make a difference, the findings about these events report the difference.
        if (!this.#differs(after)) known.set(canonicalJson([after.writer, after.reader]), after);
      }
    }
    return [...known.values()];
  }

  #repeated(): Found | undefined {
    const [first, second = first] = this.#input.own;
    if (first === undefined || second === undefined || this.#input.repeat === 0 || this.#input.repeat > this.#mostRepeated)
      return undefined;
    for (const start of this.#input.own.slice(0, 8)) {
      let now = this.#begin();
      for (let count = 0; count < this.#input.repeat && !this.#isOver(); count += 1) {
        now = this.#next(now, count === 0 ? second : start);
        if (count + 2 >= this.#input.repeat && this.#differs(now)) return { sent: now.sent };
      }
    }
    return undefined;
  }

  #chained(): Found | undefined {
    for (const chain of this.#input.chains) {
      let now = this.#begin();
      for (const sent of chain) {
        if (this.#isOver() || !this.#input.isValid(sent)) break;
        now = this.#next(now, sent);
        if (this.#differs(now)) return { sent: now.sent };
      }
    }
    return undefined;
  }

  #unreachable(): Found | undefined {
    for (const state of this.#input.made) {
      for (const sent of this.#input.own) {
        if (this.#isOver()) return undefined;
        const { writer, reader } = this.#rivals;
        if (this.#differs({ sent: [], writer: writer.apply(state, sent), reader: reader.apply(state, sent) }))
          return { sent: [sent], from: state };
      }
    }
    return undefined;
  }

  /**
   * If the start values differ, another finding reports it. The search then begins with the writer's start value for
   * both versions.
   */
  #begin(): Reached {
    const own = { sent: [], writer: this.#rivals.writer.initial, reader: this.#rivals.reader.initial };
    return { ...own, reader: this.#differs(own) || sameJson(own.writer, own.reader) ? own.writer : own.reader };
  }

  #next({ sent, writer, reader }: Reached, next: Sent): Reached {
    return { sent: [...sent, next], writer: this.#rivals.writer.apply(writer, next), reader: this.#rivals.reader.apply(reader, next) };
  }

  #differs({ writer, reader }: Reached): boolean {
    return !sameJson(writer, reader) && differenceOf(writer, reader, this.#rivals.seenThrough) !== undefined;
  }
}

type Found = { readonly sent: readonly Sent[]; readonly from?: Json };

/** Returns true if two JSON values are equal. Faster than a comparison of their texts if the values share most objects. */
function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    const [list, other]: readonly (readonly Json[])[] = [a, b];
    return list?.length === other?.length && list?.every((item, index) => sameJson(item, other?.[index])) === true;
  }
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && sameJson(a[name], b[name]));
}

/** Returns the first place at which two states differ. Only places that the reader's schema declares count. */
export function differenceOf(writer: Json, reader: Json, seenThrough: Schema): Difference | undefined {
  const [a, b] = [projectState(seenThrough, writer), projectState(seenThrough, reader)];
  return canonicalJson(a) === canonicalJson(b) ? undefined : firstDifference(a, b, "");
}

function firstDifference(writer: Json | undefined, reader: Json | undefined, path: string): Difference | undefined {
  if (writer !== undefined && reader !== undefined) {
    if (canonicalJson(writer) === canonicalJson(reader)) return undefined;
    if (isObject(writer) && isObject(reader)) {
      const names = [...new Set([...Object.keys(writer), ...Object.keys(reader)])];
      const found = names.map((name) => firstDifference(memberOf(writer, name), memberOf(reader, name), joinPointer(path, name)));
      return found.find((difference) => difference !== undefined);
    }
  }
  return writer === undefined && reader === undefined ? undefined : { path, writer, reader };
}

/** The most events of a list that the search shortens. A longer list repeats one event until a list in the state is full. */
const longestShrunk = 8;

/** Removes events, and properties of messages, that the difference between the states does not need. */
class Shrink {
  readonly #from: Json | undefined;
  readonly #rivals: Rivals;
  readonly #isValid: SearchInput["isValid"];
  /** False if the start values differ, which another finding reports. */
  readonly #isAlike: boolean;
  #sent: readonly Sent[];

  constructor({ sent, from }: Found, { rivals, isValid }: SearchInput) {
    this.#sent = sent;
    this.#from = from;
    this.#rivals = rivals;
    this.#isValid = isValid;
    this.#isAlike = differenceOf(rivals.writer.initial, rivals.reader.initial, rivals.seenThrough) === undefined;
  }

  shortest(): Divergence | "over" {
    if (this.#sent.length <= longestShrunk) {
      for (const one of this.#sent) this.#try(this.#sent.filter((other) => other !== one));
      for (let index = 0; index < this.#sent.length; index += 1) this.#shrinkMessage(index);
    }
    const difference = this.#difference(this.#sent);
    if (difference === undefined) return "over";
    const events = this.#sent.map(({ message }) => message);
    return { ...difference, events, ...(this.#from !== undefined && { from: this.#from }) };
  }

  #shrinkMessage(index: number): void {
    for (const name of Object.keys(this.#sent[index]?.message ?? {})) {
      const sent = this.#sent[index];
      if (sent === undefined) return;
      const fewer = { ...sent, message: withValueAt(sent.message, [name], undefined) ?? null };
      if (this.#isValid(fewer)) this.#try(this.#sent.with(index, fewer));
    }
  }

  #try(sent: readonly Sent[]): void {
    if (this.#difference(sent) !== undefined) this.#sent = sent;
  }

  #difference(sent: readonly Sent[]): Difference | undefined {
    const { writer, reader, seenThrough } = this.#rivals;
    const run = (reducer: Reducer): Json => {
      const start = this.#from ?? (this.#isAlike ? reducer.initial : writer.initial);
      return sent.reduce<Json>((state, one) => reducer.apply(state, one), start);
    };
    return differenceOf(run(writer), run(reader), seenThrough);
  }
}

/** Returns at most `count` items of a list at even distances, the first and the last item among them. */
export function spread<Item>(list: readonly Item[], count: number): Item[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, index) => list[Math.floor((index * (list.length - 1)) / (count - 1))]).filter(
    (item) => item !== undefined,
  );
}

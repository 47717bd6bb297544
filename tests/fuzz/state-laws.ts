import { isDeepStrictEqual } from "node:util";
import type { StateReducer } from "@dagwire/runtime";
import { StateHolder } from "../../runtime/core/contract/v1/state/state-holder.js";
import { stepsOf } from "../../runtime/core/contract/v1/state/state-reducer.js";
import { StateParts } from "../../runtime/client/state-parts.js";
import type { StatePart } from "../../runtime/core/client-steps/client-state.js";
import { KnownKeys } from "../../runtime/server/stream/known-keys.js";
import { PastState } from "../../runtime/server/stream/past-state.js";
import { PieceWriter } from "../../runtime/server/stream/piece-writer.js";
import { TextWriter } from "../../runtime/server/stream/state-sink.js";
import { topmost, TouchedPaths } from "../../runtime/core/contract/v1/state/touched-paths.js";
import type { Random } from "./random.js";

/** The generated functions of a protocol's state. */
export type StateFunctions<State, Event> = {
  readonly initialState: () => State;
  readonly applyServerEvent: (state: State, event: Event) => Change<State>;
  readonly applyServerEvents: (state: State, events: Iterable<Event>) => Change<State>;
  readonly conflationKey: (event: Event) => string | undefined;
  readonly conflate: (older: Event, newer: Event) => Event;
  readonly conflateServerEvents: (events: Iterable<Event>) => Event[];
  readonly hasEnded: (state: State) => boolean;
  readonly isTerminal: (event: Event) => boolean;
  readonly streamState: StateReducer<State, Event>;
  readonly isState: (value: unknown) => boolean;
  readonly isEvent: (value: unknown) => boolean;
  /** Computes the next state by a literal reading of the schemas. Must not change the given state. */
  readonly oracle: (state: State, event: Event) => unknown;
};

type Change<State> = { readonly state: State; readonly touched: readonly string[] };

/** Returns the laws that a sequence of events breaks; empty if all hold. */
export function brokenLaws<State, Event>(events: readonly Event[], functions: StateFunctions<State, Event>, random: Random): string[] {
  return new Laws(functions).broken(events, random);
}

class Laws<State, Event> {
  readonly #functions: StateFunctions<State, Event>;
  readonly #broken: string[] = [];

  constructor(functions: StateFunctions<State, Event>) {
    this.#functions = functions;
  }

  broken(events: readonly Event[], random: Random): string[] {
    const { initialState, applyServerEvents, conflateServerEvents, isEvent } = this.#functions;
    const states = this.#run(events);
    const last = states.at(-1);
    const cut = random.below(events.length + 1);
    const resumed = JSON.parse(JSON.stringify(states[cut])) as State;
    this.#expect("a snapshot and the events after it", applyServerEvents(resumed, events.slice(cut)).state, last);
    this.#expect("all events in one call", applyServerEvents(initialState(), events).state, last);
    const conflated = conflateServerEvents(events);
    if (!conflated.every(isEvent))
      this.#broken.push(`conflation made an invalid event: ${JSON.stringify(conflated.find((event) => !isEvent(event)))}`);
    this.#expect("the conflated events", applyServerEvents(initialState(), conflated).state, last);
    this.#expect("the conflated rest", applyServerEvents(resumed, conflateServerEvents(events.slice(cut))).state, last);
    this.#checkPairs(events, states);
    this.#checkHolder(events, states, random);
    this.#checkPast(events, cut, states[cut] as State, random);
    return this.#broken;
  }

  #run(events: readonly Event[]): State[] {
    const { initialState, applyServerEvent, hasEnded, isTerminal, isState, oracle } = this.#functions;
    const states = [initialState()];
    for (const event of events) {
      const before = states.at(-1) as State;
      const text = JSON.stringify(before);
      const { state, touched } = applyServerEvent(before, event);
      if (JSON.stringify(before) !== text) this.#broken.push("a state was changed in place");
      if (!isState(state)) this.#broken.push(`the state is invalid after ${JSON.stringify(event)}`);
      if (isTerminal(event) && !hasEnded(state)) this.#broken.push("a terminal event left no mark");
      this.#expect(`a literal reading of ${JSON.stringify(event)}`, hasEnded(before) ? before : oracle(before, event), state);
      this.#checkTouched(before, state, touched, hasEnded(before));
      states.push(state);
    }
    return states;
  }

  #checkTouched(before: State, after: State, touched: readonly string[], wasOver: boolean): void {
    if (wasOver && (touched.length > 0 || before !== after)) this.#broken.push("an event changed an ended state");
    for (const pointer of touched) {
      if (isDeepStrictEqual(valueAt(before, pointer), valueAt(after, pointer))) this.#broken.push(`${pointer} is touched and no other`);
      if (touched.some((other) => other !== pointer && pointer.startsWith(`${other}/`))) this.#broken.push(`${pointer} is below another`);
    }
    this.#checkIdentity(before, after, "", new Set(touched));
  }

  /** Checks that every object that no pointer of `touched` concerns stays the same object. */
  #checkIdentity(before: unknown, after: unknown, pointer: string, touched: ReadonlySet<string>): void {
    if (touched.has(pointer)) return;
    const isOnTheWay = [...touched].some((other) => other.startsWith(`${pointer}/`));
    if (!isOnTheWay) {
      if (before !== after) this.#broken.push(`${pointer || "the state"} is another object, and not touched`);
      return;
    }
    for (const key of new Set([...keysOf(before), ...keysOf(after)])) {
      this.#checkIdentity(member(before, key), member(after, key), `${pointer}/${escaped(key)}`, touched);
    }
  }

  /** Checks that a holder has the states of the reducer, misses no change, and never changes a value that it has handed out. */
  #checkHolder(events: readonly Event[], states: readonly State[], random: Random): void {
    const steps = stepsOf(this.#functions.streamState);
    const touched = new TouchedPaths();
    const holder = new StateHolder(this.#functions.initialState(), touched);
    const handedOut: { readonly value: unknown; readonly text: string }[] = [];
    const texts = events.map((event) => JSON.stringify(event));
    for (let index = 0; index < events.length;) {
      for (let reads = random.below(4); reads > 0; reads -= 1) handedOut.push(handOut(holder, random));
      const end = index + 1 + random.below(2);
      steps?.take(holder, events.slice(index, end));
      const before = states[index] as State;
      index = Math.min(end, events.length);
      const after = states[index] as State;
      this.#expect("the holder", holder.state, after);
      this.#checkIdentical(before, after, "", new Set(topmost(touched.take())));
    }
    for (const { value, text } of handedOut)
      if (JSON.stringify(value) !== text) this.#broken.push(`the holder changed ${text} after it had handed it out`);
    if (events.some((event, index) => JSON.stringify(event) !== texts[index])) this.#broken.push("the holder changed an event");
  }

  /** Checks that a state stays as it was at one position, while later events change it before and between its values. */
  #checkPast(events: readonly Event[], cut: number, state: State, random: Random): void {
    const steps = stepsOf(this.#functions.streamState);
    const holder = new StateHolder(this.#functions.initialState());
    const keys = new KnownKeys(random.chance(0.5) ? 1 : undefined);
    holder.watch = keys;
    const earlier = events.slice(0, cut);
    // The keys were listed at an earlier position, and kept up to date since.
    steps?.take(holder, earlier.splice(0, random.below(cut + 1)));
    keys.next = new PastState(holder.state, keys);
    steps?.take(holder, earlier);
    if (random.chance(0.5)) handOut(holder, random);
    const past = new PastState(holder.state, keys);
    keys.next = past;
    const later = events.slice(cut);
    const text = new TextWriter(100);
    const pieces = new PieceWriter("run", "1:0", 150 + random.below(300));
    for (const _ of past.writeTo([text, pieces])) {
      while (later.length > 0 && random.chance(0.4)) steps?.take(holder, later.splice(0, 1));
    }
    const json = JSON.stringify(state);
    this.#expect("the text of a state in the past", JSON.parse(text.finish().join("")), JSON.parse(json));
    const chunks = pieces.finish();
    if (pieces.length !== json.length) this.#broken.push(`the pieces have ${json.length} characters, and count ${pieces.length}`);
    const parts = new StateParts();
    for (const piece of chunks.flat()) parts.add(JSON.parse(piece) as StatePart);
    this.#expect("the pieces of a state in the past", parts.finish(), JSON.parse(json));
  }

  /** Checks that values differ only at, above or below a path of `touched`. */
  #checkIdentical(before: unknown, after: unknown, pointer: string, touched: ReadonlySet<string>): void {
    if (touched.has(pointer)) return;
    if ([...touched].some((other) => other.startsWith(`${pointer}/`)))
      for (const key of new Set([...keysOf(before), ...keysOf(after)]))
        this.#checkIdentical(member(before, key), member(after, key), `${pointer}/${escaped(key)}`, touched);
    else if (!isDeepStrictEqual(before, after)) this.#broken.push(`the holder does not tell that ${pointer || "the state"} has changed`);
  }

  /** Checks that two adjacent events of one key have the effect of their conflated event. */
  #checkPairs(events: readonly Event[], states: readonly State[]): void {
    const { conflationKey, conflate, applyServerEvents, isEvent } = this.#functions;
    const byKey = new Map<string, Event>();
    for (const [index, event] of events.entries()) {
      const key = conflationKey(event);
      const older = key === undefined ? undefined : byKey.get(key);
      if (key !== undefined) byKey.set(key, event);
      if (older === undefined) continue;
      const one = conflate(older, event);
      const state = states[index] as State;
      if (!isEvent(one)) this.#broken.push(`conflate made an invalid event: ${JSON.stringify(one)}`);
      this.#expect("two events as one", applyServerEvents(state, [one]).state, applyServerEvents(state, [older, event]).state);
    }
  }

  #expect(what: string, got: unknown, want: unknown): void {
    if (!isDeepStrictEqual(got, want)) this.#broken.push(`${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
  }
}

/** Reads the value at a random path of a holder's state. */
function handOut(holder: StateHolder<unknown>, random: Random): { readonly value: unknown; readonly text: string } {
  const path: string[] = [];
  let value: unknown = holder.state;
  while (keysOf(value).length > 0 && random.chance(0.7)) {
    const key = random.pick(keysOf(value));
    path.push(key);
    value = member(value, key);
  }
  const read = holder.read(path);
  return { value: read, text: JSON.stringify(read) };
}

function valueAt(root: unknown, pointer: string): unknown {
  const tokens = pointer.split("/").slice(1);
  return tokens.reduce<unknown>((value, token) => member(value, token.replaceAll("~1", "/").replaceAll("~0", "~")), root);
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

function keysOf(value: unknown): string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

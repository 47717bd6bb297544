import { envelopeSchema } from "../../model/envelope-schema.js";
import type { EventModel } from "../../model/event-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import { keptObjects, normalText } from "../../model/state/normal-steps.js";
import { meet, simplified } from "../../model/state/simplify-writes.js";
import { areSameBlocks } from "../../model/state/state-digest.js";
import type { StateBlock, StateModel } from "../../model/state/state-model.js";
import { writeText } from "../../model/state/write.js";
import type { Write } from "../../model/state/write.js";
import { writesOf } from "../../model/state/writes-of.js";
import { canonical } from "../../schema/canonical.js";
import { mustUnderstand } from "../../schema/facts.js";
import { ReaderView } from "../../schema/reader-view.js";
import type { Schema } from "../../schema/schema.js";
import type { ExampleTools } from "./example-value.js";
import { findDivergence, searchLimits, spread } from "./divergence.js";
import type { Divergence, SearchLimits } from "./divergence.js";
import { instancesOf } from "./instances.js";
import { madeStates } from "./made-states.js";
import { isDeclared } from "./project-state.js";
import { Reducer } from "./reducer.js";
import type { Sent } from "./reducer.js";
import { asSent } from "./sent-writes.js";
import { textChains } from "./text-chains.js";

/** One server event after which two versions may have different states. */
export type StepCell = {
  /** The event, as the writer's version describes it. */
  readonly event: EventModel;
  /** The event, as the reader's version describes it; `undefined` if the reader skips the event. */
  readonly counterpart: EventModel | undefined;
  readonly verdict:
    { readonly verdict: "breaking"; readonly divergence: Divergence } | { readonly verdict: "unknown"; readonly reason: string };
  /**
   * The changes that each version makes to the state, as text in normal form. Versions that make the same changes have
   * the same text.
   */
  readonly texts: { readonly writer: string; readonly reader: string };
};

/** A version of a protocol that has a state. */
export type Stateful = { readonly model: ProtocolModel; readonly state: StateModel };

/**
 * Finds the server events after which the states of a writer and of a reader may differ. Only places that the reader's
 * schema of the state declares count. Leaves out events that are proved to change both states alike, and events that
 * the reader refuses.
 */
export function compareSteps(writer: Stateful, reader: Stateful, tools: ExampleTools, limits: SearchLimits = searchLimits): StepCell[] {
  return new StepComparison(writer, reader, tools, limits).cells();
}

/** An event of the writer, and the changes that each version makes to the state after the event. */
type Effects = {
  readonly event: EventModel;
  readonly counterpart: EventModel | undefined;
  readonly writes: { readonly writer: readonly Write[]; readonly reader: readonly Write[] };
};

/** How many other events, and how many messages of each, the search tries before the event that it examines. */
const mostOthers = { events: 12, messages: 6 };

class StepComparison {
  readonly #writer: Stateful;
  readonly #reader: Stateful;
  readonly #tools: ExampleTools;
  readonly #limits: SearchLimits;
  readonly #view: ReaderView;
  #paths: readonly Write["path"][] | undefined;
  readonly #reducers: { readonly writer: Reducer; readonly reader: Reducer };

  constructor(writer: Stateful, reader: Stateful, tools: ExampleTools, limits: SearchLimits) {
    this.#writer = writer;
    this.#reader = reader;
    this.#tools = tools;
    this.#limits = limits;
    this.#view = new ReaderView(reader.model.server.reader);
    this.#reducers = { writer: new Reducer(writer.model, writer.state), reader: new Reducer(reader.model, reader.state) };
  }

  cells(): StepCell[] {
    return this.#writer.model.server.events.flatMap((event) => {
      if (this.#isUnchanged(event)) return [];
      const route = this.#reducers.reader.routeOf(event);
      const counterparts = [...route.events, ...(route.mayMiss && this.#skips(event) ? [undefined] : [])];
      return counterparts.flatMap((counterpart) => this.#cellOf(event, counterpart));
    });
  }

  /** Returns true if the reader skips the event if it does not know the event's tag. */
  #skips({ schema }: EventModel): boolean {
    return this.#reader.model.server.reader === "tolerant" && !mustUnderstand(schema);
  }

  /**
   * Returns true if both versions have the same steps and the same schema for an event. The event then changes both
   * states alike, whatever the schema of the state.
   */
  #isUnchanged(event: EventModel): boolean {
    const { events, mayMiss } = this.#reducers.reader.routeOf(event);
    const [only] = events;
    const [was, is] = [this.#writer.state.blocks.get(event), only && this.#reader.state.blocks.get(only)];
    if (was === undefined && events.every((other) => !this.#reader.state.blocks.has(other))) return true;
    if (only === undefined || events.length > 1 || mayMiss || was === undefined || is === undefined) return false;
    return areSameBlocks(was, is) && canonical(event.schema) === canonical(only.schema);
  }

  #cellOf(event: EventModel, counterpart: EventModel | undefined): StepCell[] {
    const effects = this.#effects(event, counterpart);
    const kept = keptObjects(this.#writer.state.schema, this.#reader.state.schema);
    const simple = [effects.writes.writer, effects.writes.reader].map((writes) => simplified(writes, kept));
    const [writer, reader] = simple.map(normalText);
    if (writer === undefined || reader === undefined || writer === reader) return [];
    const verdict = this.#search(effects, deciding([...effects.writes.writer, ...effects.writes.reader], simple));
    return verdict === "equal" ? [] : [{ event, counterpart, verdict, texts: { writer, reader } }];
  }

  /** Returns the writes of both versions, without those to places that the reader does not declare. */
  #effects(event: EventModel, counterpart: EventModel | undefined): Effects {
    const messages = [event.schema, ...(counterpart === undefined ? [] : [counterpart.schema])];
    const visible = (block: StateBlock | undefined): readonly Write[] =>
      block === undefined ? [] : asSent(writesOf(block, messages), event).filter(({ path }) => isDeclared(this.#reader.state.schema, path));
    return {
      event,
      counterpart,
      writes: {
        writer: visible(this.#writer.state.blocks.get(event)),
        reader: visible(counterpart && this.#reader.state.blocks.get(counterpart)),
      },
    };
  }

  /** @param all The writes that decide. */
  #search({ event, counterpart, writes }: Effects, all: readonly Write[]): StepCell["verdict"] | "equal" {
    const instances = instancesOf(event, {
      writes: all,
      schemas: this.#readAs(counterpart),
      tools: this.#tools,
      isEntered: this.#isEntered,
    });
    const made = madeStates(this.#writer.state, all, this.#tools);
    const own = instances.sent.filter((sent) => this.#reducers.reader.eventOf(sent) === counterpart);
    const input = {
      rivals: { ...this.#reducers, seenThrough: this.#reader.state.schema },
      own,
      chains: textChains(all, own),
      others: this.#others(event, all, instances.sent),
      repeat: repeatOf(writes.writer, writes.reader),
      made: made.states,
      isValid: (sent: Sent) => this.#isValid(sent),
    };
    if (input.own.length === 0 && instances.isComplete) return "equal";
    const found = findDivergence(input, this.#limits);
    if (typeof found === "object") return { verdict: "breaking", divergence: found };
    if (found === "over")
      return undecided(`no difference was found within ${this.#limits.maxApplied} events or ${this.#limits.maxMs / 1000} s`);
    if (!instances.isComplete || input.own.length === 0) return undecided("the event's messages have too many forms to try all of them");
    if (all.some(({ kind }) => kind === "extend")) return undecided("the event extends a text, and dagwire cannot try all texts");
    return made.isComplete ? "equal" : undecided("dagwire found no example of a valid state");
  }

  /**
   * Returns true if a step of the writer changes something inside the place. Only then do messages need different
   * values for the place.
   */
  readonly #isEntered = (path: Write["path"]): boolean => {
    this.#paths ??= [...this.#writer.state.blocks].flatMap(([event, block]) => writesOf(block, [event.schema]).map((write) => write.path));
    return this.#paths.some((other) => other.length > path.length && meet(path, other));
  };

  #isValid({ event, message }: Sent): boolean {
    const counterpart = this.#reducers.reader.eventOf({ event, message });
    return [envelopeSchema(event), ...this.#readAs(counterpart)].every((schema) => this.#tools.refusedAt(schema, message) === undefined);
  }

  #readAs(counterpart: EventModel | undefined): Schema[] {
    return counterpart === undefined ? [] : [this.#view.of(envelopeSchema(counterpart))];
  }

  /** Returns messages of an event, and messages of other events whose steps change the same places of the state. */
  #others(event: EventModel, writes: readonly Write[], own: readonly Sent[]): Sent[] {
    const near = [...this.#writer.state.blocks].flatMap(([other, block]) => {
      if (other === event) return [];
      const [counterpart] = this.#reducers.reader.routeOf(other).events;
      if (counterpart === undefined) return [];
      const theirs = writesOf(block, [other.schema]);
      return theirs.some((one) => one.kind !== "ensure" && writes.some(({ path }) => meet(path, one.path)))
        ? [{ other, counterpart, theirs }]
        : [];
    });
    const messages = near.slice(0, mostOthers.events).flatMap(({ other, counterpart, theirs }) => {
      const { sent } = instancesOf(other, {
        writes: theirs,
        schemas: this.#readAs(counterpart),
        tools: this.#tools,
        isEntered: this.#isEntered,
      });
      return spread(sent, mostOthers.messages);
    });
    return [...spread(own, 2 * mostOthers.messages), ...messages];
  }
}

function undecided(reason: string): StepCell["verdict"] {
  return { verdict: "unknown", reason };
}

/**
 * Returns the writes that decide whether both versions change the state alike: all writes to places to which only one version writes
 * so. Other writes are the same in both versions, so messages need not differ in the values that these read.
 *
 * @param simple The writes of each version, without those that have no effect.
 */
function deciding(writes: readonly Write[], simple: readonly (readonly Write[])[]): readonly Write[] {
  const sets = simple.map((version) => new Set(version.map(writeText)));
  const isShared = (write: Write): boolean => sets.every((set) => set.has(writeText(write)));
  const [first, ...others] = simple.map((version) => version.filter(isShared).map(writeText).join());
  if (others.some((other) => other !== first)) return writes;
  const alone = simple.flat().filter((write) => !isShared(write));
  return writes.filter(({ path }) => alone.some((one) => meet(one.path, path)));
}

/**
 * If the versions limit a list differently, returns how many events fill the shorter list and exceed its limit by one.
 * Otherwise returns 0.
 */
function repeatOf(writer: readonly Write[], reader: readonly Write[]): number {
  const [a, b] = [limitsOf(writer), limitsOf(reader)];
  const differing = [...a.filter((limit) => !b.includes(limit)), ...b.filter((limit) => !a.includes(limit))];
  return differing.length === 0 ? 0 : Math.min(...differing) + 1;
}

function limitsOf(writes: readonly Write[]): number[] {
  return writes.flatMap(({ kind, limit }) => (kind === "append" ? [limit] : []));
}

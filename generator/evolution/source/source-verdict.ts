import { dispatched } from "../../model/event-model.js";
import { knownNames } from "../../types/known-names.js";
import { unionOf } from "../../types/type-node.js";
import type { TypeNode } from "../../types/type-node.js";
import { canonical } from "../../schema/canonical.js";
import { envelopeSchema } from "../../model/envelope-schema.js";
import type { Direction, EventModel } from "../../model/event-model.js";
import type { Declaration, EventSide, ProtocolModel } from "../../model/protocol.js";
import { Consumer } from "./consumer.js";
import { PartBudget } from "./discriminate.js";
import { Producer } from "./producer.js";
import type { Reason } from "./reason.js";
import { TypeView } from "../../types/type-view.js";

/**
 * The reasons why TypeScript code for the old types does not compile against the new types, one sentence each. -
 * `consumer`: about code with an exhaustive switch or handler map that reads every field. - `producer`: about code that
 * writes object literals of every event, every enumeration value and every branch. - `undecided`: about types that were
 * too large to compare.
 */
export type SourceVerdict = Readonly<Record<"consumer" | "producer" | "undecided", readonly string[]>>;

/**
 * The {@link SourceVerdict} of the server events, of the client events and of the types that the manifest lists, and
 * the removed exports.
 */
export type ProtocolSourceVerdict = Readonly<Record<Direction | "types", SourceVerdict>> & {
  /** The names of exported types that were removed. Code that imports one of them no longer compiles. */
  readonly imports: readonly string[];
};

/** Decides whether code for an old version of a protocol compiles against a new version. */
export class SourceCheck {
  readonly #before: ProtocolModel;
  readonly #after: ProtocolModel;
  readonly #old: TypeView;
  readonly #today: TypeView;
  readonly #consumer: Consumer;
  readonly #producer: Producer;
  readonly #budget = new PartBudget();

  constructor(before: ProtocolModel, after: ProtocolModel) {
    this.#before = before;
    this.#after = after;
    this.#old = new TypeView(before.nameOf);
    this.#today = new TypeView(after.nameOf);
    this.#consumer = new Consumer(this.#old, this.#today, this.#budget);
    this.#producer = new Producer(this.#old, this.#today, this.#budget);
  }

  /** Returns the verdict on code for one event. If the event was renamed, handlers for its old name do not compile. */
  event(before: EventModel | undefined, after: EventModel | undefined, direction: Direction): SourceVerdict {
    if (before === undefined || after === undefined) return after === undefined ? gone(before, direction) : added(after, direction);
    const subject = `${direction} event "${after.name}"`;
    if (isSame(before, after)) return nothing;
    const [old, today] = [this.#old.eventType(before), this.#today.eventType(after)];
    const renamed =
      before.name === after.name ? [] : [`${subject} was called "${before.name}": handlers of the old name no longer compile.`];
    const verdict = this.#compared(subject, old, today);
    return { ...verdict, consumer: [...renamed, ...verdict.consumer] };
  }

  #compared(subject: string, old: TypeNode, today: TypeNode): SourceVerdict {
    this.#budget.restart();
    const [reads, writes] = [this.#consumer.reads(old, today), this.#producer.writes(old, today)];
    return {
      consumer: sentences(subject, reads.filter(isDecided)),
      producer: sentences(subject, writes.filter(isDecided)),
      undecided: [...undecided(subject, "reads", reads), ...undecided(subject, "writes", writes)],
    };
  }

  /** Returns the verdict on code for the whole protocol. */
  protocol(): ProtocolSourceVerdict {
    return {
      server: this.#side(this.#before.server, this.#after.server),
      client: this.#side(this.#before.client, this.#after.client),
      types: this.#types(),
      imports: this.#imports(),
    };
  }

  #side(before: EventSide, after: EventSide): SourceVerdict {
    const { direction } = before;
    const byName = new Map(after.events.map((event) => [event.name, event]));
    const names = new Set(before.events.map(({ name }) => name));
    const known = before.events.map((event) => this.event(event, byName.get(event.name), direction));
    const others = dispatched(after.events).filter(({ name }) => !names.has(name));
    return {
      consumer: [...known.flatMap(({ consumer }) => consumer), ...others.flatMap((event) => added(event, direction).consumer)],
      producer: before.events.flatMap((event, index) => this.#sends(event, after.events, known[index]?.producer ?? [])),
      undecided: known.flatMap((verdict) => verdict.undecided),
    };
  }

  /**
   * Returns the reasons why literals of an event do not compile. They compile if they are assignable to any event of
   * the new union.
   */
  #sends(event: EventModel, events: readonly EventModel[], reasons: readonly string[]): readonly string[] {
    if (reasons.length === 0 || event.tags === undefined) return reasons;
    this.#budget.restart();
    const union = unionOf(dispatched(events).map((other) => this.#today.eventType(other)));
    return this.#producer.writes(this.#old.eventType(event), union).length === 0 ? [] : reasons;
  }

  #types(): SourceVerdict {
    const today = new Map(this.#after.typeEntries.map(({ name, schema }) => [name, schema]));
    const verdicts = this.#before.typeEntries.flatMap(({ name, schema }) => {
      const other = today.get(name);
      if (other === undefined || canonical(schema) === canonical(other)) return [];
      const [before, after] = [this.#old.declared(schema), this.#today.declared(other)];
      return [this.#compared(`type "${name}"`, before, after)];
    });
    return {
      consumer: verdicts.flatMap(({ consumer }) => consumer),
      producer: verdicts.flatMap(({ producer }) => producer),
      undecided: verdicts.flatMap((verdict) => verdict.undecided),
    };
  }

  #imports(): string[] {
    const today = exportedNames(this.#after);
    return [...exportedNames(this.#before)].filter((name) => !today.has(name)).toSorted();
  }
}

/**
 * Returns true if two versions of an event have the same schema. Their types then differ at most in the names of inner
 * types.
 */
function isSame(before: EventModel, after: EventModel): boolean {
  return before.name === after.name && canonical(envelopeSchema(before)) === canonical(envelopeSchema(after));
}

function exportedNames(model: ProtocolModel): ReadonlySet<string> {
  const { server, client, types } = model;
  const declarations: Declaration[] = [...types, ...server.declarations, ...client.declarations];
  return new Set([...declarations.map(({ name }) => name), ...knownNames(model).values()]);
}

function added(event: EventModel, direction: Direction): SourceVerdict {
  if (event.tags === undefined) return nothing;
  const reason = `${direction} event "${event.name}" was added: an exhaustive switch or handler map does not handle it.`;
  return { ...nothing, consumer: [reason] };
}

function gone(event: EventModel | undefined, direction: Direction): SourceVerdict {
  if (event === undefined) return nothing;
  const subject = `${direction} event "${event.name}" was removed`;
  return {
    ...nothing,
    consumer: [`${subject}: handlers of it no longer compile.`],
    producer: [`${subject}: literals of it no longer compile.`],
  };
}

const nothing: SourceVerdict = { consumer: [], producer: [], undecided: [] };

function isDecided({ isUndecided }: Reason): boolean {
  return isUndecided !== true;
}

function undecided(subject: string, use: "reads" | "writes", reasons: readonly Reason[]): string[] {
  const open = reasons.filter((reason) => !isDecided(reason));
  const told = open.map(({ path, words }) => ({
    path,
    words: `dagwire cannot decide whether code that ${use} this value compiles: ${words}`,
  }));
  return sentences(subject, told, ":");
}

function sentences(subject: string, reasons: readonly Reason[], mark = ""): string[] {
  return [...new Set(reasons.map(({ path, words }) => `${subject}${path === "" ? "" : ` at ${path}`}${mark} ${words}.`))];
}

import { canonical, sha256 } from "../../schema/canonical.js";
import { envelopeSchema } from "../../model/envelope-schema.js";
import { mustUnderstand } from "../../schema/facts.js";
import type { Reader } from "../../schema/reader-view.js";
import type { EventModel, Direction } from "../../model/event-model.js";
import type { EventSide, ProtocolModel } from "../../model/protocol.js";
import { ReaderView } from "../../schema/reader-view.js";
import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import { requiresPointer } from "../../schema/tags.js";
import { TooManyParts } from "../../schema/views/composition.js";
import { closedView } from "../../schema/views/closed-view.js";
import type { SubsetVerdict } from "../../subset/verdict.js";
import type { BrokenPart, Constraint } from "./constraint.js";
import { constraintsOn, joinedConstraint } from "./constraints.js";
import { checkSize, EventTooLarge, ExceededCount, RequirementBudget } from "./requirement-budget.js";
import type { Questions, WireVerdict } from "./wire.js";
import { routeOf } from "./route.js";
import type { Route } from "./route.js";
import { byOutOfBandTags, tagSchema } from "./event-tags.js";

/**
 * The peer that reads the events of one direction: for server events the client. Decides which messages of a producer
 * it accepts.
 */
export class Consumer {
  readonly #side: EventSide;
  readonly #discriminators: readonly string[];
  /** Says how the consumer reads messages: as a strict or a tolerant reader. */
  readonly reader: Reader;
  readonly #view: ReaderView;
  readonly #questions: Questions;
  readonly #budget = new RequirementBudget();

  /** @param reader Default: the reader that the manifest sets for the direction. */
  constructor(model: ProtocolModel, direction: Direction, questions: Questions, reader: Reader = model[direction].reader) {
    this.#side = model[direction];
    this.#discriminators = model.discriminators;
    this.reader = reader;
    this.#view = new ReaderView(reader);
    this.#questions = questions;
  }

  /** Returns the verdict on whether this consumer accepts the messages of an event that a producer sends. */
  verdictOn(sent: EventModel): WireVerdict {
    return decided(() =>
      byOutOfBandTags(sent)
        .map((one) => this.#verdictOn(one))
        .reduce(worse),
    );
  }

  /**
   * Returns the schema that the producer's messages of an event have to satisfy for this consumer; `undefined` if the
   * consumer does not know their tags.
   */
  acceptedOf(sent: EventModel): Schema | undefined {
    const { events, mayMiss } = this.#route(sent);
    const [only] = events;
    return events.length === 1 && only !== undefined && !mayMiss ? this.#view.of(message(only)) : this.#accepted(events);
  }

  /**
   * Returns the reasons why this consumer refuses messages of an event, each with a verdict. The list is empty if the
   * consumer refuses no message.
   */
  brokenPartsOf(sent: EventModel): readonly BrokenPart[] {
    return byOutOfBandTags(sent).flatMap((one) => {
      const found = decided(() => this.#brokenParts(one));
      return "verdict" in found ? broken(found) : found;
    });
  }

  #brokenParts(sent: EventModel): readonly BrokenPart[] {
    const { events, mayMiss } = this.#route(sent);
    const [only, ...others] = events;
    if (only === undefined) return broken(this.#missed(sent));
    if (others.length > 0) return this.#asOne(sent, events);
    if (!mayMiss && isSame(sent, only)) return [];
    checkSize([sent, only].map(message));
    const emitted = this.#emitted(sent);
    const known = tagSchema(only, only.tags ?? new Map());
    const accepted = this.#view.of(message(only));
    const constraints = constraintsOn(accepted, this.#view.of(message(sent)), this.#budget.mostFor([emitted, accepted]));
    this.#budget.spend(constraints.length, [emitted, accepted]);
    const isKnown = (schema: Schema): Schema => (mayMiss ? { ...bare(sent), anyOf: [schema, { ...bare(sent), not: known }] } : schema);
    const parts = this.#judged(constraints, accepted, ({ schema }) => this.#questions.isSubset(emitted, isKnown(schema)));
    const missed = mayMiss && !this.#skips(sent) ? verdictOf(this.#questions.isSubset(emitted, known), true) : ok;
    return [...parts, ...broken(missed)];
  }

  /** Judges constraints one by one. If too many questions exceed the limit of the prover, the rest is undecided as one. */
  #judged(constraints: readonly Constraint[], accepted: Schema, ask: (constraint: Constraint) => SubsetVerdict): readonly BrokenPart[] {
    const exceeded = new ExceededCount();
    const parts: BrokenPart[] = [];
    for (const [position, constraint] of constraints.entries()) {
      const { reason } = exceeded;
      if (reason !== undefined) {
        const rest = joinedConstraint(constraints.slice(position), accepted);
        return [...parts, ...broken({ verdict: "unknown", reason }, rest)];
      }
      const answer = ask(constraint);
      exceeded.add(answer);
      parts.push(...broken(verdictOf(answer, false), constraint));
    }
    return parts;
  }

  /**
   * Returns the verdict as a single reason, for messages that the consumer may read as one of several events. Their
   * common schema is not split into constraints.
   */
  #asOne(sent: EventModel, events: readonly EventModel[]): readonly BrokenPart[] {
    const verdict = this.#verdictOn(sent);
    const schema = this.#accepted(events) ?? never(sent);
    if (verdict.verdict === "breaking" && verdict.isUnknownEvent) return broken(verdict);
    const key = sha256(JSON.stringify([canonical(schema), canonical(message(sent))]));
    return broken(verdict, { path: "", branches: [], schema, concern: "all", location: schema.location, key });
  }

  #verdictOn(sent: EventModel): WireVerdict {
    const route = this.#route(sent);
    const [only] = route.events;
    if (only === undefined) return this.#missed(sent);
    const isOne = route.events.length === 1 && !route.mayMiss;
    if (isOne && isSame(sent, only)) return { verdict: "ok" };
    checkSize([sent, ...route.events].map(message));
    const emitted = this.#emitted(sent);
    const accepted = isOne ? this.#view.of(message(only)) : this.#accepted(route.events);
    const known = accepted === undefined ? this.#questions.isSubset(emitted, never(sent)) : this.#questions.isSubset(emitted, accepted);
    if (known.verdict !== "no") return known.verdict === "yes" ? { verdict: "ok" } : known;
    if (!route.mayMiss) return { verdict: "breaking", witness: known.witness, isUnknownEvent: false };
    return this.#partlyMissed(sent, emitted, route, known.witness);
  }

  #route(sent: EventModel): Route {
    return routeOf(sent, this.#side, this.#discriminators);
  }

  /** Returns the verdict on an event whose messages match no event of the consumer. */
  #missed(sent: EventModel): WireVerdict {
    if (this.#skips(sent)) return { verdict: "skip" };
    const some = this.#questions.isSubset(this.#emitted(sent), never(sent));
    if (some.verdict === "no") return { verdict: "breaking", witness: some.witness, isUnknownEvent: true };
    return some.verdict === "yes" ? { verdict: "ok" } : some;
  }

  /**
   * Decides about the messages that no event of the consumer accepts: whether the consumer skips all of them as
   * unknown, or refuses one.
   */
  #partlyMissed(sent: EventModel, emitted: Schema, { events }: Route, witness: Json): WireVerdict {
    const { location, dialect } = sent.schema;
    const plain = { location, dialect, annotations: {} };
    const others: Schema = { ...plain, not: { ...plain, anyOf: events.map((event) => tagSchema(event, event.tags ?? new Map())) } };
    const accepted = this.#accepted(events);
    const branches = accepted === undefined ? [others] : [accepted, others];
    const all = this.#questions.isSubset(emitted, { ...plain, anyOf: branches });
    if (all.verdict === "unknown") return all;
    if (all.verdict === "no") return { verdict: "breaking", witness: all.witness, isUnknownEvent: false };
    return this.#skips(sent) ? { verdict: "skip" } : { verdict: "breaking", witness, isUnknownEvent: true };
  }

  /**
   * Returns true if a consumer that does not know an event skips it: the consumer is tolerant, and the event has no
   * `x-must-understand`.
   */
  #skips(sent: EventModel): boolean {
    return this.reader === "tolerant" && !mustUnderstand(sent.schema);
  }

  /**
   * Returns the schema of the messages that the producer of an event sends: the closed view of the event's schema.
   * Objects of the closed view have only fields that the schema allows explicitly. If the closed view accepts no value,
   * returns the schema as written.
   */
  #emitted(sent: EventModel): Schema {
    const closed = this.#withTags(sent, message({ ...sent, schema: closedView(sent.schema) }));
    return this.#questions.isEmpty(closed) ? this.#withTags(sent, message(sent)) : closed;
  }

  /**
   * Adds the event's tags to a schema as required constants, because a producer never sends a message without its tag.
   */
  #withTags(sent: EventModel, schema: Schema): Schema {
    const tags = new Map([...(sent.tags ?? [])].filter(([pointer]) => !pointer.startsWith("@")));
    if ([...tags.keys()].every((pointer) => requiresPointer(schema, pointer))) return schema;
    const { location, dialect } = sent.schema;
    return { location, dialect, annotations: {}, allOf: [schema, tagSchema(sent, tags)] };
  }

  /**
   * Returns the schema of all messages that a consumer with these events accepts. Its dispatcher gives each message to
   * the first event whose tags match.
   */
  #accepted(events: readonly EventModel[]): Schema | undefined {
    const branches = events.map((event, index) => {
      const { location, dialect } = event.schema;
      const plain = { location, dialect, annotations: {} };
      const taken = events.slice(0, index).map((earlier) => ({ ...plain, not: tagSchema(earlier, earlier.tags ?? new Map()) }));
      return { ...plain, allOf: [this.#view.of(message(event)), tagSchema(event, event.tags ?? new Map()), ...taken] };
    });
    const [first] = branches;
    return first === undefined ? undefined : { location: first.location, dialect: first.dialect, annotations: {}, anyOf: branches };
  }
}

/** Returns what `decide` returns; the verdict `unknown` if the schemas are too large to be compared. */
function decided<Found>(decide: () => Found): Found | Extract<WireVerdict, { verdict: "unknown" }> {
  try {
    return decide();
  } catch (error) {
    if (error instanceof TooManyParts || error instanceof EventTooLarge) return { verdict: "unknown", reason: error.message };
    throw error;
  }
}

const ok: WireVerdict = { verdict: "ok" };

function verdictOf(answer: SubsetVerdict, isUnknownEvent: boolean): WireVerdict {
  if (answer.verdict === "no") return { verdict: "breaking", witness: answer.witness, isUnknownEvent };
  return answer.verdict === "yes" ? ok : answer;
}

function broken(verdict: WireVerdict, constraint?: Constraint): readonly BrokenPart[] {
  if (verdict.verdict === "ok" || verdict.verdict === "skip") return [];
  return [constraint === undefined ? { verdict } : { constraint, verdict }];
}

function bare({ schema }: EventModel): Schema {
  return { location: schema.location, dialect: schema.dialect, annotations: {} };
}

/**
 * Returns the schema of an event's whole message. Always returns the same object for an event, because results about a
 * schema are stored under the schema object.
 */
const envelopes = fact((event: EventModel) => envelopeSchema(event));

function message(event: EventModel): Schema {
  return envelopes(event);
}

function isSame(sent: EventModel, read: EventModel): boolean {
  return canonical(message(sent)) === canonical(message(read));
}

function never({ schema }: EventModel): Schema {
  return { location: schema.location, dialect: schema.dialect, annotations: {}, always: false };
}

const order = ["ok", "skip", "unknown", "breaking"] as const;

function worse(a: WireVerdict, b: WireVerdict): WireVerdict {
  return order.indexOf(b.verdict) > order.indexOf(a.verdict) ? b : a;
}

import type { EventSet } from "@dagwire/runtime/codegen/v1";
import { createSubsetChecker } from "../validate/witness-judge.js";
import { envelopeSchema } from "../model/envelope-schema.js";
import type { EventModel } from "../model/event-model.js";
import type { EventSide } from "../model/protocol.js";
import type { Json } from "../base/json.js";
import type { SeededChoices } from "../sample/choices.js";
import { Sampler } from "../sample/sampler.js";

const mostTries = 40;

/** A valid event that a sampler has made, and its name. */
export type SampledEvent = { readonly name: string; readonly event: Json };

/** Makes random events of one direction from their schemas. The generated validators accept all of them. */
export class EventSampler {
  readonly #side: EventSide;
  readonly #events: EventSet<Record<string, unknown>>;
  readonly #choices: SeededChoices;
  readonly #sampler: Sampler;
  /** For events of which no random value was valid: the value that the prover has found, or `undefined` if it found none. */
  readonly #found = new Map<EventModel, Json | undefined>();

  /**
   * @param side the events of one direction.
   * @param events the validators of the same direction.
   * @param hasOthers true to also make values that open enums do not list. @default false
   */
  constructor(side: EventSide, events: EventSet<Record<string, unknown>>, choices: SeededChoices, hasOthers = false) {
    this.#side = side;
    this.#events = events;
    this.#choices = choices;
    this.#sampler = new Sampler(choices, hasOthers);
  }

  /** Returns the names of the dispatched events for which the sampler finds no valid value. */
  missing(): readonly string[] {
    return this.#dispatched()
      .filter((event) => this.#valueOf(event) === undefined)
      .map(({ name }) => name);
  }

  /** Returns a random event; `undefined` if the sampler finds no valid value for any event of the direction. */
  next(): SampledEvent | undefined {
    const candidates = [...this.#dispatched()];
    while (candidates.length > 0) {
      const [event] = candidates.splice(this.#choices.below(candidates.length), 1);
      const value = event === undefined ? undefined : this.#valueOf(event);
      if (event !== undefined && value !== undefined) return { name: event.name, event: value };
    }
    return undefined;
  }

  #dispatched(): readonly EventModel[] {
    return this.#side.events.filter(({ tags }) => tags !== undefined);
  }

  #valueOf(event: EventModel): Json | undefined {
    const examples = (event.schema.annotations.examples ?? []).filter((example) => this.#isEvent(event, example));
    // More than half of the values are examples of the schema, if it has valid ones. They are more realistic than random values, but always the same.
    if (examples.length > 0 && this.#choices.includes()) return examples[this.#choices.below(examples.length)];
    return this.#guess(event) ?? examples[0] ?? this.#search(event);
  }

  #guess(event: EventModel): Json | undefined {
    const schema = envelopeSchema(event);
    for (let tries = 0; tries < mostTries; tries++) {
      const value = this.#sampler.sample(schema);
      if (value !== undefined && this.#isEvent(event, value)) return value;
    }
    const least = new Sampler().sample(schema);
    return least !== undefined && this.#isEvent(event, least) ? least : undefined;
  }

  #search(event: EventModel): Json | undefined {
    if (!this.#found.has(event)) {
      const { verdict, ...found } = createSubsetChecker().isSatisfiable(envelopeSchema(event));
      const value = verdict === "yes" && "witness" in found ? found.witness : undefined;
      this.#found.set(event, value !== undefined && this.#isEvent(event, value) ? value : undefined);
    }
    return this.#found.get(event);
  }

  #isEvent({ name }: EventModel, value: Json): boolean {
    return this.#events.nameOf(value) === name && this.#events.validate(value);
  }
}

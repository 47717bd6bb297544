import { canonicalJson } from "../../base/canonical-json.js";
import type { EventModel } from "../../model/event-model.js";
import { fact } from "../../base/fact.js";

/**
 * An index of events by their tags. Finds events that may have a tag in common with another event, without comparing
 * all events.
 */
export class TagIndex {
  readonly #events: readonly EventModel[];
  readonly #byTag = new Map<string, Map<string, EventModel[]>>();
  readonly #without = new Map<string, readonly EventModel[]>();
  readonly #byName = new Map<string, EventModel>();

  constructor(events: readonly EventModel[]) {
    this.#events = events;
    for (const event of events) {
      if (!this.#byName.has(event.name)) this.#byName.set(event.name, event);
      for (const [pointer, values] of event.tags ?? []) for (const value of values) this.#note(pointer, canonicalJson(value), event);
    }
    for (const pointer of this.#byTag.keys())
      this.#without.set(
        pointer,
        events.filter(({ tags }) => tags?.has(pointer) !== true),
      );
  }

  /** Returns the first event with a name. */
  named(name: string): EventModel | undefined {
    return this.#byName.get(name);
  }

  /** Returns all events that may have a tag in common with an event. The caller has to check each of them. */
  near({ tags }: EventModel): readonly EventModel[] {
    const pointer = [...(tags?.keys() ?? [])].find((key) => this.#byTag.has(key));
    const values = pointer === undefined ? undefined : this.#byTag.get(pointer);
    if (pointer === undefined || values === undefined) return this.#events;
    const same = (tags?.get(pointer) ?? []).flatMap((value) => values.get(canonicalJson(value)) ?? []);
    return [...new Set([...same, ...(this.#without.get(pointer) ?? [])])];
  }

  #note(pointer: string, value: string, event: EventModel): void {
    const values = this.#byTag.get(pointer) ?? new Map<string, EventModel[]>();
    this.#byTag.set(pointer, values);
    values.set(value, [...(values.get(value) ?? []), event]);
  }
}

/** Returns the index of a list of events. The index is made once for each list. */
export const tagIndex: (events: readonly EventModel[]) => TagIndex = fact((events: readonly EventModel[]) => new TagIndex(events));

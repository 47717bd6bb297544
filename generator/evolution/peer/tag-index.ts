import { canonicalJson } from "../../base/canonical-json.js";
import type { EventModel } from "../../model/event-model.js";
import { remember } from "../../base/fact.js";

/** Finds the few of many events that may have a tag in common with another one. */
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

  /** The first event of a name. */
  named(name: string): EventModel | undefined {
    return this.#byName.get(name);
  }

  /** Every event whose tags do not plainly differ from another event's; perhaps some whose do. */
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

/** One index for each list of events. */
export const tagIndex: (events: readonly EventModel[]) => TagIndex = remember((events: readonly EventModel[]) => new TagIndex(events));

import type { EventDescriptor, OutOfBandTags } from "./contract.js";
import type { Explain } from "./explain/explain.js";
import type { Rule } from "./explain/rule.js";
import { isRecord } from "./records.js";

/** One event as a generated file lists it. */
export type EventOptions = {
  readonly check: (value: unknown) => boolean;
  readonly rule: Rule;
  /** Discriminator → values; `false` where the event is not dispatched. @default its name, at the only discriminator */
  readonly tag?: NonNullable<EventDescriptor<unknown>["tag"]> | false;
  readonly mustUnderstand?: true;
};

/** What a generated file knows of its direction; the rest of an event set follows from it. */
export type EventSetOptions<Names extends string> = {
  readonly direction: "server" | "client";
  readonly discriminators: readonly string[];
  readonly explain: Explain;
  readonly events: Readonly<Record<Names, EventOptions>>;
  /** The event that a message's tags stand for. @default looked up by the property that is the only discriminator */
  readonly nameOf?: (value: unknown, tags?: OutOfBandTags) => Names | undefined;
};

/** An event as {@link Dispatch} finds it. All have the same shape, which keeps the look-up fast. */
export type Found<Names> = { readonly name: Names; readonly check: EventOptions["check"]; readonly rule: Rule };

/** Leads from a message's tags straight to the check of its event. */
export class Dispatch<Names extends string> {
  readonly #nameOf: EventSetOptions<Names>["nameOf"];
  readonly #property: string;
  /** By tag, or by name where a function tells the name. */
  readonly #found = new Map<unknown, Found<Names>>();

  constructor({ discriminators, events, nameOf }: EventSetOptions<Names>) {
    const [discriminator = ""] = discriminators;
    this.#nameOf = nameOf;
    this.#property = discriminator.slice(1);
    for (const name in events) {
      const event = events[name];
      const { check, rule } = event;
      const keys = nameOf === undefined ? (tagOf(name, event, discriminators)?.[discriminator] ?? []) : [name];
      for (const key of keys) this.#found.set(key, { name, check, rule });
    }
  }

  find(value: unknown, tags: OutOfBandTags | undefined): Found<Names> | undefined {
    if (this.#nameOf !== undefined) return this.#found.get(this.#nameOf(value, tags));
    return this.#found.get(isRecord(value) ? value[this.#property] : undefined);
  }
}

/** The tags of an event as its descriptor shows them; `undefined` where it is not dispatched. */
export function tagOf(name: string, { tag }: EventOptions, [discriminator = ""]: readonly string[]): EventDescriptor<unknown>["tag"] {
  return tag === false ? undefined : (tag ?? { [discriminator]: [name] });
}

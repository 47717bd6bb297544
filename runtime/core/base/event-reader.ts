import type { EventSet, ReadResult } from "../contract/v1/contract.js";

/** The part of an {@link EventSet} that the runtime uses. An `EventSet` with events of type `Event` is assignable to it. */
export type EventReader<Event, Names extends string = string> = {
  readonly direction: EventSet<object>["direction"];
  readonly validate: (value: unknown) => value is Event;
  readonly nameOf: (value: unknown) => Names | undefined;
  readonly read: (value: unknown) => ReadResult<Event>;
  readonly events: Readonly<Record<Names, unknown>>;
};

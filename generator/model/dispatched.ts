import type { EventModel } from "./protocol.js";

/** The events that generated code can tell apart. */
export function dispatched(events: readonly EventModel[]): EventModel[] {
  return events.filter(({ tags }) => tags !== undefined);
}

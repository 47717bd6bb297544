import type { EventModel } from "./event-model.js";

/** The events that generated code can tell apart. */
export function dispatched(events: readonly EventModel[]): EventModel[] {
  return events.filter(({ tags }) => tags !== undefined);
}

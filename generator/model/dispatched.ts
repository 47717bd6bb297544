import { isRequiredInType } from "../schema/tags.js";
import type { EventModel } from "./event-model.js";

/** The events that generated code can tell apart. */
export function dispatched(events: readonly EventModel[]): EventModel[] {
  return events.filter(({ tags }) => tags !== undefined);
}

/** True where every value of the event's type has the tag. The generated type leaves optional what the schema does. */
export function isTagRequired(event: EventModel, pointer: string): boolean {
  return !event.tagsInSchema || isRequiredInType(event.schema, pointer);
}

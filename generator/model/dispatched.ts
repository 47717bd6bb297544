import { isRequiredInType } from "../schema/tags.js";
import type { EventModel } from "./event-model.js";

/** Returns the events that generated code can distinguish by their tags. */
export function dispatched(events: readonly EventModel[]): EventModel[] {
  return events.filter(({ tags }) => tags !== undefined);
}

/** Returns true if every value of the event's type has the tag. A tag that the schema leaves optional is optional in the type. */
export function isTagRequired(event: EventModel, pointer: string): boolean {
  return !event.tagsInSchema || isRequiredInType(event.schema, pointer);
}

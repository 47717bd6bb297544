import type { EventModel } from "../../model/event-model.js";

/** An event as it was and as it is; one of the two is absent where it was added or removed. */
export type EventPair = { readonly before: EventModel | undefined; readonly after: EventModel | undefined };

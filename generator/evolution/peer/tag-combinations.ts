import type { EventModel } from "../../model/event-model.js";
import type { Json } from "../../base/json.js";

/**
 * An event for each combination of the tags that its caller gives out of band: those are no part of
 * a message, so that one message may go to different events.
 */
export function byOutOfBandTags(event: EventModel): readonly EventModel[] {
  const { tags } = event;
  if (tags === undefined) return [event];
  const given = [...tags].filter(([pointer, values]) => pointer.startsWith("@") && values.length > 1);
  return given.reduce<readonly EventModel[]>(
    (events, [pointer, values]) => events.flatMap((one) => values.map((value) => withTag(one, pointer, value))),
    [event],
  );
}

function withTag(event: EventModel, pointer: string, value: Json): EventModel {
  return { ...event, tags: new Map([...(event.tags ?? []), [pointer, [value]]]) };
}

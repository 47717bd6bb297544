import type { EventModel, Tags } from "../../model/event-model.js";
import { envelopeSchema } from "../../model/envelope-schema.js";
import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";

/**
 * Returns the schema of all messages that have an event's tags, whatever else they contain. Leaves out tags that are
 * sent beside the message, such as `@name`.
 */
export function tagSchema(event: EventModel, tags: Tags): Schema {
  const { location, dialect } = event.schema;
  const anything: Schema = { location, dialect, annotations: {}, always: true };
  return envelopeSchema({ ...event, schema: anything, tags, tagsInSchema: false, at: "" });
}

/**
 * Splits an event into one event for each combination of the tag values that are sent beside the message, such as
 * `@name`. They are no part of the message, so the same message may belong to different events.
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

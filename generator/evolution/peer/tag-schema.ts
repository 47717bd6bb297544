import type { EventModel, Tags } from "../../model/event-model.js";
import { envelopeSchema } from "../../model/envelope-schema.js";
import type { Schema } from "../../schema/schema.js";

/** The schema of every message that carries an event's tags, whatever else it holds; out-of-band tags left out. */
export function tagSchema(event: EventModel, tags: Tags): Schema {
  const { location, dialect } = event.schema;
  const anything: Schema = { location, dialect, annotations: {}, always: true };
  return envelopeSchema({ ...event, schema: anything, tags, tagsInSchema: false, at: "" });
}

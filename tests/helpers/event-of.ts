import type { EventModel } from "../../generator/model/event-model.js";
import { fixedValues } from "../../generator/schema/tags.js";
import { schemaOf } from "./schema-of.js";

/** Returns an event for a JSON Schema without a file. Its tag is the constant `type`. */
export function eventOf(value: unknown, name = "state"): EventModel {
  const { schema } = schemaOf(value);
  const values = fixedValues(schema, "/type");
  const tags = values === undefined ? undefined : new Map([["/type", values]]);
  return { name, typeName: "StateEvent", schema, tags, at: "", tagsInSchema: true, location: schema.location };
}

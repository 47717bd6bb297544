import { pointerTokens } from "../../generator/base/pointer.js";
import type { Json } from "../../generator/base/json.js";
import type { EventModel } from "../../generator/model/event-model.js";
import { withValueAt } from "../../generator/evolution/state/apply-block.js";
import { valueOfSchema } from "./value-of-schema.js";
import type { ValueSource } from "./value-of-schema.js";

/** Returns a random message of an event that usually is valid, with the event's tags. */
export function randomMessage(event: EventModel, source: ValueSource): Json {
  const value = valueOfSchema(source, event.schema);
  if (event.at === "") return value;
  const tagged = [...(event.tags ?? [])].reduce<Json | undefined>(
    (message, [pointer, [first]]) => withValueAt(message, pointerTokens(pointer), first),
    undefined,
  );
  return withValueAt(tagged, pointerTokens(event.at), value) ?? null;
}

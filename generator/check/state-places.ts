import type { Place } from "../diagnostics/diagnostic.js";
import { pointerTokens } from "../base/pointer.js";
import type { EventModel } from "../model/event-model.js";
import type { ProtocolModel } from "../model/protocol.js";
import { stepsIn } from "../model/state/footprint.js";
import { stepText } from "../model/state/state-digest.js";
import type { StateBlock } from "../model/state/state-model.js";
import { conjunctsOf, declaredIn } from "../schema/conjuncts.js";
import type { Location, Schema } from "../schema/schema.js";

/** Returns a place in the manifest of a protocol. */
export function inManifest({ manifest }: ProtocolModel, pointer: string): Place {
  return { file: manifest, pointer, on: "value" };
}

/** Returns the place of the schema that sets the start value at a path of the state. */
export function placeOfInitial(schema: Schema, path: string): Place {
  return { ...sourceOf(schema, pointerTokens(path)), on: "value" };
}

function sourceOf(schema: Schema, [name, ...rest]: readonly string[]): Location {
  const parts = conjunctsOf([schema]);
  const preset = parts.find(({ annotations }) => annotations.default !== undefined);
  const [inner] = name === undefined ? [] : declaredIn(parts, name);
  if (preset !== undefined) return preset.location;
  return inner === undefined ? schema.location : sourceOf(inner, rest);
}

/**
 * Returns the places of an event's new steps. If only order or conditions of the steps differ, returns the places of
 * all steps. If the event has no steps, returns the place of the event.
 */
export function placesOfSteps(event: EventModel, before: StateBlock | undefined, after: StateBlock | undefined): readonly Location[] {
  const known = new Set(before === undefined ? [] : stepsIn(before).map(({ step, block }) => stepText(step, block)));
  const steps = after === undefined ? [] : stepsIn(after);
  const added = steps.filter(({ step, block }) => !known.has(stepText(step, block)));
  const shown = (added.length === 0 ? steps : added).map(({ step: { owner, pointer } }) => ({
    file: owner.location.file,
    pointer: `${owner.location.pointer}${pointer}`,
  }));
  const unique = shown.filter(
    (one, index) => shown.findIndex(({ file, pointer }) => one.file === file && one.pointer === pointer) === index,
  );
  return unique.length === 0 ? [event.schema.location] : unique;
}

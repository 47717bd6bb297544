import { sideNames } from "../model/generated-names.js";
import type { SideNames } from "../model/generated-names.js";
import { pointerTokens } from "../base/pointer.js";
import type { Direction, EventModel } from "../model/event-model.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { Json } from "../base/json.js";
import { tagTypeOf } from "../types/tag-type.js";
import { TypeMaker } from "../types/type-of.js";

/** One event that a handler file has to handle. */
export type HandledEvent = {
  /** The event's key in the handler map. */
  readonly name: string;
  /** The values of the discriminator that identify the event; empty if no `switch` can identify it. */
  readonly labels: readonly (string | number | boolean | null)[];
};

/** The events that a handler file of one direction has to handle, and whether a `switch` can handle them. */
export type HandlerPlan = {
  readonly direction: Direction;
  readonly names: SideNames;
  /** The events that a dispatcher can identify, in the manifest's order. */
  readonly events: readonly HandledEvent[];
  /**
   * The property by whose value TypeScript distinguishes the events; `undefined` if no single property does, so that
   * the file needs a handler map.
   */
  readonly property: string | undefined;
  /** True if the TypeScript compiler can check that a `switch` handles every event. */
  readonly isSwitchProof: boolean;
};

/** Returns the plan of a handler file of one direction. */
export function handlerPlan(model: ProtocolModel, direction: Direction): HandlerPlan {
  const events = model[direction].events.filter(({ tags }) => tags !== undefined);
  const types = new TypeMaker(model.nameOf);
  const property = narrowingProperty(events, types);
  const handled = events.map(({ name, tags }) => ({
    name,
    labels: property === undefined ? [] : (tags?.get(property.pointer) ?? []).filter(isLabel),
  }));
  // TypeScript does not narrow a union of one type. A message without its optional tag reaches no case.
  const isSwitchProof =
    property !== undefined && events.length > 1 && events.every((event) => tagTypeOf(types, event, property.pointer) === "required");
  return { direction, names: sideNames[direction], events: handled, property: property?.name, isSwitchProof };
}

/** Returns the single top-level property by whose value TypeScript distinguishes all events; `undefined` if none exists. */
function narrowingProperty(
  events: readonly EventModel[],
  types: TypeMaker,
): { readonly pointer: string; readonly name: string } | undefined {
  const pointers = new Set(events.flatMap(({ tags }) => [...(tags?.keys() ?? [])]));
  const [pointer] = pointers;
  if (pointer === undefined || pointers.size !== 1 || pointer.startsWith("@")) return undefined;
  const [name, ...deeper] = pointerTokens(pointer);
  if (name === undefined || deeper.length > 0 || /^\d+$/.test(name)) return undefined;
  return events.every((event) => tagTypeOf(types, event, pointer) !== "unknown") ? { pointer, name } : undefined;
}

function isLabel(value: Json): value is string | number | boolean | null {
  return typeof value !== "object" || value === null;
}

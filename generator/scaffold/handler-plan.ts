import { isTagRequired } from "../model/dispatched.js";
import { sideNames } from "../model/side-names.js";
import type { SideNames } from "../model/side-names.js";
import { pointerTokens } from "../base/pointer.js";
import type { Direction, EventModel } from "../model/event-model.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { Json } from "../base/json.js";

/** One event that a handler file has to deal with. */
export type HandledEvent = {
  /** Key in the handler map. */
  readonly name: string;
  /** Values of the discriminator that stand for it; empty where no `switch` can tell it. */
  readonly labels: readonly (string | number | boolean | null)[];
};

/** What a handler file of one direction has to cover. */
export type HandlerPlan = {
  readonly direction: Direction;
  readonly names: SideNames;
  /** Dispatched events in the manifest's order. */
  readonly events: readonly HandledEvent[];
  /** The one property by whose value TypeScript narrows the union; `undefined` where a handler map is needed. */
  readonly property: string | undefined;
  /** True where a `switch` proves to TypeScript that no event is left over. */
  readonly isSwitchProof: boolean;
};

/** What a handler file of a direction has to cover. */
export function handlerPlan(model: ProtocolModel, direction: Direction): HandlerPlan {
  const events = model[direction].events.filter(({ tags }) => tags !== undefined);
  const property = narrowingProperty(events);
  const handled = events.map(({ name, tags }) => ({
    name,
    labels: property === undefined ? [] : (tags?.get(property.pointer) ?? []).filter(isLabel),
  }));
  // A union of one is no union to TypeScript, and an event that may lack its tag is in no case.
  const isSwitchProof = property !== undefined && events.length > 1 && events.every((event) => isTagRequired(event, property.pointer));
  return { direction, names: sideNames[direction], events: handled, property: property?.name, isSwitchProof };
}

/** The property at the top of every message that alone tells the events apart. */
function narrowingProperty(events: readonly EventModel[]): { readonly pointer: string; readonly name: string } | undefined {
  const pointers = new Set(events.flatMap(({ tags }) => [...(tags?.keys() ?? [])]));
  const [pointer] = pointers;
  if (pointer === undefined || pointers.size !== 1 || pointer.startsWith("@")) return undefined;
  const [name, ...deeper] = pointerTokens(pointer);
  return name === undefined || deeper.length > 0 || /^\d+$/.test(name) ? undefined : { pointer, name };
}

function isLabel(value: Json): value is string | number | boolean | null {
  return typeof value !== "object" || value === null;
}

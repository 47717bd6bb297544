import { isObject } from "../../base/json.js";
import { canonicalJson } from "../../base/canonical-json.js";
import type { EventModel } from "../event-model.js";
import type { Json } from "../../base/json.js";
import { footprintsOf, meet, stepsIn } from "./footprint.js";
import type { Footprint, PlacedStep } from "./footprint.js";
import type { EndMark, StateBlock, Step } from "./state-model.js";

/** The inputs of {@link endMarkOf}. */
export type EndContext = {
  readonly blocks: ReadonlyMap<EventModel, StateBlock>;
  readonly terminal: readonly EventModel[];
  readonly initial: Json | undefined;
};

/**
 * Returns a place of the state, and a constant, that show that a terminal event has ended the stream. The event always
 * writes the constant at the place. The start value does not have the constant there, and only terminal events can write it.
 */
export function endMarkOf(event: EventModel, { blocks, terminal, initial }: EndContext): EndMark | undefined {
  const block = blocks.get(event);
  if (block === undefined) return undefined;
  const own = stepsIn(block);
  const others = [...blocks].filter(([other]) => !terminal.includes(other)).flatMap(([, inner]) => stepsIn(inner));
  const marks = block.steps.flatMap((step, index) => {
    const mark = constantOf(event, step);
    const isLast = mark !== undefined && !own.slice(index + 1).some((later) => writes(later, mark));
    return isLast ? [mark] : [];
  });
  return marks.find((mark) => !holds(initial, mark) && !others.some((other) => mayLeave(other, mark)));
}

/** Returns true if an event with the steps of a block may write the constant of an end mark, alone or inside an object. */
export function mayEnd(block: StateBlock, marks: readonly EndMark[]): boolean {
  const places = stepsIn(block).flatMap(footprintsOf);
  return marks.some((mark) => places.some((place) => meet(place, mark) && (mayHold(place, mark) || bringsAlong(place, mark))));
}

function bringsAlong({ path, values }: Footprint, mark: EndMark): boolean {
  return values === undefined && path.length < mark.path.length;
}

/** Returns true if the value at `path` inside `state` is `value`. */
function holds(state: Json | undefined, { path, value }: Omit<EndMark, "event">): boolean {
  const found = path.reduce<Json | undefined>(
    (inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    state,
  );
  return found !== undefined && canonicalJson(found) === canonicalJson(value);
}

function constantOf(event: EventModel, { op, at, source }: Step): EndMark | undefined {
  if (op !== "set" || source.kind !== "value" || (typeof source.value === "object" && source.value !== null)) return undefined;
  const path = at.flatMap((token) => ("key" in token ? [token.key] : []));
  return path.length === at.length ? { event, path, value: source.value } : undefined;
}

function writes(placed: PlacedStep, { path }: EndMark): boolean {
  return footprintsOf(placed).some((footprint) => meet(footprint, { path }));
}

function mayLeave(placed: PlacedStep, mark: EndMark): boolean {
  return footprintsOf(placed).some((footprint) => meet(footprint, mark) && mayHold(footprint, mark));
}

/** Returns true if a step may write the constant of an end mark: at the mark's place, or inside an object around this place. */
function mayHold(footprint: Footprint, mark: EndMark): boolean {
  const { path, values } = footprint;
  if (path.length > mark.path.length || bringsAlong(footprint, mark)) return false;
  const rest = { path: mark.path.slice(path.length), value: mark.value };
  return values === undefined || values.some((value) => holds(value, rest));
}

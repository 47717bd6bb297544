import type { EventModel } from "../../model/event-model.js";
import type { Schema } from "../../schema/schema.js";
import { mayEnd } from "../../model/state/end-mark.js";
import { footprintsOf, meet, stepsIn } from "../../model/state/footprint.js";
import type { PlacedStep } from "../../model/state/footprint.js";
import { compoundKeyword, conjunctsOf, declaredIn, isRequiredIn } from "../../schema/conjuncts.js";
import type { PathToken, StateBlock, StateModel } from "../../model/state/state-model.js";

/** The steps that an event takes in one case of its {@link StateChoice}, together with its other steps. */
export type Leaf = {
  readonly steps: readonly PlacedStep[];
  /** The paths of the strings in the event that become keys in the paths of the steps. */
  readonly keys: readonly (readonly string[])[];
};

/** How two events of one kind and with the same conflation key are joined into one event. */
export type Conflation = {
  /** One leaf for each case of the event's {@link StateChoice}, then one for all other cases. An event without a choice has one leaf. */
  readonly leaves: readonly Leaf[];
  /** The properties that the joined event gets from the older event if the newer one lacks them. */
  readonly kept: readonly string[] | "all";
  /** The properties whose objects are merged: the joined event has the entries of both, and a newer entry replaces an older one. */
  readonly merged: readonly string[];
};

/**
 * Returns the events of which an earlier and a later one can be joined into one event. Every step of such an event is a
 * `set` or a
 * `merge`, and the event's conflation key determines the places to which its steps write.
 */
export function conflations({ blocks, endMarks }: StateModel): Map<EventModel, Conflation> {
  const found = [...blocks].flatMap(([event, block]): [EventModel, Conflation][] => {
    const conflation = mayEnd(block, endMarks) ? undefined : conflationOf(event, block);
    return conflation === undefined ? [] : [[event, conflation]];
  });
  return new Map(found);
}

/**
 * Returns the names of the events that must not be joined if `event` is between them, because both write to the same place of
 * the state. Returns `"*"`, for all events, if `event` may end the stream.
 */
export function barriersOf(event: EventModel, state: StateModel, conflatable: ReadonlySet<EventModel>): string[] {
  const block = state.blocks.get(event);
  if (block === undefined || conflatable.size === 0) return [];
  if (mayEnd(block, state.endMarks)) return ["*"];
  const own = stepsIn(block).flatMap(footprintsOf);
  return [...conflatable].flatMap((other) => {
    const theirs = other === event ? undefined : state.blocks.get(other);
    const isInTheWay =
      theirs !== undefined &&
      stepsIn(theirs)
        .flatMap(footprintsOf)
        .some((place) => own.some((mine) => meet(mine, place)));
    return isInTheWay ? [other.name] : [];
  });
}

function conflationOf(event: EventModel, block: StateBlock): Conflation | undefined {
  const leaves = event.at === "" ? leavesOf(block) : undefined;
  if (leaves === undefined || leaves.some(({ steps }) => !isKeyed(steps)) || overlap(leaves)) return undefined;
  const uses = leaves.flatMap(({ steps }) => steps.map((placed) => usesOf(placed, steps)));
  const kept = uses.some((use) => use?.kept === "all") ? "all" : unique(uses.flatMap((use) => use?.kept ?? []));
  const merged = unique(uses.flatMap((use) => use?.merged ?? []));
  const replaced = unique(uses.flatMap((use) => use?.replaced ?? []));
  if (uses.includes(undefined) || contradict(kept, merged, replaced)) return undefined;
  const joined = [block.conjuncts, ...merged.map((name) => conjunctsOf(declaredIn(block.conjuncts, name)))];
  const isJoined = kept.length + merged.length > 0;
  // If two events are valid, the joined event has to be valid too. This is not sure if a schema has keywords such as `not`.
  return isJoined && joined.some((conjuncts) => compoundKeyword(conjuncts) !== undefined) ? undefined : { leaves, kept, merged };
}

/** Returns a {@link Leaf} for each case of a block; `undefined` for a block with several choices or with choices inside one another. */
function leavesOf({ steps, choices, members, ...rest }: StateBlock): Leaf[] | undefined {
  const [choice, ...others] = choices;
  if (others.length > 0 || members.length > 0) return undefined;
  const own = steps.map((step) => ({ step, block: { steps, choices, members, ...rest } }));
  if (choice === undefined) return [leafOf(own)];
  const inner = choice.kind === "tag" ? [...choice.cases.map(({ block }) => block), undefined] : [choice.yes, choice.no];
  if (inner.some((block) => block !== undefined && block.choices.length + block.members.length > 0)) return undefined;
  return inner.map((block) => leafOf([...own, ...(block === undefined ? [] : stepsIn(block))]));
}

function leafOf(steps: readonly PlacedStep[]): Leaf {
  const [first] = steps;
  return { steps, keys: first?.step.at.flatMap((token) => ("names" in token ? [token.names] : [])) ?? [] };
}

/**
 * Returns true if the paths of all steps have the same placeholders. Then two events with different strings at these
 * placeholders write to different places of the state.
 */
function isKeyed(steps: readonly PlacedStep[]): boolean {
  const [first] = steps;
  if (first === undefined) return true;
  const wanted = namesIn(first.step.at);
  return steps.every(
    ({ step }, index) =>
      (step.op === "set" || step.op === "merge") &&
      namesIn(step.at) === wanted &&
      steps.slice(0, index).every((other) => areApartOrAlike(step.at, other.step.at)),
  );
}

function namesIn(at: readonly PathToken[]): string {
  const names = at.flatMap((token) => ("names" in token ? [token.names.join(".")] : []));
  return unique(names).toSorted().join("\n");
}

function areApartOrAlike(a: readonly PathToken[], b: readonly PathToken[]): boolean {
  for (const [index, token] of a.entries()) {
    const other = b[index];
    if (other === undefined) return true;
    if ("key" in token && "key" in other) {
      if (token.key !== other.key) return true;
    } else if (JSON.stringify(token) !== JSON.stringify(other)) return false;
  }
  return true;
}

/** Returns true if the steps in two cases of an event may write to the same place of the state. */
function overlap(leaves: readonly Leaf[]): boolean {
  const places = leaves.map(({ steps }) => steps.flatMap(footprintsOf));
  return places.some((own, index) =>
    places.slice(0, index).some((other) => own.some((place) => other.some((theirs) => meet(place, theirs)))),
  );
}

/** For a step of an event: what has to happen to the event's properties when two events are joined. */
type Uses = {
  /** Properties whose values stay in the state if a later event lacks the property. The joined event needs the older event's value. */
  readonly kept: readonly string[] | "all";
  /** Properties whose objects are merged into the state: each entry stays until a later event has an entry with the same key. */
  readonly merged: readonly string[];
  /** Properties whose values are removed from the state if a later event lacks the property. `"*"` means every property. */
  readonly replaced: readonly string[];
};

const noUses: Uses = { kept: [], merged: [], replaced: [] };

function usesOf(placed: PlacedStep, leaf: readonly PlacedStep[]): Uses | undefined {
  const uses = ownUses(placed);
  const keepsNothing = uses === undefined || uses.kept.length + uses.merged.length === 0;
  return keepsNothing || !isOverwritten(placed, leaf) ? uses : undefined;
}

function ownUses({ step: { op, source }, block }: PlacedStep): Uses | undefined {
  const isOptional = (name: string): boolean => !isRequiredIn(block.conjuncts, name);
  switch (source.kind) {
    case "value":
      return noUses;
    case "whole":
      return op === "set" ? { ...noUses, replaced: ["*"] } : { ...noUses, kept: "all" };
    case "pick":
      return op === "set" ? { ...noUses, replaced: source.names } : { ...noUses, kept: source.names.filter(isOptional) };
    default: {
      const [name = "", ...deeper] = source.names;
      if (op === "merge") return deeper.length > 0 ? undefined : { ...noUses, merged: [name] };
      if (deeper.length > 0) return isSurelyThere(block.conjuncts, source.names) ? { ...noUses, replaced: [name] } : undefined;
      return { ...noUses, ...(isOptional(name) ? { kept: [name] } : { replaced: [name] }) };
    }
  }
}

function isSurelyThere(conjuncts: readonly Schema[], [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  return isRequiredIn(conjuncts, name) && isSurelyThere(conjunctsOf(declaredIn(conjuncts, name)), rest);
}

/**
 * Returns true if another step of the event sets the place to which a step writes, or a place around it. Then no value of
 * an earlier event stays there.
 */
function isOverwritten(placed: PlacedStep, leaf: readonly PlacedStep[]): boolean {
  const own = footprintsOf(placed);
  return leaf
    .filter((other) => other.step !== placed.step && other.step.op === "set")
    .flatMap(footprintsOf)
    .some((place) => own.some((mine) => place.path.length <= mine.path.length && meet(place, mine)));
}

/** Returns true if one step needs a property in the joined event and another step needs the same property to be absent. */
function contradict(kept: Conflation["kept"], merged: readonly string[], replaced: readonly string[]): boolean {
  const all = replaced.includes("*");
  if (kept === "all") return replaced.length + merged.length > 0;
  if (all && kept.length + merged.length > 0) return true;
  return [...kept, ...replaced].some((name) => merged.includes(name)) || kept.some((name) => replaced.includes(name));
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

import { groupBy } from "../../base/group-by.js";
import type { Direction, EventModel } from "../../model/event-model.js";
import { compareEvents } from "../change/compare-events.js";
import { facetOf } from "../change/facet.js";
import { shapeOf } from "../change/shape-of.js";
import type { EventPair } from "./event-pair.js";

/**
 * Of the events that went and those that came, which are one under another tag: they say the same in
 * all else, that is more than nothing, and there is no other choice.
 */
export function renamedEvents(removed: readonly EventModel[], added: readonly EventModel[]): EventPair[] {
  const rivals = groupBy(added, outline);
  const candidates = removed.flatMap((before) => {
    const like = (rivals.get(outline(before)) ?? []).filter((after) => isRenamed(before, after));
    const [after] = like;
    return after === undefined || like.length > 1 ? [] : [{ before, after }];
  });
  return candidates.filter(({ after }) => candidates.filter((other) => other.after === after).length === 1);
}

/** Equal for events that may be one; cheap, so that only those are compared. */
function outline({ schema, tags }: EventModel): string {
  const { properties, required } = shapeOf(facetOf([schema]));
  return JSON.stringify([[...(tags?.keys() ?? [])], [...properties.keys()].toSorted(), [...required].toSorted()]);
}

function isRenamed(before: EventModel, after: EventModel): boolean {
  const { properties } = shapeOf(facetOf([before.schema]));
  if (properties.size <= (before.tags?.size ?? 0)) return false;
  const changes = compareEvents(before, after, anyDirection);
  return changes.length === 1 && changes.every(({ kind }) => kind === "EVENT_RENAMED" || kind === "EVENT_TAG_CHANGED");
}

/** Only sentences depend on it. */
const anyDirection: Direction = "server";

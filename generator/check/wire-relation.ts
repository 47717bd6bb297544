import type { EventPair } from "../evolution/peer/pair-events.js";
import type { Questions } from "../evolution/peer/wire.js";
import { canonical } from "../schema/canonical.js";
import { envelopeSchema } from "../model/envelope-schema.js";
import type { Direction, EventModel } from "../model/event-model.js";

/** Whether the messages of one version are messages of the other, by the schemas as written. */
export type WireRelation = { readonly newInOld: boolean; readonly oldInNew: boolean };

/** Compares the sets of messages; an undecided question counts as a no. */
export function wireRelation(pairs: Readonly<Record<Direction, readonly EventPair[]>>, questions: Questions): WireRelation {
  const all = [...pairs.server, ...pairs.client];
  const isIn = (inner: EventModel | undefined, outer: EventModel | undefined): boolean => {
    if (inner === undefined) return true;
    if (outer === undefined) return false;
    const [a, b] = [envelopeSchema(inner), envelopeSchema(outer)];
    return canonical(a) === canonical(b) || questions.isSubset(a, b).verdict === "yes";
  };
  return {
    newInOld: all.every(({ before, after }) => isIn(after, before)),
    oldInNew: all.every(({ before, after }) => isIn(before, after)),
  };
}

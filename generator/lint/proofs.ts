import type { Finding } from "../diagnostics/diagnostic.js";
import { isImpossible, isTrivial } from "../schema/facts.js";
import type { Schema } from "../schema/schema.js";
import type { LintContext } from "./context.js";
import { placeIn } from "./place.js";

/** Finds events that no message satisfies, and events whose schema refuses nothing although it looks as if it did. */
export function lintProofs({ events, prover }: Pick<LintContext, "events" | "prover">): Finding[] {
  if (prover === undefined) return [];
  return [...new Set(events)].flatMap((event) => {
    if (isTrivial(event) || isImpossible(event)) return [];
    if (prover.isEmpty(event)) return [unsatisfiable(event)];
    return prover.isEmpty(refusedBy(event)) ? [acceptsAnything(event)] : [];
  });
}

function refusedBy(schema: Schema): Schema {
  const { location, dialect } = schema;
  return { location, dialect, annotations: {}, not: schema };
}

function unsatisfiable(event: Schema): Finding {
  return {
    rule: "EVENT_UNSATISFIABLE",
    place: placeIn(event, []),
    message: "No message satisfies this event: its parts exclude one another.",
    hint: 'Look for "additionalProperties": false beside "allOf", "oneOf" or "$ref", which it knows nothing of, and for constants that differ.',
  };
}

function acceptsAnything(event: Schema): Finding {
  return {
    rule: "SCHEMA_ACCEPTS_ANYTHING",
    place: placeIn(event, []),
    message: "The schema of this event accepts every value, although it says more than true: its parts cover all there is.",
    hint: "Say what it holds; or write true for the schema if anything may stand there.",
  };
}

import type { Finding } from "../diagnostics/diagnostic.js";
import { isImpossible, isTrivial } from "../schema/facts.js";
import type { Schema } from "../schema/schema.js";
import type { LintContext } from "./context.js";
import { placeIn } from "./context.js";

/** Finds events that no message satisfies. Also finds events whose schema has conditions but accepts every value. */
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
    message: "No message satisfies this event, because parts of its schema exclude one another.",
    hint: 'Look for different constants, and for "additionalProperties": false beside "allOf", "oneOf" or "$ref", whose properties it refuses.',
  };
}

function acceptsAnything(event: Schema): Finding {
  return {
    rule: "SCHEMA_ACCEPTS_ANYTHING",
    place: placeIn(event, []),
    message: "The schema of this event accepts every value, because its parts together cover all values.",
    hint: "Restrict it further, or write true as the schema if every value is allowed.",
  };
}

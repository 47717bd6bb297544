import type { Finding } from "../diagnostics/diagnostic.js";
import { isImpossible, isTrivial } from "../schema/facts.js";
import type { Schema } from "../schema/schema.js";
import type { LintContext } from "./context.js";
import { placeIn } from "./context.js";

/**
 * Finds, with the prover, events whose schema accepts no message, and events whose schema accepts every value although
 * it has conditions.
 */
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
    message: "No message satisfies the schema of this event, because parts of the schema exclude one another.",
    hint: 'Look for different constants of one property. Also look for "additionalProperties": false beside "allOf", "oneOf" or "$ref": it refuses the properties that these declare.',
  };
}

function acceptsAnything(event: Schema): Finding {
  return {
    rule: "SCHEMA_ACCEPTS_ANYTHING",
    place: placeIn(event, []),
    message: "The schema of this event accepts every value, because its parts together cover all values.",
    hint: "Restrict the schema further, or write true as the schema if every value is allowed.",
  };
}

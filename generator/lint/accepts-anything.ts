import type { Finding } from "../diagnostics/diagnostic.js";
import { isTrivial } from "../schema/facts.js";
import { pointerTokens } from "../base/pointer.js";
import { remember } from "../base/fact.js";
import type { Schema } from "../schema/schema.js";
import type { LintContext } from "./context.js";
import { placeIn } from "./place.js";

/** Finds events and definitions whose schema accepts every value although it is not written as `true`. */
export function lintAcceptsAnything({ schemas, events }: LintContext): Finding[] {
  const isEvent = new Set(events);
  return schemas.flatMap((schema) => {
    if (!isVague(schema)) return [];
    const what = isEvent.has(schema) ? "event" : isDefinition(schema) ? "definition" : undefined;
    return what === undefined ? [] : [finding(schema, what)];
  });
}

const isVague = remember((schema: Schema) => schema.always === undefined && schema.ref === undefined && isTrivial(schema));

function isDefinition({ location }: Schema): boolean {
  const holder = pointerTokens(location.pointer).at(-2);
  return holder === "$defs" || holder === "definitions";
}

function finding(schema: Schema, what: string): Finding {
  return {
    rule: "SCHEMA_ACCEPTS_ANYTHING",
    place: placeIn(schema, []),
    message: `The schema of this ${what} accepts every value, so its type is "unknown" and its validator refuses nothing.`,
    hint: 'Add at least a "type", or write true as the schema if every value is allowed.',
  };
}

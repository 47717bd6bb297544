import type { GateChoice, GateDecision, GatePresentation } from "@dagwire/dag";
import type { FieldReader } from "./field-reader.js";
import { isRecord } from "./field-reader.js";

/** The decisions that a pipeline file may name. */
export const gateDecisions: readonly GateDecision[] = ["approve", "reject", "modify"];

/** Reads the texts and choices that a gate shows to the person who decides. `title` is the default title. */
export function readPresentation(gate: FieldReader, title: string): GatePresentation {
  const summary = gate.string("summary");
  const details = gate.raw("details");
  const choices = gate.objects("choices").map(readChoice);
  const schema = gate.raw("response_schema");
  if (schema !== undefined && !isSchema(schema)) gate.report("expected a JSON Schema: an object or a boolean", "response_schema");
  return {
    title: gate.string("title") ?? title,
    ...(summary === undefined ? {} : { summary }),
    ...(details === undefined ? {} : { details }),
    ...(choices.length === 0 ? {} : { choices }),
    ...(isSchema(schema) ? { response_schema: schema } : {}),
  };
}

function readChoice(reader: FieldReader): GateChoice {
  const decision = reader.oneOf("decision", gateDecisions);
  if (!reader.has("decision")) reader.report(`"decision" is missing`);
  const label = reader.string("label");
  const summary = reader.string("summary");
  reader.refuseOthers();
  return {
    decision: decision ?? "approve",
    ...(label === undefined ? {} : { label }),
    ...(summary === undefined ? {} : { summary }),
  };
}

function isSchema(value: unknown): value is Readonly<Record<string, unknown>> | boolean {
  return typeof value === "boolean" || isRecord(value);
}

import { createRequire } from "node:module";
import type { ErrorObject } from "ajv";
import type { TSchema } from "@sinclair/typebox";
import type { Findings } from "../diagnostics/diagnostic.js";
import { nearest } from "../base/nearest.js";
import { expectedForm } from "./expected-form.js";
import type { Document } from "../load/document-store.js";
import { joinPointer } from "../base/pointer.js";

/**
 * Checks a config file or a manifest against the schema of its format.
 *
 * @returns true if the file is valid. Otherwise adds a finding for each error.
 */
export function checkOptions(document: Document, schema: TSchema, findings: Findings): boolean {
  // Loading and compiling take 100 ms. Most files never need this: plainly-valid.ts accepts them first.
  const { Ajv2020 } = createRequire(import.meta.url)("ajv/dist/2020.js") as typeof import("ajv/dist/2020.js");
  const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true });
  if (ajv.validate(schema, document.value)) return true;
  const errors = ajv.errors ?? [];
  const seen = new Set<string>();
  for (const error of errors.filter((candidate) => isTelling(candidate, errors))) {
    const key = `${error.instancePath} ${error.keyword}`;
    if (!seen.has(key) || error.keyword === "additionalProperties") report(document, error, findings);
    seen.add(key);
  }
  return false;
}

/**
 * Returns false for an error inside one branch of a union that failed. In this case only the error of the whole union
 * is reported.
 */
function isTelling(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (error.keyword === "additionalProperties") return true;
  const unions = errors.filter(({ keyword }) => keyword === "anyOf");
  return !unions.some(
    ({ instancePath, schemaPath }) => error.schemaPath.startsWith(`${schemaPath}/`) && error.instancePath.startsWith(instancePath),
  );
}

function report(document: Document, error: ErrorObject, findings: Findings): void {
  if (error.keyword === "additionalProperties") return reportUnknown(document, error, findings);
  const subject = error.instancePath === "" ? "the file" : `"${error.instancePath.slice(1)}"`;
  findings.add({
    rule: "OPTION_INVALID",
    place: { file: document.file, pointer: error.instancePath, on: "value" },
    message: `${subject} ${wording(error)}.`,
    hint: "docs/SCHEMA.md lists the allowed values.",
  });
}

function wording({ keyword, params, schema, parentSchema, data, message = "has the wrong shape" }: ErrorObject): string {
  switch (keyword) {
    case "anyOf":
      return `has to be ${expectedForm({ anyOf: schema })}, not ${shortened(data)}`;
    case "type":
    case "const":
    case "enum":
    case "pattern":
      return `has to be ${expectedForm(parentSchema)}, not ${shortened(data)}`;
    case "required":
      return `has to have ${JSON.stringify((params as { readonly missingProperty?: unknown }).missingProperty)}`;
    default:
      return message;
  }
}

const shownLength = 60;

function shortened(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}

function reportUnknown(document: Document, error: ErrorObject, findings: Findings): void {
  const name = String((error.params as Record<string, unknown>)["additionalProperty"]);
  const known = Object.keys((error.parentSchema?.["properties"] as Record<string, unknown> | undefined) ?? {});
  const suggestion = nearest(name, known);
  findings.add({
    rule: "UNKNOWN_OPTION",
    place: { file: document.file, pointer: joinPointer(error.instancePath, name), on: "key" },
    message: `"${name}" is not an option.`,
    hint: suggestion === undefined ? `Known here: ${known.join(", ")}.` : `Did you mean "${suggestion}"?`,
  });
}

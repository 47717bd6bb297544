import { footprintsOf, meet } from "../../model/state/footprint.js";
import type { PlacedStep } from "../../model/state/footprint.js";
import type { Step } from "../../model/state/state-model.js";
import { conjunctsOf, declaredIn } from "../../schema/conjuncts.js";
import { typesOf } from "../../schema/facts.js";
import type { Schema } from "../../schema/schema.js";
import { shown } from "../context.js";
import type { IsSubset } from "../context.js";
import { pathText, placeText } from "./step-findings.js";
import type { Fault } from "./step-findings.js";
import type { SourceObject } from "./written.js";

const parts = ["text", "start", "end"];

/** The greatest offset of a piece. With the longest piece behind it, the end of a text is still an exact number in JavaScript. */
const greatestOffset = 2 ** 52;

/** Returns the fault of the target of an "extend" step: it has to hold every text of at most `limit` units. */
export function textTargetFault(step: Step, target: Schema, isSubset: IsSubset): Fault | undefined {
  const conjuncts = conjunctsOf([target]);
  const names = new Set(conjuncts.flatMap(({ properties }) => [...(properties?.keys() ?? [])]));
  const required = new Set(conjuncts.flatMap((schema) => schema.required ?? []));
  const isText = [...typesOf(target)].join() === "object" && names.size === parts.length && parts.every((name) => names.has(name));
  if (!isText || !parts.every((name) => required.has(name)))
    return {
      rule: "STATE_TEXT_TARGET",
      part: "/at",
      message: `${placeText(step)} is not an object with exactly the properties "text", "start" and "end", all required.`,
      hint: 'Give the text a place of its own, such as "body", and put other properties beside it.',
    };
  const most = Math.min(...conjunctsOf(declaredIn(conjuncts, "text")).map(({ maxLength = Infinity }) => maxLength));
  if (step.limit > most)
    return {
      rule: "STATE_TEXT_LIMIT",
      part: "/limit",
      message: `"limit" is ${step.limit}, but ${placeText(step)} has a "text" of at most ${most} characters ("maxLength").`,
      hint: `Write ${most} or less as "limit", or a greater "maxLength" in the schema of the state.`,
    };
  const verdict = isSubset(writtenText(step, target), target);
  if (verdict.verdict === "yes") return undefined;
  const reason =
    verdict.verdict === "no" ? `its schema refuses ${shown(verdict.witness)}` : `the prover could not decide: ${verdict.reason}`;
  return {
    rule: "STATE_TEXT_TARGET",
    part: "/at",
    message: `${placeText(step)} may be unable to hold a text: ${reason}.`,
    hint: 'Allow every string as "text" up to its "maxLength", and every integer from 0 as "start" and "end".',
  };
}

/** Returns a schema of all values that an "extend" step may write. */
function writtenText({ limit }: Step, { location, dialect }: Schema): Schema {
  const plain = { location, dialect, annotations: {} };
  const text: Schema = { ...plain, types: ["string"], maxLength: limit };
  const offset: Schema = { ...plain, types: ["integer"], minimum: 0 };
  const properties = new Map([
    ["text", text],
    ["start", offset],
    ["end", offset],
  ]);
  return { ...plain, types: ["object"], properties, required: parts, additionalProperties: { ...plain, always: false } };
}

/** Returns the fault of the piece that an "extend" step reads, or of its offset. */
export function textSourceFault({ source, piece }: Step, object: SourceObject, isSubset: IsSubset): Fault | undefined {
  if (source.kind !== "from" || piece === undefined) return undefined;
  const rule = "STATE_TEXT_SOURCE";
  const missing = object.pieceFault("from", source.names) ?? (piece.offset && object.pieceFault("offset", piece.offset));
  if (missing !== undefined) return missing;
  if ([...typesOf(object.schemaAt(source.names))].join() !== "string")
    return {
      rule,
      part: "/from",
      message: `"from" of "extend" names "${source.names.join(".")}", which may be no string.`,
      hint: 'Give the property "type": "string".',
    };
  if (piece.offset === undefined) return undefined;
  const offset = object.schemaAt(piece.offset);
  const { location, dialect } = offset;
  const wanted: Schema = { location, dialect, annotations: {}, types: ["integer"], minimum: 0, maximum: greatestOffset };
  if (isSubset(offset, wanted).verdict === "yes") return undefined;
  return {
    rule,
    part: "/offset",
    message: `"offset" of "extend" names "${piece.offset.join(".")}", which may be no integer from 0 to ${greatestOffset}.`,
    hint: `Give the property "type": "integer", "minimum": 0 and "maximum": ${greatestOffset}.`,
  };
}

/** Returns the fault that another step writes at or below the text of an "extend" step. @param all the steps of all events. */
export function sharedTextFault({ step }: PlacedStep, all: readonly PlacedStep[]): Fault | undefined {
  if (step.op !== "extend") return undefined;
  const path = step.at.map((token) => ("key" in token ? token.key : undefined));
  const other = all.find((placed) => {
    const isSame = placed.step.at.length === path.length;
    if (placed.step === step || (isSame && placed.step.op === "remove")) return false;
    if (isSame && placed.step.piece?.unit === step.piece?.unit) return false;
    return footprintsOf(placed).some((place) => place.path.length >= path.length && meet(place, { path }));
  })?.step;
  if (other === undefined) return undefined;
  return {
    rule: "STATE_TEXT_SHARED",
    part: "/at",
    message: `${placeText(step)} is a text, but the step "${other.op}" at ${JSON.stringify(pathText(other.at))} writes at or below it, too.`,
    hint: 'Let only "extend" write the text. Name the other properties in "pick", or "set" an object around the text.',
  };
}

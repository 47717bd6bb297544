import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv/dist/2020.js";
import formatsPlugin from "ajv-formats";
import { createSubsetChecker } from "../../generator/validate/witness-judge.js";
import type { SubsetVerdict } from "../../generator/subset/verdict.js";
import type { Schema } from "../../generator/schema/schema.js";
import { suiteSchema } from "../helpers/json-schema-test-suite.js";
import { mutateSchema } from "./mutate-schema.js";
import { Random } from "./random.js";
import type { JsonSchema } from "./random-schema.js";
import { randomSchema } from "./random-schema.js";
import { referenceVerdict } from "./reference-validator.js";
import type { Family } from "./tight-schema.js";
import { families, tightSchema, tightValue } from "./tight-schema.js";
import { valueFor } from "./value-for.js";
import { without } from "./without.js";

/** Two schemas in one direction, and the fault of the answer. */
export type SubsetFault = { readonly seed: number; readonly old: JsonSchema; readonly new: JsonSchema; readonly fault: string };

/** The result of a run. */
export type SubsetReport = {
  directions: number;
  yes: number;
  no: number;
  unknown: number;
  /** The number of witnesses that ajv judged too. */
  judgedByAjv: number;
  /** The number of those on which ajv differs in a known way. */
  knownToDiffer: number;
  readonly faults: SubsetFault[];
  /** The reasons of undecided answers, with their numbers. */
  readonly reasons: Map<string, number>;
};

/** The sources of values that are tried against a "yes". */
type Sampler = { readonly random: Random; readonly family: Family | undefined; readonly samples: number };

/** A schema in the forms for the checker, the literal reading of the specification, and ajv. */
type Contestant = { readonly json: JsonSchema; readonly schema: Schema; ajv?: ValidateFunction | undefined };

/** Checks random pairs of schemas and their mutants, both ways. Pair number n has the seed `seed + n`. */
export function fuzzSubsets(seed: number, directions: number, samples: number): SubsetReport {
  const report: SubsetReport = {
    directions: 0,
    yes: 0,
    no: 0,
    unknown: 0,
    judgedByAjv: 0,
    knownToDiffer: 0,
    faults: [],
    reasons: new Map(),
  };
  for (let pair = seed; report.directions < directions; pair++) {
    const random = new Random(pair);
    // Half of the schemas are broad, half constrain few values.
    const family = random.chance(0.5) ? random.pick(families) : undefined;
    const make = (): JsonSchema => (family === undefined ? randomSchema(random) : tightSchema(random, family));
    const first = make();
    const second = random.chance(0.6) ? mutateSchema(random, first) : make();
    const [old, other] = [contestant(first), contestant(second)];
    if (old === undefined || other === undefined) continue;
    for (const [a, b] of [
      [old, other],
      [other, old],
    ] as const) {
      const fault = judgeDirection({ random, family, samples: family === undefined ? samples : samples * 4 }, a, b, report);
      if (fault !== undefined) report.faults.push(shrinkFault({ seed: pair, old: a.json, new: b.json, fault }));
    }
  }
  return report;
}

function emptyReport(): SubsetReport {
  return { directions: 0, yes: 0, no: 0, unknown: 0, judgedByAjv: 0, knownToDiffer: 0, faults: [], reasons: new Map() };
}

function contestant(json: JsonSchema): Contestant | undefined {
  const schema = suiteSchema(json, {});
  return typeof schema === "string" ? undefined : { json, schema };
}

function judgeDirection(sampler: Sampler, a: Contestant, b: Contestant, report: SubsetReport): string | undefined {
  const verdict = verdictOf(a, b);
  report.directions++;
  report[verdict.verdict]++;
  if (verdict.verdict === "unknown") report.reasons.set(verdict.reason, (report.reasons.get(verdict.reason) ?? 0) + 1);
  if (verdict.verdict === "no" && (hasUri(a) || hasUri(b))) return undefined;
  if (verdict.verdict === "no") {
    const faults = [specFault(a, b, verdict.witness), ajvFault(a, b, verdict.witness, report)];
    return faults.find((fault) => fault !== undefined);
  }
  if (verdict.verdict === "unknown" && verdict.reason.includes("defect")) return verdict.reason;
  const counterexample = sample(sampler, a, b);
  return verdict.verdict === "yes" && counterexample !== undefined ? `proved, but ${counterexample} is against it` : undefined;
}

function verdictOf(a: Contestant, b: Contestant): SubsetVerdict {
  if (hasUri(a) || hasUri(b)) return createSubsetChecker().isSubset(a.schema, b.schema);
  // The literal reading of the specification replaces the validators. Other tests compare the two.
  const judge = (schema: Schema, value: unknown): boolean => referenceVerdict(schema === a.schema ? a.json : b.json, value);
  return createSubsetChecker({ judge }).isSubset(a.schema, b.schema);
}

/** RFC 3986 and the validators accept "a:" as a URI, ajv-formats does not. The fuzz then asks the validators only. */
function hasUri({ json }: Contestant): boolean {
  return JSON.stringify(json).includes('"format":"uri"');
}

/** Returns a value that the guided sampler finds against a ⊆ b, as JSON. */
function sample({ random, family, samples }: Sampler, a: Contestant, b: Contestant): string | undefined {
  for (let count = 0; count < samples; count++) {
    const isTight = family !== undefined && random.chance(0.8);
    const value = isTight ? tightValue(random, family) : valueFor(random, random.chance(0.7) ? a.json : b.json);
    if (referenceVerdict(a.json, value) && !referenceVerdict(b.json, value)) return JSON.stringify(value);
  }
  return undefined;
}

function specFault(a: Contestant, b: Contestant, witness: unknown): string | undefined {
  const isWitness = referenceVerdict(a.json, witness) && !referenceVerdict(b.json, witness);
  return isWitness ? undefined : `${JSON.stringify(witness)} is no witness`;
}

function ajvFault(a: Contestant, b: Contestant, witness: unknown, report: SubsetReport): string | undefined {
  report.judgedByAjv++;
  const [inOld, inNew] = [ajvAccepts(a, witness), ajvAccepts(b, witness)];
  if (inOld === true && inNew === false) return undefined;
  if (inOld === undefined || inNew === undefined || !isKnownToAjv(a.json) || !isKnownToAjv(b.json)) {
    report.knownToDiffer++;
    return undefined;
  }
  return `ajv: ${JSON.stringify(witness)} is no witness`;
}

/** Returns `undefined` if ajv's own code throws. */
function ajvAccepts(side: Contestant, value: unknown): boolean | undefined {
  try {
    return ajvOf(side)(value);
  } catch {
    return undefined;
  }
}

// All schemas share one instance, because making one takes longer than compiling a schema.
const shared = new Ajv2020({ strict: false, logger: false, validateSchema: false });
formatsPlugin.default(shared);

function ajvOf(side: Contestant): ValidateFunction {
  side.ajv ??= shared.compile(side.json);
  shared.removeSchema(side.json);
  return side.ajv;
}

/**
 * Returns true for keywords that ajv 8.20 gets wrong: `prefixItems` beside `contains`, `prefixItems` beside
 * `uniqueItems`, `multipleOf` of fractions (it divides in binary), and `unevaluated…` over branches.
 */
function isKnownToAjv(schema: JsonSchema): boolean {
  const text = JSON.stringify(schema);
  if (text.includes('"prefixItems"') && /"(uniqueItems|contains)":/.test(text)) return false;
  if (/"multipleOf":\d*\.\d/.test(text)) return false;
  return !text.includes('"unevaluated') || !/"(anyOf|oneOf|if|not|dependentSchemas|contains)":/.test(text);
}

/** Removes parts of the schemas as long as the answer stays wrong. */
function shrinkFault(fault: SubsetFault): SubsetFault {
  let best = fault;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const [old, next] of smallerPairs(best)) {
      const still = faultOf(best.seed, old, next);
      if (still === undefined) continue;
      best = still;
      isSmaller = true;
      break;
    }
  }
  return best;
}

function faultOf(seed: number, old: JsonSchema, next: JsonSchema): SubsetFault | undefined {
  try {
    const [a, b] = [contestant(old), contestant(next)];
    if (a === undefined || b === undefined) return undefined;
    const report = emptyReport();
    const fault = judgeDirection({ random: new Random(seed), family: familyOf(old), samples: 200 }, a, b, report);
    return fault === undefined ? undefined : { seed, old, new: next, fault };
  } catch {
    return undefined;
  }
}

function familyOf(schema: JsonSchema): Family | undefined {
  return typeof schema === "boolean" ? undefined : families.find((family) => family === schema["type"]);
}

function* smallerPairs(fault: SubsetFault): Generator<readonly [JsonSchema, JsonSchema]> {
  for (const old of without(fault.old)) yield [old as JsonSchema, fault.new];
  for (const next of without(fault.new)) yield [fault.old, next as JsonSchema];
}

import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv/dist/2020.js";
import formatsPlugin from "ajv-formats";
import { SubsetChecker } from "../../generator/compat/subset/subset-checker.js";
import type { SubsetVerdict } from "../../generator/compat/subset/verdict.js";
import type { Schema } from "../../generator/model/schema.js";
import { suiteSchema } from "../helpers/json-schema-test-suite.js";
import { mutateSchema } from "./mutate-schema.js";
import { Random } from "./random.js";
import type { JsonSchema } from "./random-schema.js";
import { randomSchema } from "./random-schema.js";
import { referenceVerdict } from "./reference-validator.js";
import { valueFor } from "./value-for.js";

/** Two schemas in one direction, with what is wrong about the answer. */
export type SubsetFault = { readonly seed: number; readonly old: JsonSchema; readonly new: JsonSchema; readonly fault: string };

/** What a run found. */
export type SubsetReport = {
  directions: number;
  yes: number;
  no: number;
  unknown: number;
  /** Witnesses that ajv judged too. */
  judgedByAjv: number;
  readonly faults: SubsetFault[];
  /** Reasons of what was not decided, with their number. */
  readonly reasons: Map<string, number>;
};

/** A schema, as the checker, the specification and ajv know it. */
type Contestant = { readonly json: JsonSchema; readonly schema: Schema; ajv?: ValidateFunction | undefined };

/** Random pairs of schemas and their mutants, both ways; pair number n has the seed `seed + n`. */
export function fuzzSubsets(seed: number, directions: number, samples: number): SubsetReport {
  const report: SubsetReport = { directions: 0, yes: 0, no: 0, unknown: 0, judgedByAjv: 0, faults: [], reasons: new Map() };
  for (let pair = seed; report.directions < directions; pair++) {
    const random = new Random(pair);
    const first = randomSchema(random);
    const second = random.chance(0.7) ? mutateSchema(random, first) : randomSchema(random);
    const [old, other] = [contestant(first), contestant(second)];
    if (old === undefined || other === undefined) continue;
    for (const [a, b] of [
      [old, other],
      [other, old],
    ] as const) {
      const fault = judgeDirection(random, a, b, samples, report);
      if (fault !== undefined) report.faults.push(shrinkFault({ seed: pair, old: a.json, new: b.json, fault }));
    }
  }
  return report;
}

function contestant(json: JsonSchema): Contestant | undefined {
  const schema = suiteSchema(json, {});
  return typeof schema === "string" ? undefined : { json, schema };
}

function judgeDirection(random: Random, a: Contestant, b: Contestant, samples: number, report: SubsetReport): string | undefined {
  const verdict = verdictOf(a, b);
  report.directions++;
  report[verdict.verdict]++;
  if (verdict.verdict === "unknown") report.reasons.set(verdict.reason, (report.reasons.get(verdict.reason) ?? 0) + 1);
  if (verdict.verdict === "no") {
    const faults = [specFault(a, b, verdict.witness), ajvFault(a, b, verdict.witness, report)];
    return faults.find((fault) => fault !== undefined);
  }
  if (verdict.verdict === "unknown" && verdict.reason.includes("defect")) return verdict.reason;
  const counterexample = sample(random, a, b, samples);
  return verdict.verdict === "yes" && counterexample !== undefined ? `proved, but ${counterexample} is against it` : undefined;
}

function verdictOf(a: Contestant, b: Contestant): SubsetVerdict {
  // The literal reading of the specification stands in for the validators, which other tests hold against it.
  const judge = (schema: Schema, value: unknown): boolean => referenceVerdict(schema === a.schema ? a.json : b.json, value);
  return new SubsetChecker({ judge }).isSubset(a.schema, b.schema);
}

/** A value that the guided sampler finds against a ⊆ b, as JSON. */
function sample(random: Random, a: Contestant, b: Contestant, samples: number): string | undefined {
  for (let count = 0; count < samples; count++) {
    const value = valueFor(random, random.chance(0.7) ? a.json : b.json);
    if (referenceVerdict(a.json, value) && !referenceVerdict(b.json, value)) return JSON.stringify(value);
  }
  return undefined;
}

function specFault(a: Contestant, b: Contestant, witness: unknown): string | undefined {
  const isWitness = referenceVerdict(a.json, witness) && !referenceVerdict(b.json, witness);
  return isWitness ? undefined : `${JSON.stringify(witness)} is no witness`;
}

function ajvFault(a: Contestant, b: Contestant, witness: unknown, report: SubsetReport): string | undefined {
  if (!isKnownToAjv(a.json) || !isKnownToAjv(b.json)) return undefined;
  report.judgedByAjv++;
  return ajvOf(a)(witness) && !ajvOf(b)(witness) ? undefined : `ajv: ${JSON.stringify(witness)} is no witness`;
}

function ajvOf(side: Contestant): ValidateFunction {
  if (side.ajv === undefined) {
    const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false });
    formatsPlugin.default(ajv);
    side.ajv = ajv.compile(side.json);
  }
  return side.ajv;
}

/**
 * What ajv 8.20 is known to get wrong: `prefixItems` beside `contains`, `prefixItems` beside
 * `uniqueItems`, `multipleOf` of fractions (it divides in binary), and `unevaluated…` over branches.
 */
function isKnownToAjv(schema: JsonSchema): boolean {
  const text = JSON.stringify(schema);
  if (text.includes('"prefixItems"') && /"(uniqueItems|contains)":/.test(text)) return false;
  if (/"multipleOf":\d*\.\d/.test(text)) return false;
  return !text.includes('"unevaluated') || !/"(anyOf|oneOf|if|not|dependentSchemas|contains)":/.test(text);
}

/** Takes parts of the schemas away as long as something is wrong with the answer. */
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
    const report = { directions: 0, yes: 0, no: 0, unknown: 0, judgedByAjv: 0, faults: [], reasons: new Map<string, number>() };
    const fault = judgeDirection(new Random(seed), a, b, 200, report);
    return fault === undefined ? undefined : { seed, old, new: next, fault };
  } catch {
    return undefined;
  }
}

function* smallerPairs(fault: SubsetFault): Generator<readonly [JsonSchema, JsonSchema]> {
  for (const old of without(fault.old)) yield [old as JsonSchema, fault.new];
  for (const next of without(fault.new)) yield [fault.old, next as JsonSchema];
}

function* without(value: unknown): Generator {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield value.toSpliced(index, 1);
      for (const smaller of without(item)) yield value.with(index, smaller);
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== key));
      for (const smaller of without(member)) yield { ...value, [key]: smaller };
    }
  }
}

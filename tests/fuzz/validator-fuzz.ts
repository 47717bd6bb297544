import { Ajv2020 } from "ajv/dist/2020.js";
import formatsPlugin from "ajv-formats";
import type { CompiledValidator } from "../helpers/compiled-validator.js";
import { compiledValidator } from "../helpers/compiled-validator.js";
import { suiteSchema } from "../helpers/json-schema-test-suite.js";
import { Random } from "./random.js";
import type { JsonSchema } from "./random-schema.js";
import { randomSchema, randomValue } from "./random-schema.js";
import { valueFor } from "./value-for.js";

/** Who says what of a value; they should be one. */
export type Verdicts = { readonly ajv: boolean; readonly guard: boolean; readonly explain: boolean; readonly tolerant: boolean };

/** A value on which the validators differ. */
export type Difference = { readonly seed: number; readonly schema: JsonSchema; readonly value: unknown; readonly verdicts: Verdicts };

/** What a run found. */
export type FuzzReport = { readonly values: number; readonly accepted: number; readonly skipped: number; readonly differences: readonly Difference[] };

type Judge = (value: unknown) => Verdicts;

/** Runs random values of random schemas through the guard, its explanation and ajv. Schema number n has the seed `seed + n`. */
export function fuzzValidators(seed: number, schemas: number, valuesEach: number): FuzzReport {
  const report = { values: 0, accepted: 0, skipped: 0, differences: [] as Difference[] };
  for (let index = 0; index < schemas; index++) {
    const random = new Random(seed + index);
    const schema = randomSchema(random);
    const judge = judgeOf(schema);
    if (judge === undefined) {
      report.skipped++;
      continue;
    }
    for (let count = 0; count < valuesEach; count++) {
      const value = random.chance(0.8) ? valueFor(random, schema) : randomValue(random);
      const verdicts = judge(value);
      report.values++;
      if (verdicts.ajv) report.accepted++;
      if (differ(verdicts)) {
        report.differences.push(shrink({ seed: seed + index, schema, value, verdicts }));
        break;
      }
    }
  }
  return report;
}

/** The tolerant guard has to accept at least what the strict one accepts. */
function differ({ ajv, guard, explain, tolerant }: Verdicts): boolean {
  return ajv !== guard || guard !== explain || (guard && !tolerant);
}

function judgeOf(schema: JsonSchema): Judge | undefined {
  const graph = suiteSchema(schema, {});
  if (typeof graph === "string") return undefined;
  const ours: CompiledValidator = compiledValidator(graph);
  const tolerant = compiledValidator(graph, { reader: "tolerant" });
  const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false });
  formatsPlugin.default(ajv);
  const theirs = ajv.compile(schema);
  return (value) => {
    const isTolerated = tolerant.isValue(value);
    if (isTolerated !== (tolerant.explain(value).length === 0)) return { ajv: true, guard: true, explain: true, tolerant: false };
    return { ajv: theirs(value), guard: ours.isValue(value), explain: ours.explain(value).length === 0, tolerant: isTolerated };
  };
}

/** Takes parts away from schema and value as long as the difference stays. */
function shrink(difference: Difference): Difference {
  let best = difference;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of candidates(best)) {
      const verdicts = verdictsOf(candidate.schema, candidate.value);
      if (verdicts === undefined || !differ(verdicts)) continue;
      best = { ...candidate, seed: best.seed, verdicts };
      isSmaller = true;
      break;
    }
  }
  return best;
}

function verdictsOf(schema: JsonSchema, value: unknown): Verdicts | undefined {
  try {
    return judgeOf(schema)?.(value);
  } catch {
    return undefined;
  }
}

function* candidates({ schema, value }: Difference): Generator<{ readonly schema: JsonSchema; readonly value: unknown }> {
  for (const smaller of without(schema)) yield { schema: smaller as JsonSchema, value };
  for (const smaller of without(value)) yield { schema, value: smaller };
}

/** Every copy with one member or item less, at any depth. */
function* without(value: unknown): Generator<unknown> {
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
